namespace Topiary.Conformance.Tests;

/// <summary>Says which statements a test shows.</summary>
internal interface IStatementTag
{
    IReadOnlyList<string> Ids { get; }

    Standard Standard { get; }
}
