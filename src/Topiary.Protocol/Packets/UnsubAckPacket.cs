namespace Topiary.Protocol;

/// <summary>UNSUBACK (MQTT 5.0, section 3.11).</summary>
public sealed record UnsubAckPacket : IOutboundPacket, IPacketFields, IPropertyFields
{
    /// <summary>Packet identifier of the UNSUBSCRIBE.</summary>
    public required ushort PacketId { get; init; }

    /// <summary>A code per filter in order; empty in MQTT 3, which cannot carry them.</summary>
    public IReadOnlyList<ReasonCode> ReasonCodes { get; init; } = [];

    /// <summary>What happened, for people; or null.</summary>
    public string? ReasonString { get; init; }

    /// <summary>User properties in order.</summary>
    public UserProperties UserProperties { get; init; } = UserProperties.Empty;

    byte IPacketFields.FirstByte => (int)PacketType.UnsubAck << 4;

    /// <summary>Reads one.</summary>
    /// <param name="frame">The packet.</param>
    /// <param name="version">Version of the connection.</param>
    /// <returns>The packet.</returns>
    /// <exception cref="MqttProtocolException">The packet is malformed or not allowed.</exception>
    public static UnsubAckPacket Read(PacketFrame frame, MqttVersion version)
    {
        if (frame.Type != PacketType.UnsubAck)
        {
            ProtocolError.WrongType(PacketType.UnsubAck, frame.Type);
        }

        FrameReader.CheckFlags(frame.Type, frame.Flags, version);
        var reader = new PacketReader(frame);
        var id = reader.ReadPacketId(ReasonCode.MalformedPacket);
        if (version != MqttVersion.V500)
        {
            reader.RequireEnd();
            return new UnsubAckPacket { PacketId = id };
        }

        var bag = PropertyBag.Read(ref reader, PropertyScopes.UnsubAck, version);
        if (reader.Remaining == 0)
        {
            ProtocolError.Violation(reader.Offset, "UNSUBACK has no reason code");
        }

        var codes = new ReasonCode[reader.Remaining];
        for (var i = 0; i < codes.Length; i++)
        {
            codes[i] = reader.ReadReasonCode(PacketType.UnsubAck);
        }

        return new UnsubAckPacket
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
        if (version != MqttVersion.V500)
        {
            return;
        }

        PacketEncoder.WriteProperties(ref sink, this);
        for (var i = 0; i < ReasonCodes.Count; i++)
        {
            sink.Byte((byte)ReasonCodes[i]);
        }
    }

    void IPropertyFields.WriteProperties<TSink>(ref TSink sink)
    {
        PropertyFields.Text(ref sink, PropertyId.ReasonString, ReasonString);
        PropertyFields.User(ref sink, UserProperties);
    }
}
