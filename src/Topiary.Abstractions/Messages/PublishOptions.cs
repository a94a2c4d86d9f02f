namespace Topiary;

/// <summary>What one publish may say differently from its topic's declaration. Immutable; safe to share.</summary>
public sealed record PublishOptions
{
    /// <summary>Message expiry (MQTT 5.0, section 3.3.2.3.3), rounded up to whole seconds; null leaves the declared one.</summary>
    public TimeSpan? Expiry { get; init; }

    /// <summary>User properties to send; none by default. Dropped on an MQTT 3.1.1 connection.</summary>
    public UserProperties UserProperties { get; init; } = UserProperties.Empty;

    /// <summary>Quality of service; null leaves the declared one.</summary>
    public QoS? QoS { get; init; }

    /// <summary>Whether the broker keeps the message for later subscribers; null leaves what is declared.</summary>
    public bool? Retain { get; init; }
}
