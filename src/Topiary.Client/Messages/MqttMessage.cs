using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Topiary;

/// <summary>A message to publish, or a received one. Immutable as long as nobody changes its payload's bytes; safe to share.</summary>
public sealed record MqttMessage
{
    /// <summary>Topic that the message is published to; no wildcards.</summary>
    [StringSyntax("MqttTopic")]
    public required string Topic { get; init; }

    /// <summary>Payload; empty by default. A received message owns its bytes.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>Quality of service; of a received message that of this delivery.</summary>
    public QoS QoS { get; init; } = QoS.AtLeastOnce;

    /// <summary>When publishing: the broker keeps the message. When received: sent because of a new subscription.</summary>
    public bool Retain { get; init; }

    /// <summary>Received only: this may be a repeated delivery (DUP).</summary>
    public bool Duplicate { get; init; }

    /// <summary>User properties; not sent on MQTT 3.1.1.</summary>
    public UserProperties UserProperties { get; init; } = UserProperties.Empty;

    /// <summary>Content type, or null; not sent on MQTT 3.1.1.</summary>
    public string? ContentType { get; init; }

    /// <summary>Topic for the answer, or null; not sent on MQTT 3.1.1.</summary>
    public string? ResponseTopic { get; init; }

    /// <summary>Correlation data; empty when there is none; not sent on MQTT 3.1.1.</summary>
    public ReadOnlyMemory<byte> CorrelationData { get; init; }

    /// <summary>
    /// Life time, rounded up to whole seconds when sent; null when the message never expires. Time spent in the client's queue is
    /// taken off, and a message that expires there is not sent, on MQTT 3.1.1 too.
    /// </summary>
    public TimeSpan? Expiry { get; init; }

    /// <summary>Received only: identifiers of the subscriptions that matched.</summary>
    public IReadOnlyList<uint> SubscriptionIdentifiers { get; init; } = [];

    /// <summary>Payload Format Indicator (MQTT 5.0, section 3.3.2.3.2): 0 bytes, 1 UTF-8 text; null when not given.</summary>
    public byte? PayloadFormatIndicator { get; init; }

    /// <summary>The payload read as UTF-8.</summary>
    /// <returns>The text.</returns>
    public string GetText() => Encoding.UTF8.GetString(Payload.Span);
}
