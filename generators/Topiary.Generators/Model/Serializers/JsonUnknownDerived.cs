namespace Topiary.Generators.Model;

/// <summary>What is written for a value of a type that was not declared, with the values of <c>JsonUnknownDerivedTypeHandling</c>.</summary>
internal enum JsonUnknownDerived
{
    Fail,
    Base,
    NearestAncestor,
}
