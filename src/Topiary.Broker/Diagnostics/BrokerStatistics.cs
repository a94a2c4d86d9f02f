namespace Topiary.Broker;

/// <summary>What the broker holds and has done, at one moment.</summary>
public sealed record BrokerStatistics
{
    /// <summary>Open connections, clients or not yet.</summary>
    public required int Connections { get; init; }

    /// <summary>Connections accepted so far.</summary>
    public required long ConnectionsAccepted { get; init; }

    /// <summary>Connections refused so far: too many, bad CONNECT, not let in.</summary>
    public required long ConnectionsRefused { get; init; }

    /// <summary>Sessions, connected or not.</summary>
    public required int Sessions { get; init; }

    /// <summary>Subscriptions.</summary>
    public required int Subscriptions { get; init; }

    /// <summary>Retained messages.</summary>
    public required int RetainedMessages { get; init; }

    /// <summary>Bytes of topic, properties and payload of those.</summary>
    public required long RetainedBytes { get; init; }

    /// <summary>Messages of QoS 1 and 2 that wait for a session.</summary>
    public required long QueuedMessages { get; init; }

    /// <summary>Bytes of those.</summary>
    public required long QueuedBytes { get; init; }

    /// <summary>Messages of QoS 1 and 2 sent to clients and not acknowledged.</summary>
    public required long InflightMessages { get; init; }

    /// <summary>Messages published by clients so far.</summary>
    public required long MessagesReceived { get; init; }

    /// <summary>Copies handed to receivers so far.</summary>
    public required long MessagesDelivered { get; init; }

    /// <summary>Copies dropped so far, by reason.</summary>
    public required IReadOnlyDictionary<DropReason, long> MessagesDropped { get; init; }

    /// <summary>How often each limit against abuse was reached so far.</summary>
    public required IReadOnlyDictionary<BrokerLimit, long> LimitsReached { get; init; }

    /// <summary>Bytes received so far.</summary>
    public required long BytesReceived { get; init; }

    /// <summary>Bytes sent so far.</summary>
    public required long BytesSent { get; init; }

    /// <summary>What the store has done; null where everything is in memory.</summary>
    public StoreStatistics? Store { get; init; }
}
