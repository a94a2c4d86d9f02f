namespace Topiary.Client;

/// <summary>The subscriptions of topics that came lately: most messages are of few topics. There are two places for a topic.</summary>
/// <remarks>Threading: the read loop only.</remarks>
internal sealed class MatchCache
{
    private const int Slots = 256;
    private const int LongestTopic = 256;

    // Made when the first message comes.
    private Entry[] _entries = [];

    /// <summary>The subscriptions of a topic; null when they are not known for this version of the table.</summary>
    public Subscription[]? Find(ReadOnlySpan<byte> topic, int version)
    {
        if (_entries.Length == 0)
        {
            return null;
        }

        int slot = Slot(topic);
        ref Entry first = ref _entries[slot];
        ref Entry second = ref _entries[slot ^ 1];
        return first.IsOf(topic, version) ? first.Subscriptions
            : second.IsOf(topic, version) ? second.Subscriptions
            : null;
    }

    /// <summary>Keeps the subscriptions of a topic. Where topics take each other's places all the time, mostly of the same filters, that costs no memory.</summary>
    public void Keep(ReadOnlySpan<byte> topic, int version, ReadOnlySpan<Subscription> subscriptions)
    {
        if (topic.Length > LongestTopic)
        {
            return;
        }

        if (_entries.Length == 0)
        {
            _entries = new Entry[Slots];
        }

        int slot = Slot(topic);
        ref Entry entry = ref _entries[_entries[slot].Version == version && _entries[slot ^ 1].Version != version ? slot ^ 1 : slot];

        if (entry.Buffer is null || entry.Buffer.Length < topic.Length)
        {
            entry.Buffer = topic.ToArray();
        }
        else
        {
            topic.CopyTo(entry.Buffer);
        }

        if (entry.Subscriptions is null || !subscriptions.SequenceEqual(entry.Subscriptions))
        {
            entry.Subscriptions = subscriptions.ToArray();
        }

        (entry.Length, entry.Version) = (topic.Length, version);
    }

    private static int Slot(ReadOnlySpan<byte> topic) => TopicHash.Of(topic) & (Slots - 1);

    private struct Entry
    {
        public byte[]? Buffer;
        public int Length;
        public int Version;
        public Subscription[]? Subscriptions;

        public readonly bool IsOf(ReadOnlySpan<byte> topic, int version) => Version == version && topic.SequenceEqual(Buffer.AsSpan(0, Length));
    }
}
