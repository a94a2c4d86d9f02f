using System.Diagnostics.CodeAnalysis;

namespace Topiary;

/// <summary>A message that the broker publishes when the client is lost (MQTT 5.0, section 3.1.2.5). Immutable.</summary>
public sealed record MqttWill
{
    /// <summary>Topic; no wildcards.</summary>
    [StringSyntax("MqttTopic")]
    public required string Topic { get; init; }

    /// <summary>Payload, at most 65,535 bytes.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>Quality of service.</summary>
    public QoS QoS { get; init; } = QoS.AtLeastOnce;

    /// <summary>Whether the broker keeps the message.</summary>
    public bool Retain { get; init; }

    /// <summary>How long the broker waits for the client to come back before it publishes; MQTT 5.0 only.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Life time of the published message, or null; MQTT 5.0 only.</summary>
    public TimeSpan? Expiry { get; init; }

    /// <summary>Content type, or null; MQTT 5.0 only.</summary>
    public string? ContentType { get; init; }

    /// <summary>User properties; MQTT 5.0 only.</summary>
    public UserProperties UserProperties { get; init; } = UserProperties.Empty;
}
