namespace Topiary.Protocol;

/// <summary>SUBACK (MQTT 5.0, section 3.9).</summary>
public sealed record SubAckPacket : IOutboundPacket, IPacketFields, IPropertyFields
{
    /// <summary>Packet identifier of the SUBSCRIBE.</summary>
    public required ushort PacketId { get; init; }

    /// <summary>
    /// A code per filter in order. MQTT 3.1.1 writes any failure as 0x80; MQTT 3.1, which has no failures, as QoS 0.
    /// </summary>
    public required IReadOnlyList<ReasonCode> ReasonCodes { get; init; }

    /// <summary>What happened, for people; or null.</summary>
    public string? ReasonString { get; init; }

    /// <summary>User properties in order.</summary>
    public UserProperties UserProperties { get; init; } = UserProperties.Empty;

    byte IPacketFields.FirstByte => (int)PacketType.SubAck << 4;

    /// <summary>Reads one.</summary>
    /// <param name="frame">The packet.</param>
    /// <param name="version">Version of the connection.</param>
    /// <returns>The packet.</returns>
    /// <exception cref="MqttProtocolException">The packet is malformed or not allowed.</exception>
    public static SubAckPacket Read(PacketFrame frame, MqttVersion version)
    {
        if (frame.Type != PacketType.SubAck)
        {
            ProtocolError.WrongType(PacketType.SubAck, frame.Type);
        }

        FrameReader.CheckFlags(frame.Type, frame.Flags, version);
        var reader = new PacketReader(frame);
        var id = reader.ReadPacketId(ReasonCode.MalformedPacket);
        var bag = PropertyBag.Read(ref reader, PropertyScopes.SubAck, version);
        if (reader.Remaining == 0)
        {
            ProtocolError.Violation(reader.Offset, "SUBACK has no reason code");
        }

        var codes = new ReasonCode[reader.Remaining];
        for (var i = 0; i < codes.Length; i++)
        {
            codes[i] = reader.ReadReasonCode(PacketType.SubAck);
            if (version != MqttVersion.V500 && codes[i] > ReasonCode.UnspecifiedError)
            {
                ProtocolError.Violation(reader.Offset - 1, $"Return code 0x{(byte)codes[i]:X2} is reserved");
            }
        }

        return new SubAckPacket
        {
            PacketId = id,
            ReasonCodes = codes,
            ReasonString = bag.Text(PropertyId.ReasonString),
            UserProperties = bag.UserProperties,
        };
    }

    /// <inheritdoc/>
    public int GetSize(MqttVersion version) => PacketEncoder.GetSize(this, version);

    /// <inheritdoc/>
    public int Write(Span<byte> destination, MqttVersion version) => PacketEncoder.Write(this, destination, version);

    void IPacketFields.WriteBody<TSink>(ref TSink sink, MqttVersion version)
    {
        sink.UInt16(PacketId);
        if (version == MqttVersion.V500)
        {
            PacketEncoder.WriteProperties(ref sink, this);
        }

        for (var i = 0; i < ReasonCodes.Count; i++)
        {
            sink.Byte((byte)Translate(ReasonCodes[i], version));
        }
    }

    void IPropertyFields.WriteProperties<TSink>(ref TSink sink)
    {
        PropertyFields.Text(ref sink, PropertyId.ReasonString, ReasonString);
        PropertyFields.User(ref sink, UserProperties);
    }

    private static ReasonCode Translate(ReasonCode code, MqttVersion version) => version switch
    {
        MqttVersion.V311 when code.IsFailure() => ReasonCode.UnspecifiedError,
        MqttVersion.V310 when code.IsFailure() => ReasonCode.Success,
        _ => code,
    };
}
