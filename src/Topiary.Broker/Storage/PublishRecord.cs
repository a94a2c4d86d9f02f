namespace Topiary.Broker;

/// <summary>What one PUBLISH changes. A store keeps all of it or nothing.</summary>
public readonly ref struct PublishRecord
{
    /// <summary>The message; null when nobody is to get it and its packet identifier alone is remembered.</summary>
    public StoredMessage? Message { get; init; }

    /// <summary>Whether it is the retained message of its topic from now on.</summary>
    public bool IsRetained { get; init; }

    /// <summary>Who is to get it.</summary>
    public ReadOnlySpan<DeliveryRecord> Deliveries { get; init; }

    /// <summary>The session that sent it with QoS 2 and has not released it; 0 for none.</summary>
    public long InboundSession { get; init; }

    /// <summary>The packet identifier that it has there.</summary>
    public ushort InboundPacketId { get; init; }

    /// <summary>The session whose will it is, which has none any more; 0 for none.</summary>
    public long WillOf { get; init; }
}
