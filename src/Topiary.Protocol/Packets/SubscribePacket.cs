namespace Topiary.Protocol;

/// <summary>SUBSCRIBE (MQTT 5.0, section 3.8).</summary>
public sealed record SubscribePacket : IOutboundPacket, IPacketFields, IPropertyFields
{
    /// <summary>Packet identifier.</summary>
    public required ushort PacketId { get; init; }

    /// <summary>The filters in order; at least one.</summary>
    public required IReadOnlyList<SubscriptionRequest> Subscriptions { get; init; }

    /// <summary>Identifier of these subscriptions, or null.</summary>
    public uint? SubscriptionIdentifier { get; init; }

    /// <summary>User properties in order.</summary>
    public UserProperties UserProperties { get; init; } = UserProperties.Empty;

    byte IPacketFields.FirstByte => ((int)PacketType.Subscribe << 4) | 2;

    /// <summary>Reads one. A filter against the grammar makes the packet malformed.</summary>
    /// <param name="frame">The packet.</param>
    /// <param name="version">Version of the connection.</param>
    /// <returns>The packet.</returns>
    /// <exception cref="MqttProtocolException">The packet is malformed or not allowed.</exception>
    public static SubscribePacket Read(PacketFrame frame, MqttVersion version)
    {
        if (frame.Type != PacketType.Subscribe)
        {
            ProtocolError.WrongType(PacketType.Subscribe, frame.Type);
        }

        FrameReader.CheckFlags(frame.Type, frame.Flags, version);
        var reader = new PacketReader(frame);
        var id = reader.ReadPacketId(ReasonCode.MalformedPacket);
        var bag = PropertyBag.Read(ref reader, PropertyScopes.Subscribe, version);
        if (reader.Remaining == 0)
        {
            ProtocolError.Violation(reader.Offset, "SUBSCRIBE has no topic filter");
        }

        var subscriptions = new List<SubscriptionRequest>(1);
        while (reader.Remaining != 0)
        {
            var offset = reader.Offset;
            var filter = TopicFilterReader.Read(ref reader, version, out var isShared);
            var options = SubscriptionOptions.Read(ref reader, version);
            if (isShared && options.NoLocal)
            {
                ProtocolError.Violation(offset, "No Local is set on a shared subscription");
            }

            subscriptions.Add(new SubscriptionRequest(filter, options));
        }

        return new SubscribePacket
        {
            PacketId = id,
            Subscriptions = subscriptions,
            SubscriptionIdentifier = bag.Number(PropertyId.SubscriptionIdentifier),
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

        for (var i = 0; i < Subscriptions.Count; i++)
        {
            sink.Text(Subscriptions[i].Filter);
            sink.Byte(Subscriptions[i].Options.Encode(version));
        }
    }

    void IPropertyFields.WriteProperties<TSink>(ref TSink sink)
    {
        PropertyFields.Number(ref sink, PropertyId.SubscriptionIdentifier, SubscriptionIdentifier);
        PropertyFields.User(ref sink, UserProperties);
    }
}
