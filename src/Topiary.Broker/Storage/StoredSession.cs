namespace Topiary.Broker;

/// <summary>A session as a store gives it back at start.</summary>
public sealed record StoredSession
{
    /// <summary>The session.</summary>
    public required SessionRecord Session { get; init; }

    /// <summary>Its subscriptions.</summary>
    public IReadOnlyList<SubscriptionRecord> Subscriptions { get; init; } = [];

    /// <summary>Its deliveries of QoS 1 and 2 that are not finished, in order.</summary>
    public IReadOnlyList<StoredDelivery> Deliveries { get; init; } = [];

    /// <summary>Identifiers of the QoS 2 messages that it sent and has not released.</summary>
    public IReadOnlyList<ushort> Inbound { get; init; } = [];
}
