namespace Topiary.Runtime;

/// <summary>How the messages of a method are put together. Made once by generated code.</summary>
/// <param name="Size">Messages at most.</param>
/// <param name="Milliseconds">How long the first one waits for others.</param>
public sealed record BatchOptions(int Size, int Milliseconds);
