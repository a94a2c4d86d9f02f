namespace Topiary.Broker;

/// <summary>
/// The topics in use: one hash table that is both the index of exact subscriptions and the cache of matches. Real publishers
/// repeat their topics, so routing a message is one lookup.
/// </summary>
/// <remarks>Threading: lookups take no lock; nodes are never changed once they can be seen. Additions and evictions take a short one.</remarks>
internal sealed class TopicTable(int capacity = TopicTable.DefaultCapacity)
{
    /// <summary>Topics without an exact subscription that are remembered before all of them are forgotten.</summary>
    public const int DefaultCapacity = 65_536;

    // Nor are names of more bytes than this remembered.
    private const long MostBytes = 32 * 1024 * 1024;

    private readonly Lock _gate = new();
    private Node?[] _buckets = new Node?[64];
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
        Node?[] buckets = Volatile.Read(ref _buckets);
        for (Node? node = Volatile.Read(ref buckets[hash & (buckets.Length - 1)]); node is not null; node = node.Next)
        {
            if (node.Topic.Hash == hash && node.Topic.NameSpan.SequenceEqual(name))
            {
                return node.Topic;
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
        else if (_count >= _buckets.Length)
        {
            Rebuild(keepAll: true);
        }

        var topic = new Topic(name, hash);
        ref Node? bucket = ref _buckets[hash & (_buckets.Length - 1)];
        Volatile.Write(ref bucket, new Node(topic, bucket));
        Volatile.Write(ref _count, _count + 1);
        return topic;
    }

    private void Rebuild(bool keepAll)
    {
        int kept = keepAll ? _count : _pinned;
        var buckets = new Node?[Math.Max(64, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)kept * 2))];
        int count = 0;
        foreach (Node? head in _buckets)
        {
            for (Node? node = head; node is not null; node = node.Next)
            {
                if (keepAll || node.Topic.Exact is not null)
                {
                    ref Node? bucket = ref buckets[node.Topic.Hash & (buckets.Length - 1)];
                    bucket = new Node(node.Topic, bucket);
                    count++;
                }
                else
                {
                    node.Topic.IsEvicted = true;
                }
            }
        }

        Volatile.Write(ref _buckets, buckets);
        Volatile.Write(ref _count, count);
    }

    private sealed class Node(Topic topic, Node? next)
    {
        public Topic Topic { get; } = topic;

        public Node? Next { get; } = next;
    }
}
