namespace Topiary.Generators.Model;

/// <summary>What is said about a method.</summary>
/// <param name="Name">Its name as an identifier.</param>
/// <param name="Text">Its summary; empty for none.</param>
/// <param name="Returns">What is said about its result; empty for nothing.</param>
/// <param name="Parameters">Its parameters about which something is said.</param>
internal sealed record MethodNotes(string Name, string Text, string Returns, EquatableArray<ParameterNotes> Parameters);
