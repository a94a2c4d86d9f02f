namespace Topiary.Conformance.Tests;

/// <summary>A numbered normative statement, in our own words.</summary>
internal sealed record Statement(Standard Standard, string Id, string Side, string Section, string Summary);
