namespace Topiary.Runtime;

/// <summary>The stream property of a message, read.</summary>
/// <param name="Sign">What it says.</param>
/// <param name="Number">Number of the element, or a count; 0 where there is none.</param>
internal readonly record struct StreamWord(StreamSign Sign, long Number);
