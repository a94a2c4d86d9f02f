namespace Topiary.Generators.Model;

/// <summary>What is said about a value of an enum.</summary>
/// <param name="Name">Its name in C#.</param>
/// <param name="Number">Its number.</param>
/// <param name="Text">Its summary; empty for none.</param>
internal sealed record ValueNotes(string Name, string Number, string Text);
