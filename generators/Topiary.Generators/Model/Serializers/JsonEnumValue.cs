namespace Topiary.Generators.Model;

/// <summary>One value of an enum.</summary>
/// <param name="JsonName">Name in JSON.</param>
/// <param name="Member">Name in C#.</param>
internal sealed record JsonEnumValue(string JsonName, string Member);
