using System.Collections.Concurrent;

namespace Topiary.Devices.Tests;

/// <summary>What handlers were called with.</summary>
public sealed class Arrivals
{
    private readonly ConcurrentQueue<Arrival> _items = new();

    public void Add(Arrival arrival) => _items.Enqueue(arrival);

    /// <summary>Everything since the last call.</summary>
    public IReadOnlyList<Arrival> Take()
    {
        var taken = new List<Arrival>();
        while (_items.TryDequeue(out var arrival))
        {
            taken.Add(arrival);
        }

        return taken;
    }
}
