namespace Topiary.Generators.Model;

/// <summary>What is said about a parameter.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Text">What is said; empty for nothing.</param>
/// <param name="Nullability">Where its type allows null.</param>
internal sealed record ParameterNotes(string Name, string Text, Nullability Nullability);
