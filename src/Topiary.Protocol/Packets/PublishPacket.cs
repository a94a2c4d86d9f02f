using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Topiary.Protocol;

/// <summary>PUBLISH (MQTT 5.0, section 3.3) over borrowed memory.</summary>
public readonly struct PublishPacket : IOutboundPacket
{
    /// <summary>True when this may be a repeated delivery.</summary>
    public bool Duplicate { get; init; }

    /// <summary>Quality of service.</summary>
    public QoS QoS { get; init; }

    /// <summary>True for a message to be kept, or one that was kept.</summary>
    public bool Retain { get; init; }

    /// <summary>UTF-8 of the topic name; empty only together with a topic alias.</summary>
    public ReadOnlyMemory<byte> Topic { get; init; }

    /// <summary>Packet identifier; 0 for QoS 0.</summary>
    public ushort PacketId { get; init; }

    /// <summary>Properties; empty in MQTT 3.</summary>
    public PublishProperties Properties { get; init; }

    /// <summary>Payload.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>
    /// Reads one. The topic is checked to be well-formed and without wildcards. Whether the alias is known, and whether the
    /// sender may set a subscription identifier, is for the caller to check.
    /// </summary>
    /// <param name="frame">The packet; the result borrows its memory.</param>
    /// <param name="version">Version of the connection.</param>
    /// <returns>The packet.</returns>
    /// <exception cref="MqttProtocolException">The packet is malformed or not allowed.</exception>
    public static PublishPacket Read(PacketFrame frame, MqttVersion version)
    {
        if (frame.Type != PacketType.Publish)
        {
            ProtocolError.WrongType(PacketType.Publish, frame.Type);
        }

        FrameReader.CheckPublishFlags(frame.Flags, version);
        var qos = (QoS)((frame.Flags >> 1) & 3);
        var reader = new PacketReader(frame);
        var topic = reader.ReadBinary("Topic Name");
        var packetId = qos == QoS.AtMostOnce ? (ushort)0 : reader.ReadPacketId(ReasonCode.ProtocolError);
        var properties = version == MqttVersion.V500 ? ReadProperties(ref reader, frame.Body) : default;
        CheckTopic(topic, frame.HeaderLength + 2, properties.TopicAlias, version);
        return new PublishPacket
        {
            Duplicate = (frame.Flags & 8) != 0,
            QoS = qos,
            Retain = (frame.Flags & 1) != 0,
            Topic = frame.Body.Slice(2, topic.Length),
            PacketId = packetId,
            Properties = properties,
            Payload = frame.Body[reader.Position..],
        };
    }

    /// <inheritdoc/>
    public int GetSize(MqttVersion version)
    {
        var length = GetBodyLength(version);
        return 1 + VariableByteInteger.GetSize((uint)length) + length;
    }

    /// <inheritdoc/>
    public int Write(Span<byte> destination, MqttVersion version)
    {
        if (QoS != QoS.AtMostOnce && PacketId == 0)
        {
            ThrowNoPacketId();
        }

        return Write(destination, version, out _);
    }

    /// <summary>
    /// Writes the whole packet and tells where its packet identifier stands, so that one encoding can serve many receivers:
    /// each gets a copy with its own identifier written at that place, two bytes, high byte first.
    /// </summary>
    /// <param name="destination">At least as long as <see cref="GetSize"/> says.</param>
    /// <param name="version">Version of the connection.</param>
    /// <param name="packetIdOffset">Offset of the identifier in <paramref name="destination"/>; -1 for QoS 0.</param>
    /// <returns>Number of bytes written.</returns>
    public int Write(Span<byte> destination, MqttVersion version, out int packetIdOffset)
    {
        destination[0] = (byte)(((int)PacketType.Publish << 4) | (Duplicate ? 8 : 0) | ((int)QoS << 1) | (Retain ? 1 : 0));
        var position = 1 + VariableByteInteger.Write(destination[1..], (uint)GetBodyLength(version));
        var topic = Topic.Span;
        BinaryPrimitives.WriteUInt16BigEndian(destination[position..], (ushort)topic.Length);
        topic.CopyTo(destination[(position + 2)..]);
        position += 2 + topic.Length;
        packetIdOffset = -1;
        if (QoS != QoS.AtMostOnce)
        {
            packetIdOffset = position;
            BinaryPrimitives.WriteUInt16BigEndian(destination[position..], PacketId);
            position += 2;
        }

        if (version == MqttVersion.V500)
        {
            position += VariableByteInteger.Write(destination[position..], (uint)Properties.EncodedLength);
            position += Properties.Write(destination[position..]);
        }

        Payload.Span.CopyTo(destination[position..]);
        return position + Payload.Length;
    }

    private static PublishProperties ReadProperties(ref PacketReader reader, ReadOnlyMemory<byte> body)
    {
        var length = reader.ReadPropertyLength();
        if (length == 0)
        {
            return default;
        }

        var start = reader.Position;
        var origin = reader.Offset;
        reader.Skip(length);
        return PublishProperties.Read(body.Slice(start, length), origin);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CheckTopic(ReadOnlySpan<byte> topic, int offset, ushort alias, MqttVersion version)
    {
        if (topic.IsEmpty || !TopicValidator.IsValidName(topic))
        {
            CheckTopicSlowly(topic, offset, alias, version);
        }
    }

    private static void CheckTopicSlowly(ReadOnlySpan<byte> topic, int offset, ushort alias, MqttVersion version)
    {
        if (!topic.IsEmpty)
        {
            ProtocolError.Malformed(offset, "Topic Name holds a wildcard, or is not well-formed UTF-8 without U+0000");
        }

        if (version != MqttVersion.V500)
        {
            ProtocolError.Malformed(offset, "Topic Name is empty");
        }

        if (alias == 0)
        {
            ProtocolError.Violation(offset, "Topic Name is empty and there is no Topic Alias");
        }
    }

    private static void ThrowNoPacketId() => throw new ArgumentException("A PUBLISH of QoS 1 or 2 needs a packet identifier.");

    private int GetBodyLength(MqttVersion version)
    {
        var length = 2L + Topic.Length + Payload.Length + (QoS == QoS.AtMostOnce ? 0 : 2);
        if (version == MqttVersion.V500)
        {
            var properties = Properties.EncodedLength;
            length += VariableByteInteger.GetSize((uint)properties) + properties;
        }

        if (length > VariableByteInteger.MaxValue || Topic.Length > MqttText.MaxLength)
        {
            ThrowTooLong(length);
        }

        return (int)length;
    }

    private void ThrowTooLong(long length) => throw new ArgumentException(Topic.Length > MqttText.MaxLength
        ? $"A topic has at most 65,535 bytes of UTF-8; this one has {Topic.Length}."
        : $"A packet has at most 268,435,455 bytes after its fixed header; this one has {length}.");
}
