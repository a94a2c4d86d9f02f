namespace Topiary.Broker;

/// <summary>A message that the broker keeps: once, however many sessions wait for it. Immutable.</summary>
public sealed class StoredMessage
{
    private bool _isRecorded;

    /// <summary>Creates one.</summary>
    /// <param name="topic">UTF-8 of the topic name.</param>
    /// <param name="properties">The MQTT 5.0 properties that go through unchanged, encoded.</param>
    /// <param name="payload">The payload.</param>
    /// <param name="qos">Quality of service that it was published with.</param>
    /// <param name="retain">Whether it was published with the retain flag.</param>
    /// <param name="expiresAt">When it expires; null for never.</param>
    public StoredMessage(
        ReadOnlyMemory<byte> topic, ReadOnlyMemory<byte> properties, ReadOnlyMemory<byte> payload, QoS qos, bool retain, DateTimeOffset? expiresAt)
    {
        Topic = topic;
        Properties = properties;
        Payload = payload;
        QoS = qos;
        Retain = retain;
        ExpiresAt = expiresAt;
    }

    /// <summary>UTF-8 of the topic name.</summary>
    public ReadOnlyMemory<byte> Topic { get; }

    /// <summary>The MQTT 5.0 properties that go through unchanged, encoded: format indicator, content type, response topic, correlation data, user properties.</summary>
    public ReadOnlyMemory<byte> Properties { get; }

    /// <summary>The payload.</summary>
    public ReadOnlyMemory<byte> Payload { get; }

    /// <summary>Quality of service that it was published with.</summary>
    public QoS QoS { get; }

    /// <summary>Whether it was published with the retain flag.</summary>
    public bool Retain { get; }

    /// <summary>When it expires; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; }

    /// <summary>Client identifier of the publisher; null for the broker itself, or when it is not known any more.</summary>
    public string? PublisherId { get; init; }

    /// <summary>Who the publisher was, as its authenticator said; null for an anonymous one.</summary>
    public string? PublisherPrincipal { get; init; }

    /// <summary>Free for the store: where it keeps the message.</summary>
    public object? StoreState { get; set; }

    /// <summary>Whether the store has it. Until then, whoever waits for it leaves it where it is.</summary>
    internal bool IsRecorded
    {
        get => Volatile.Read(ref _isRecorded);
        set => Volatile.Write(ref _isRecorded, value);
    }

    /// <summary>Bytes of topic, properties and payload.</summary>
    public int Size => Topic.Length + Properties.Length + Payload.Length;

    internal bool IsExpired(DateTimeOffset now) => ExpiresAt is { } at && at <= now;

    /// <summary>Whole seconds that are left, at least 1 for a message that has not expired; null when it never does.</summary>
    internal uint? SecondsLeft(DateTimeOffset now) => ExpiresAt is { } at
        ? (uint)Math.Clamp(((at - now).Ticks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond, 0, uint.MaxValue)
        : null;
}
