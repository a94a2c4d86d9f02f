namespace Topiary.Runtime;

/// <summary>
/// Requests that were cancelled before they were begun: they wait in a queue, or another instance has them. The newest few are
/// remembered. Thread-safe.
/// </summary>
internal sealed class EarlyCancellations
{
    private const int Most = 256;

    private readonly Lock _lock = new();
    private readonly HashSet<Correlation> _known = [];
    private readonly Queue<Correlation> _order = new();
    private int _count;

    /// <summary>Remembers one.</summary>
    public void Add(Correlation correlation)
    {
        lock (_lock)
        {
            if (!_known.Add(correlation))
            {
                return;
            }

            _order.Enqueue(correlation);
            if (_order.Count > Most)
            {
                _known.Remove(_order.Dequeue());
            }

            Volatile.Write(ref _count, _known.Count);
        }
    }

    /// <summary>Whether one was cancelled; costs nothing as long as none was.</summary>
    public bool Contains(Correlation correlation)
    {
        if (Volatile.Read(ref _count) == 0)
        {
            return false;
        }

        lock (_lock)
        {
            return _known.Contains(correlation);
        }
    }
}
