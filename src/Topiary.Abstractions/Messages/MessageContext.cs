namespace Topiary;

/// <summary>
/// What is known of a received message besides its levels and payload. Valid until the handler that received it has
/// returned; copy what is needed longer. <see cref="Acknowledge"/> may be called from any thread.
/// </summary>
public abstract class MessageContext
{
    /// <summary>Topic that the message was published to.</summary>
    public abstract string Topic { get; }

    /// <summary>Quality of service of this delivery.</summary>
    public abstract QoS QoS { get; }

    /// <summary>True for a retained message sent because of a new subscription (MQTT 5.0, section 3.3.1.3).</summary>
    public abstract bool Retain { get; }

    /// <summary>True when this may be a repeated delivery (DUP, MQTT 5.0, section 3.3.1.1).</summary>
    public abstract bool Duplicate { get; }

    /// <summary>User properties; empty on MQTT 3.1.1.</summary>
    public abstract UserProperties UserProperties { get; }

    /// <summary>Content type, or null.</summary>
    public abstract string? ContentType { get; }

    /// <summary>Topic on which the publisher waits for an answer, or null when this is no request.</summary>
    public abstract string? ResponseTopic { get; }

    /// <summary>Correlation data of a request; empty when there is none.</summary>
    public abstract ReadOnlyMemory<byte> CorrelationData { get; }

    /// <summary>Time left before the message expires, as the broker sent it; null when it never does.</summary>
    public abstract TimeSpan? Expiry { get; }

    /// <summary>Identifiers of the subscriptions that matched (MQTT 5.0, section 3.3.2.3.8); empty when none has one.</summary>
    public abstract IReadOnlyList<uint> SubscriptionIdentifiers { get; }

    /// <summary>
    /// Acknowledges the message now. Needed with <see cref="AckMode.Manual"/>; without effect on QoS 0, on a second call,
    /// and where the mode acknowledges by itself.
    /// </summary>
    public abstract void Acknowledge();
}
