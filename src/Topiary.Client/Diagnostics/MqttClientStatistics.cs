namespace Topiary;

/// <summary>Counters of a client at one moment. Totals count from the client's creation.</summary>
public sealed record MqttClientStatistics
{
    /// <summary>QoS 1 and 2 messages that are sent and not finished.</summary>
    public required int InFlight { get; init; }

    /// <summary>Messages that cannot be sent yet.</summary>
    public required int Queued { get; init; }

    /// <summary>Bytes of the queued messages.</summary>
    public required long QueuedBytes { get; init; }

    /// <summary>Bytes that are written to the connection and not yet sent.</summary>
    public required long OutputBytes { get; init; }

    /// <summary>Received QoS 1 and 2 messages that a receiver has not completed.</summary>
    public required int Unacknowledged { get; init; }

    /// <summary>SUBSCRIBE and UNSUBSCRIBE packets that wait to be sent or answered.</summary>
    public required int PendingSubscriptions { get; init; }

    /// <summary>Messages sent; repetitions do not count.</summary>
    public required long Published { get; init; }

    /// <summary>Outgoing messages given up: dropped from the full queue, expired in it, or refused after having been queued.</summary>
    public required long Dropped { get; init; }

    /// <summary>Messages received; repetitions of QoS 2 messages do not count.</summary>
    public required long Received { get; init; }

    /// <summary>Received messages dropped because a reader's buffer was full.</summary>
    public required long ReceivedDropped { get; init; }

    /// <summary>Received messages for which there was no receiver.</summary>
    public required long Unrouted { get; init; }

    /// <summary>Connections made after the first.</summary>
    public required int Reconnects { get; init; }
}
