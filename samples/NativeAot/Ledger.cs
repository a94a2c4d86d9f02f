namespace NativeAot;

/// <summary>What is known of the halls; outlives messages.</summary>
public sealed class Ledger
{
    private int _handled;

    public SemaphoreSlim Changed { get; } = new(0);

    public Dictionary<(Hall Hall, string What), int> Stock { get; } = [];

    public List<string> Lines { get; } = [];

    public int Handled => _handled;

    public void Count() => Interlocked.Increment(ref _handled);
}
