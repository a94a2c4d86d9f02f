namespace Topiary.Broker;

/// <summary>
/// The topics in use: one hash table that is both the index of exact subscriptions and the cache of matches. Real publishers
/// repeat their topics, so routing a message is one lookup.
/// </summary>
/// <remarks>
/// Threading: lookups take no lock; a slot is never changed once its topic can be seen. Additions and evictions take a short one.
/// Topics lie in the slots themselves, next to their hashes: with many topics each step to another object would be a cache miss.
/// </remarks>
internal sealed class TopicTable(int capacity = TopicTable.DefaultCapacity)
{
    /// <summary>Topics without an exact subscription that are remembered before all of them are forgotten.</summary>
    public const int DefaultCapacity = 65_536;

    private const int SmallestTable = 128;

    // Nor are names of more bytes than this remembered.
    private const long MostBytes = 32 * 1024 * 1024;

    private readonly Lock _gate = new();
    private Slot[] _slots = new Slot[SmallestTable];
    private int _count;
    private int _pinned;
    private long _bytesAdded;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Topics with an exact subscription.</summary>
    public int Pinned
    {
        get
        {
            lock (_gate)
            {
                return _pinned;
            }
        }
    }

    public Topic GetOrAdd(ReadOnlySpan<byte> name)
    {
        int hash = Utf8Hash.Compute(name);
        return Find(name, hash) ?? Add(name, hash);
    }

    /// <summary>The same topic as the table knows it now.</summary>
    public Topic Refresh(Topic topic) => topic.IsEvicted ? GetOrAdd(topic.NameSpan) : topic;

    /// <summary>Adds a subscription to exactly this topic, which keeps the topic from being evicted. The caller holds the index's lock.</summary>
    public void AddExact(ReadOnlySpan<byte> name, MatchTarget target)
    {
        lock (_gate)
        {
            int hash = Utf8Hash.Compute(name);
            Topic topic = Find(name, hash) ?? Insert(name.ToArray(), hash);
            if (topic.Exact is null)
            {
                topic.Exact = [];
                _pinned++;
            }

            topic.Exact.Add(target);
            topic.Match = null;
        }
    }

    /// <summary>Removes a subscription to exactly this topic. The caller holds the index's lock.</summary>
    public void RemoveExact(ReadOnlySpan<byte> name, MatchTarget target)
    {
        lock (_gate)
        {
            Topic? topic = Find(name, Utf8Hash.Compute(name));
            if (topic?.Exact is not { } exact || !exact.Remove(target))
            {
                return;
            }

            topic.Match = null;
            if (exact.Count == 0)
            {
                topic.Exact = null;
                _pinned--;
            }
        }
    }

    /// <summary>Forgets every topic without an exact subscription.</summary>
    public void EvictUnpinned()
    {
        lock (_gate)
        {
            Rebuild(keepAll: false);
        }
    }

    private Topic? Find(ReadOnlySpan<byte> name, int hash)
    {
        Slot[] slots = Volatile.Read(ref _slots);
        for (int i = hash & (slots.Length - 1); Volatile.Read(ref slots[i].Topic) is { } topic; i = (i + 1) & (slots.Length - 1))
        {
            if (slots[i].Hash == hash && topic.NameSpan.SequenceEqual(name))
            {
                return topic;
            }
        }

        return null;
    }

    private Topic Add(ReadOnlySpan<byte> name, int hash)
    {
        lock (_gate)
        {
            return Find(name, hash) ?? Insert(name.ToArray(), hash);
        }
    }

    private Topic Insert(byte[] name, int hash)
    {
        _bytesAdded += name.Length;
        if (_count - _pinned >= capacity || _bytesAdded > MostBytes)
        {
            Rebuild(keepAll: false);
            _bytesAdded = name.Length;
        }
        else if (_count * 2 >= _slots.Length)
        {
            Rebuild(keepAll: true);
        }

        var topic = new Topic(name, hash);
        Put(_slots, topic);
        Volatile.Write(ref _count, _count + 1);
        return topic;
    }

    private void Rebuild(bool keepAll)
    {
        int kept = keepAll ? _count : _pinned;
        var slots = new Slot[Math.Max(SmallestTable, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(kept + 1) * 4))];
        int count = 0;
        foreach (Slot slot in _slots)
        {
            if (slot.Topic is null)
            {
                continue;
            }

            if (keepAll || slot.Topic.Exact is not null)
            {
                Put(slots, slot.Topic);
                count++;
            }
            else
            {
                slot.Topic.IsEvicted = true;
            }
        }

        Volatile.Write(ref _slots, slots);
        Volatile.Write(ref _count, count);
    }

    // At most half of the slots are taken, so that there is always a free one.
    private static void Put(Slot[] slots, Topic topic)
    {
        int i = topic.Hash & (slots.Length - 1);
        while (slots[i].Topic is not null)
        {
            i = (i + 1) & (slots.Length - 1);
        }

        slots[i].Hash = topic.Hash;
        Volatile.Write(ref slots[i].Topic, topic);
    }

    private struct Slot
    {
        public Topic? Topic;
        public int Hash;
    }
}
