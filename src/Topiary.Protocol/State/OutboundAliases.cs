using System.Numerics;

namespace Topiary.Protocol;

/// <summary>
/// Gives topic aliases to the topics that are sent on this connection (MQTT 5.0, section 3.3.2.3.4). When all are taken, the topic that
/// was not used for longest loses its own. Nothing is allocated once as many topics have been seen as there are aliases.
/// </summary>
/// <remarks>Threading: not thread-safe; assign in the order in which the packets are sent.</remarks>
public sealed class OutboundAliases
{
    private readonly int[] _buckets;
    private Entry[] _entries;
    private int _count;
    private int _newest;
    private int _oldest;

    /// <summary>Creates one without any alias.</summary>
    /// <param name="maximum">The peer's Topic Alias Maximum, or less; 0 gives none.</param>
    public OutboundAliases(int maximum)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maximum);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maximum, ushort.MaxValue);
        Maximum = maximum;
        _buckets = maximum == 0 ? [] : new int[BitOperations.RoundUpToPowerOf2((uint)maximum)];
        _entries = [];
    }

    /// <summary>Highest alias given.</summary>
    public int Maximum { get; }

    /// <summary>Aliases given so far.</summary>
    public int Count => _count;

    /// <summary>The alias for a topic.</summary>
    /// <param name="topic">The topic, UTF-8.</param>
    /// <param name="sendTopic">Whether the topic must stand in the packet beside the alias, because the peer does not know it yet.</param>
    /// <returns>The alias; 0 when none are allowed.</returns>
    public ushort Assign(ReadOnlySpan<byte> topic, out bool sendTopic)
    {
        sendTopic = true;
        if (Maximum == 0 || topic.IsEmpty)
        {
            return 0;
        }

        int hash = Hash(topic);
        int index = Find(topic, hash);
        if (index == 0)
        {
            index = Insert(topic, hash);
        }
        else
        {
            sendTopic = !_entries[index].IsKnown;
            Unlink(index);
        }

        _entries[index].IsKnown = true;
        LinkAsNewest(index);
        return (ushort)index;
    }

    /// <summary>The packet that would have told the peer of this alias was not sent after all.</summary>
    /// <param name="alias">The alias.</param>
    public void Forget(ushort alias)
    {
        if (alias != 0 && alias <= _count)
        {
            _entries[alias].IsKnown = false;
        }
    }

    private static int Hash(ReadOnlySpan<byte> topic)
    {
        var hash = default(HashCode);
        hash.AddBytes(topic);
        return hash.ToHashCode();
    }

    private ref int BucketOf(int hash) => ref _buckets[hash & (_buckets.Length - 1)];

    private int Find(ReadOnlySpan<byte> topic, int hash)
    {
        int index = BucketOf(hash);
        while (index != 0)
        {
            ref Entry entry = ref _entries[index];
            if (entry.Hash == hash && topic.SequenceEqual(entry.Topic.AsSpan(0, entry.Length)))
            {
                return index;
            }

            index = entry.NextInBucket;
        }

        return 0;
    }

    private int Insert(ReadOnlySpan<byte> topic, int hash)
    {
        int index;
        if (_count < Maximum)
        {
            index = ++_count;
            if (index >= _entries.Length)
            {
                Array.Resize(ref _entries, Math.Min(Maximum + 1, Math.Max(8, _entries.Length * 2)));
            }
        }
        else
        {
            index = _oldest;
            Unlink(index);
            RemoveFromBucket(index);
        }

        ref Entry entry = ref _entries[index];
        if (entry.Topic is null || entry.Topic.Length < topic.Length)
        {
            entry.Topic = new byte[topic.Length];
        }

        topic.CopyTo(entry.Topic);
        entry.Length = topic.Length;
        entry.Hash = hash;
        entry.NextInBucket = BucketOf(hash);
        BucketOf(hash) = index;
        return index;
    }

    private void RemoveFromBucket(int index)
    {
        ref int link = ref BucketOf(_entries[index].Hash);
        while (link != index)
        {
            link = ref _entries[link].NextInBucket;
        }

        link = _entries[index].NextInBucket;
    }

    private void Unlink(int index)
    {
        ref Entry entry = ref _entries[index];
        if (entry.Newer != 0)
        {
            _entries[entry.Newer].Older = entry.Older;
        }
        else
        {
            _newest = entry.Older;
        }

        if (entry.Older != 0)
        {
            _entries[entry.Older].Newer = entry.Newer;
        }
        else
        {
            _oldest = entry.Newer;
        }
    }

    private void LinkAsNewest(int index)
    {
        ref Entry entry = ref _entries[index];
        entry.Newer = 0;
        entry.Older = _newest;
        if (_newest != 0)
        {
            _entries[_newest].Newer = index;
        }
        else
        {
            _oldest = index;
        }

        _newest = index;
    }

    // Index = alias; 0 is not used and ends every chain.
    private struct Entry
    {
        public byte[]? Topic;
        public int Length;
        public int Hash;
        public int NextInBucket;
        public int Newer;
        public int Older;
        public bool IsKnown;
    }
}
