namespace Topiary.Broker;

/// <summary>The messages of QoS 1 and 2 that wait for a session, bounded in number and bytes.</summary>
/// <remarks>Threading: guarded by the outbox.</remarks>
internal sealed class WaitingQueue(QueueLimits limits, BrokerCounters counters)
{
    private readonly Deque<Delivery> _items = new();

    // No message in the queue expires before it: what cannot have expired is not looked for.
    private DateTimeOffset _earliestExpiry = DateTimeOffset.MaxValue;

    public int Count => _items.Count;

    public long Bytes { get; private set; }

    public ref Delivery First => ref _items.First;

    /// <summary>Appends without looking at the limits.</summary>
    public void Add(in Delivery delivery)
    {
        _items.AddLast(delivery);
        Bytes += delivery.Message!.Size;
        NoteExpiry(delivery.Message);
    }

    /// <summary>Appends a message, making room as the policy says.</summary>
    /// <returns>False when it was not taken.</returns>
    public bool TryAdd(in Delivery delivery, BrokerClock clock, out List<Delivery>? dropped)
    {
        dropped = null;
        int size = delivery.Message!.Size;
        if (limits.IsFull(Count, Bytes, size) && _earliestExpiry != DateTimeOffset.MaxValue && clock.UtcNow is var now && now >= _earliestExpiry)
        {
            dropped = DropExpired(now);
        }

        while (limits.IsFull(Count, Bytes, size))
        {
            counters.Dropped(DropReason.QueueFull);
            if (limits.Overflow != OverflowPolicy.DropOldest || Count == 0)
            {
                return false;
            }

            (dropped ??= []).Add(TakeFirst());
        }

        Add(delivery);
        return true;
    }

    public Delivery TakeFirst()
    {
        Delivery delivery = _items.TakeFirst();
        Bytes -= delivery.Message!.Size;
        return delivery;
    }

    public void ForEach(Action<Delivery> action) => _items.ForEach(action);

    /// <summary>Takes messages out.</summary>
    public List<Delivery> RemoveAll(Func<StoredMessage, bool> condition)
    {
        var removed = new List<Delivery>();
        _items.RemoveAll(item =>
        {
            if (!condition(item.Message!))
            {
                return false;
            }

            Bytes -= item.Message!.Size;
            removed.Add(item);
            return true;
        });
        return removed;
    }

    public void Clear()
    {
        _items.Clear();
        Bytes = 0;
    }

    private List<Delivery>? DropExpired(DateTimeOffset now)
    {
        List<Delivery>? expired = null;
        _earliestExpiry = DateTimeOffset.MaxValue;
        _items.RemoveAll(item =>
        {
            bool isExpired = item.Message!.IsExpired(now);
            if (isExpired)
            {
                (expired ??= []).Add(item);
                Bytes -= item.Message.Size;
                counters.Dropped(DropReason.Expired);
            }
            else
            {
                NoteExpiry(item.Message);
            }

            return isExpired;
        });
        return expired;
    }

    private void NoteExpiry(StoredMessage message)
    {
        if (message.ExpiresAt is { } at && at < _earliestExpiry)
        {
            _earliestExpiry = at;
        }
    }
}
