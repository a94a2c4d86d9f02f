namespace Topiary.Generators.Model;

/// <summary>How the messages of a route are put together.</summary>
/// <param name="Size">Messages at most.</param>
/// <param name="Milliseconds">How long the first one waits for others.</param>
/// <param name="WithContext">Whether each payload comes with its message's context.</param>
internal sealed record BatchModel(int Size, int Milliseconds, bool WithContext);
