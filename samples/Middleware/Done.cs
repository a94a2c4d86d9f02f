namespace Middleware;

/// <summary>Tells the program that an entry has been handled.</summary>
public sealed class Done
{
    public SemaphoreSlim Handled { get; } = new(0);

    public int Entries { get; set; }
}
