namespace Topiary.Generators.Model;

/// <summary>What is said about a method.</summary>
/// <param name="Name">Its name as an identifier.</param>
/// <param name="Text">Its summary; empty for none.</param>
/// <param name="Returns">What is said about its result; empty for nothing.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Result">Where the type of its result allows null; null when it has none.</param>
internal sealed record MethodNotes(string Name, string Text, string Returns, EquatableArray<ParameterNotes> Parameters, Nullability? Result);
