namespace Topiary.Runtime.Tests;

/// <summary>One for each scope.</summary>
internal sealed class ScopedProbe : IDisposable
{
    private static int s_count;

    public int Number { get; } = Interlocked.Increment(ref s_count);

    public bool IsDisposed { get; private set; }

    public void Dispose() => IsDisposed = true;
}
