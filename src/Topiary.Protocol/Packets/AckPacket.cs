using System.Buffers.Binary;

namespace Topiary.Protocol;

/// <summary>PUBACK, PUBREC, PUBREL or PUBCOMP (MQTT 5.0, sections 3.4 to 3.7): four packets of one form.</summary>
public readonly struct AckPacket : IOutboundPacket, IPacketFields
{
    /// <summary>Creates one.</summary>
    /// <param name="type">PubAck, PubRec, PubRel or PubComp.</param>
    /// <param name="packetId">Identifier of the message.</param>
    /// <param name="reasonCode">Reason code; MQTT 3 cannot carry it.</param>
    /// <param name="properties">Properties, or null; MQTT 3 cannot carry them.</param>
    public AckPacket(PacketType type, ushort packetId, ReasonCode reasonCode = ReasonCode.Success, AckProperties? properties = null)
    {
        Type = type;
        PacketId = packetId;
        ReasonCode = reasonCode;
        Properties = properties;
    }

    /// <summary>PubAck, PubRec, PubRel or PubComp.</summary>
    public PacketType Type { get; }

    /// <summary>Identifier of the message.</summary>
    public ushort PacketId { get; }

    /// <summary>Reason code; Success in MQTT 3.</summary>
    public ReasonCode ReasonCode { get; }

    /// <summary>Properties, or null.</summary>
    public AckProperties? Properties { get; }

    byte IPacketFields.FirstByte => FirstByte;

    private byte FirstByte => (byte)(((int)Type << 4) | (Type == PacketType.PubRel ? 2 : 0));

    /// <summary>Reads one.</summary>
    /// <param name="frame">The packet.</param>
    /// <param name="version">Version of the connection.</param>
    /// <returns>The packet.</returns>
    /// <exception cref="MqttProtocolException">The packet is malformed or not allowed.</exception>
    public static AckPacket Read(PacketFrame frame, MqttVersion version)
    {
        if (frame.Type is < PacketType.PubAck or > PacketType.PubComp)
        {
            ProtocolError.WrongType(PacketType.PubAck, frame.Type);
        }

        FrameReader.CheckFlags(frame.Type, frame.Flags, version);
        var reader = new PacketReader(frame);
        var id = reader.ReadPacketId(ReasonCode.MalformedPacket);
        if (reader.Remaining == 0)
        {
            return new AckPacket(frame.Type, id);
        }

        if (version != MqttVersion.V500)
        {
            reader.RequireEnd();
        }

        var reason = reader.ReadReasonCode(frame.Type);
        var bag = PropertyBag.ReadOptional(ref reader, Scope(frame.Type), version);
        reader.RequireEnd();
        return new AckPacket(frame.Type, id, reason, AckProperties.From(bag));
    }

    /// <inheritdoc/>
    public int GetSize(MqttVersion version)
    {
        if (version != MqttVersion.V500 || Properties is null)
        {
            return version == MqttVersion.V500 && ReasonCode != ReasonCode.Success ? 5 : 4;
        }

        return PacketEncoder.GetSize(this, version);
    }

    /// <inheritdoc/>
    public int Write(Span<byte> destination, MqttVersion version)
    {
        if (version == MqttVersion.V500 && Properties is not null)
        {
            return PacketEncoder.Write(this, destination, version);
        }

        var size = GetSize(version);
        destination[0] = FirstByte;
        destination[1] = (byte)(size - 2);
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], PacketId);
        if (size == 5)
        {
            destination[4] = (byte)ReasonCode;
        }

        return size;
    }

    void IPacketFields.WriteBody<TSink>(ref TSink sink, MqttVersion version)
    {
        sink.UInt16(PacketId);
        sink.Byte((byte)ReasonCode);
        PacketEncoder.WriteProperties(ref sink, Properties!);
    }

    private static PropertyScopes Scope(PacketType type) => type switch
    {
        PacketType.PubAck => PropertyScopes.PubAck,
        PacketType.PubRec => PropertyScopes.PubRec,
        PacketType.PubRel => PropertyScopes.PubRel,
        _ => PropertyScopes.PubComp,
    };
}
