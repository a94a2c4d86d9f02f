namespace Topiary.Runtime.Tests;

internal sealed class Counter
{
    private long _sum;
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public long Sum => Volatile.Read(ref _sum);

    public void Add(int value)
    {
        Interlocked.Add(ref _sum, value);
        Interlocked.Increment(ref _count);
    }
}
