namespace Topiary.Generators.Model;

/// <summary>What is said about a property or field of a payload.</summary>
/// <param name="Name">Its name as an identifier.</param>
/// <param name="Text">Its summary; empty for none.</param>
/// <param name="Nullability">Where its type allows null.</param>
/// <param name="Default">The value that it has when it is absent, as the constructor says; null when that says nothing.</param>
internal sealed record MemberNotes(string Name, string Text, Nullability Nullability, DefaultValue? Default);
