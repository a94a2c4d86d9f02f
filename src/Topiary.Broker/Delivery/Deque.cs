namespace Topiary.Broker;

/// <summary>A ring that grows and shrinks with what is in it; the waiting messages of a session or a shared subscription.</summary>
/// <remarks>Threading: guarded by its owner.</remarks>
internal sealed class Deque<T>
{
    private const int Smallest = 8;

    private T[] _items = [];
    private int _head;

    public int Count { get; private set; }

    public ref T First => ref _items[_head];

    /// <summary>The items from the first to the last.</summary>
    public ref T this[int index] => ref _items[(_head + index) & (_items.Length - 1)];

    public void AddLast(in T item)
    {
        Grow();
        _items[(_head + Count++) & (_items.Length - 1)] = item;
    }

    public void AddFirst(in T item)
    {
        Grow();
        _head = (_head - 1) & (_items.Length - 1);
        _items[_head] = item;
        Count++;
    }

    public T TakeFirst()
    {
        T item = _items[_head];
        _items[_head] = default!;
        _head = (_head + 1) & (_items.Length - 1);
        if (--Count == 0 && _items.Length > 64)
        {
            _items = [];
            _head = 0;
        }

        return item;
    }

    /// <summary>Where the first is that a condition holds for; -1 for nowhere.</summary>
    public int IndexOf(Func<T, bool> condition)
    {
        for (int i = 0; i < Count; i++)
        {
            if (condition(this[i]))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Takes one out; the rest stays in order. Costs as much as there is before it.</summary>
    public T TakeAt(int index)
    {
        T taken = this[index];
        for (int i = index; i > 0; i--)
        {
            this[i] = this[i - 1];
        }

        TakeFirst();
        return taken;
    }

    /// <summary>Removes what a condition holds for; the rest stays in order.</summary>
    public int RemoveAll(Func<T, bool> condition)
    {
        int count = Count;
        int removed = 0;
        for (int i = 0; i < count; i++)
        {
            T item = TakeFirst();
            if (condition(item))
            {
                removed++;
            }
            else
            {
                AddLast(item);
            }
        }

        return removed;
    }

    public void ForEach(Action<T> action)
    {
        for (int i = 0; i < Count; i++)
        {
            action(_items[(_head + i) & (_items.Length - 1)]);
        }
    }

    public void Clear()
    {
        _items = [];
        _head = 0;
        Count = 0;
    }

    private void Grow()
    {
        if (Count < _items.Length)
        {
            return;
        }

        var larger = new T[Math.Max(Smallest, _items.Length * 2)];
        for (int i = 0; i < Count; i++)
        {
            larger[i] = _items[(_head + i) & (_items.Length - 1)];
        }

        _items = larger;
        _head = 0;
    }
}
