using System.Text;

namespace Topiary.Protocol;

/// <summary>The Will of a CONNECT (MQTT 5.0, sections 3.1.2.5 and 3.1.3.2): a message for the time after the client.</summary>
public sealed record WillMessage : IPropertyFields
{
    /// <summary>Topic name.</summary>
    public required string Topic { get; init; }

    /// <summary>Payload.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>Quality of service.</summary>
    public QoS QoS { get; init; }

    /// <summary>True when it is to be retained.</summary>
    public bool Retain { get; init; }

    /// <summary>Seconds between the end of the connection and the publication; null when absent, which means 0.</summary>
    public uint? DelayInterval { get; init; }

    /// <summary>Properties that it is published with: a message expiry interval and the forwarded block.</summary>
    public PublishProperties Properties { get; init; }

    void IPropertyFields.WriteProperties<TSink>(ref TSink sink)
    {
        PropertyFields.Number(ref sink, PropertyId.WillDelayInterval, DelayInterval);
        PropertyFields.Number(ref sink, PropertyId.MessageExpiryInterval, Properties.MessageExpiryInterval);
        sink.Raw(Properties.Forwarded.Span);
    }

    internal static WillMessage Read(ref PacketReader reader, ReadOnlySpan<byte> body, byte connectFlags, MqttVersion version)
    {
        uint? delay = null;
        var properties = version == MqttVersion.V500 ? ReadProperties(ref reader, body, out delay) : default;
        var offset = reader.Offset + 2;
        var topic = reader.ReadUtf8("Will Topic");
        if (!TopicValidator.HasNameShape(topic))
        {
            ProtocolError.Throw(ReasonCode.TopicNameInvalid, offset, "Will Topic is empty or holds a wildcard");
        }

        return new WillMessage
        {
            Topic = Encoding.UTF8.GetString(topic),
            Payload = reader.ReadBinary("Will Payload").ToArray(),
            QoS = (QoS)((connectFlags >> 3) & 3),
            Retain = (connectFlags & 0x20) != 0,
            DelayInterval = delay,
            Properties = properties,
        };
    }

    private static PublishProperties ReadProperties(ref PacketReader reader, ReadOnlySpan<byte> body, out uint? delay)
    {
        delay = null;
        uint? expiry = null;
        var start = reader.Position;
        var properties = reader.ReadProperties(PropertyScopes.Will);
        while (properties.MoveNext())
        {
            if (properties.Id == PropertyId.WillDelayInterval)
            {
                delay = properties.Number;
            }
            else if (properties.Id == PropertyId.MessageExpiryInterval)
            {
                expiry = properties.Number;
            }
        }

        var lengthSize = VariableByteInteger.Read(body[start..], out _);
        var block = body[(start + lengthSize)..reader.Position].ToArray();
        return new PublishProperties(PublishProperties.Filter(block), expiry);
    }
}
