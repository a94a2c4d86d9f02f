namespace Topiary.Client;

/// <summary>Objects that instruments ask for their figures. Keeps none of them alive. Thread-safe.</summary>
internal sealed class LiveSet<T>
    where T : class
{
    private readonly Lock _lock = new();
    private readonly List<WeakReference<T>> _items = [];

    public void Add(T item)
    {
        lock (_lock)
        {
            // Each addition pays for what has gone, so that nothing piles up where nobody asks.
            if (_items.Count == _items.Capacity)
            {
                _items.RemoveAll(static reference => !reference.TryGetTarget(out _));
            }

            _items.Add(new WeakReference<T>(item));
        }
    }

    public void Remove(T item)
    {
        lock (_lock)
        {
            _items.RemoveAll(reference => !reference.TryGetTarget(out T? target) || target == item);
        }
    }

    /// <summary>Those that are there now.</summary>
    public IReadOnlyList<T> ToList()
    {
        lock (_lock)
        {
            var items = new List<T>(_items.Count);
            foreach (WeakReference<T> reference in _items)
            {
                if (reference.TryGetTarget(out T? item))
                {
                    items.Add(item);
                }
            }

            return items;
        }
    }
}
