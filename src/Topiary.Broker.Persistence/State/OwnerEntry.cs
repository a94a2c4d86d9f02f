using Topiary.Storage;

namespace Topiary.Broker.Persistence;

/// <summary>What the store has of one session or shared subscription.</summary>
/// <remarks>Threading: guarded by the store.</remarks>
internal sealed class OwnerEntry(long number)
{
    public long Number { get; } = number;

    /// <summary>Its record.</summary>
    public LogEntry Entry { get; set; }

    /// <summary>Whether it has a record.</summary>
    public bool IsRecorded => Entry.Position != 0;

    /// <summary>The session; null for a shared subscription, and while the content is still to be read.</summary>
    public SessionRecord? Session { get; set; }

    /// <summary>The fields of a session whose content is still to be read.</summary>
    public SessionFields? Unread { get; set; }

    /// <summary>The filter of a shared subscription; null for a session.</summary>
    public string? GroupFilter { get; set; }

    public Dictionary<string, SubscriptionEntry> Subscriptions { get; } = new(StringComparer.Ordinal);

    public Dictionary<long, DeliveryEntry> Deliveries { get; } = [];

    /// <summary>Received QoS 2 messages, and the record that says so.</summary>
    public Dictionary<ushort, InboundEntry> Inbound { get; } = [];
}
