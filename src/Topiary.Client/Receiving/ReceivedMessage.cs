using System.Text;
using Topiary.Protocol;

namespace Topiary.Client;

/// <summary>A received message over borrowed memory, valid during <see cref="IMessageReceiver.OnMessage"/>.</summary>
/// <param name="topic">UTF-8 of the topic, with a topic alias resolved.</param>
/// <param name="packet">The PUBLISH.</param>
public readonly struct ReceivedMessage(ReadOnlyMemory<byte> topic, PublishPacket packet)
{
    private readonly PublishPacket _packet = packet;

    /// <summary>UTF-8 of the topic.</summary>
    public ReadOnlyMemory<byte> Topic { get; } = topic;

    /// <summary>The payload.</summary>
    public ReadOnlyMemory<byte> Payload => _packet.Payload;

    /// <summary>The properties; empty on MQTT 3.1.1.</summary>
    public PublishProperties Properties => _packet.Properties;

    /// <summary>Quality of service of this delivery.</summary>
    public QoS QoS => _packet.QoS;

    /// <summary>Sent because of a new subscription, or, with <see cref="SubscriptionSpec.RetainAsPublished"/>, published so.</summary>
    public bool Retain => _packet.Retain;

    /// <summary>May be a repeated delivery (DUP).</summary>
    public bool Duplicate => _packet.Duplicate;

    /// <summary>Copies everything into a message that owns its memory.</summary>
    /// <returns>The message.</returns>
    public MqttMessage ToMessage()
    {
        PublishProperties properties = _packet.Properties;
        return new MqttMessage
        {
            Topic = Encoding.UTF8.GetString(Topic.Span),
            Payload = Payload.IsEmpty ? default : Payload.ToArray(),
            QoS = QoS,
            Retain = Retain,
            Duplicate = Duplicate,
            UserProperties = properties.UserProperties.ToUserProperties(),
            ContentType = properties.HasContentType ? Encoding.UTF8.GetString(properties.ContentType.Span) : null,
            ResponseTopic = properties.HasResponseTopic ? Encoding.UTF8.GetString(properties.ResponseTopic.Span) : null,
            CorrelationData = properties.CorrelationData.IsEmpty ? default : properties.CorrelationData.ToArray(),
            Expiry = properties.MessageExpiryInterval is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            SubscriptionIdentifiers = CopyIdentifiers(properties),
            PayloadFormatIndicator = properties.PayloadFormatIndicator,
        };
    }

    private static uint[] CopyIdentifiers(PublishProperties properties)
    {
        if (!properties.HasSubscriptionIdentifiers)
        {
            return [];
        }

        var identifiers = new List<uint>(1);
        foreach (uint identifier in properties.SubscriptionIdentifiers)
        {
            identifiers.Add(identifier);
        }

        return [.. identifiers];
    }
}
