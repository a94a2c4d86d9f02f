namespace Topiary.Protocol;

/// <summary>UNSUBSCRIBE (MQTT 5.0, section 3.10).</summary>
public sealed record UnsubscribePacket : IOutboundPacket, IPacketFields, IPropertyFields
{
    /// <summary>Packet identifier.</summary>
    public required ushort PacketId { get; init; }

    /// <summary>The filters in order; at least one.</summary>
    public required IReadOnlyList<string> Filters { get; init; }

    /// <summary>User properties in order.</summary>
    public UserProperties UserProperties { get; init; } = UserProperties.Empty;

    byte IPacketFields.FirstByte => ((int)PacketType.Unsubscribe << 4) | 2;

    /// <summary>Reads one. A filter against the grammar makes the packet malformed.</summary>
    /// <param name="frame">The packet.</param>
    /// <param name="version">Version of the connection.</param>
    /// <returns>The packet.</returns>
    /// <exception cref="MqttProtocolException">The packet is malformed or not allowed.</exception>
    public static UnsubscribePacket Read(PacketFrame frame, MqttVersion version)
    {
        if (frame.Type != PacketType.Unsubscribe)
        {
            ProtocolError.WrongType(PacketType.Unsubscribe, frame.Type);
        }

        FrameReader.CheckFlags(frame.Type, frame.Flags, version);
        var reader = new PacketReader(frame);
        var id = reader.ReadPacketId(ReasonCode.MalformedPacket);
        var bag = PropertyBag.Read(ref reader, PropertyScopes.Unsubscribe, version);
        if (reader.Remaining == 0)
        {
            ProtocolError.Violation(reader.Offset, "UNSUBSCRIBE has no topic filter");
        }

        var filters = new List<string>(1);
        while (reader.Remaining != 0)
        {
            filters.Add(TopicFilterReader.Read(ref reader, version, out _));
        }

        return new UnsubscribePacket { PacketId = id, Filters = filters, UserProperties = bag.UserProperties };
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

        for (var i = 0; i < Filters.Count; i++)
        {
            sink.Text(Filters[i]);
        }
    }

    void IPropertyFields.WriteProperties<TSink>(ref TSink sink) => PropertyFields.User(ref sink, UserProperties);
}
