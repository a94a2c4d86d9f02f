namespace Topiary.Repository.Tests;

/// <summary>Tests of the packages: these are packed once, and the tests run one after the other, since each starts builds.</summary>
[CollectionDefinition(Name)]
public sealed class PackageCollection : ICollectionFixture<PackageSet>
{
    public const string Name = "Packages";
}
