namespace Topiary.Generators.Model;

/// <summary>What is said about a parameter.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Text">What is said.</param>
internal sealed record ParameterNotes(string Name, string Text);
