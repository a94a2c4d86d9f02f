namespace Topiary.Protocol;

/// <summary>DISCONNECT (MQTT 5.0, section 3.14). MQTT 3 has neither reason code nor properties.</summary>
public sealed record DisconnectPacket : IOutboundPacket, IPacketFields, IPropertyFields
{
    /// <summary>Why the connection ends.</summary>
    public ReasonCode ReasonCode { get; init; }

    /// <summary>New session expiry in seconds, sent by clients only; null when as before.</summary>
    public uint? SessionExpiryInterval { get; init; }

    /// <summary>What happened, for people; or null.</summary>
    public string? ReasonString { get; init; }

    /// <summary>Another server to use, sent by servers only; or null.</summary>
    public string? ServerReference { get; init; }

    /// <summary>User properties in order.</summary>
    public UserProperties UserProperties { get; init; } = UserProperties.Empty;

    byte IPacketFields.FirstByte => (int)PacketType.Disconnect << 4;

    private bool HasProperties =>
        SessionExpiryInterval is not null || ReasonString is not null || ServerReference is not null || UserProperties.Count != 0;

    /// <summary>Reads one. Which side may send what is for the caller to check.</summary>
    /// <param name="frame">The packet.</param>
    /// <param name="version">Version of the connection.</param>
    /// <returns>The packet.</returns>
    /// <exception cref="MqttProtocolException">The packet is malformed or not allowed.</exception>
    public static DisconnectPacket Read(PacketFrame frame, MqttVersion version)
    {
        if (frame.Type != PacketType.Disconnect)
        {
            ProtocolError.WrongType(PacketType.Disconnect, frame.Type);
        }

        FrameReader.CheckFlags(frame.Type, frame.Flags, version);
        var reader = new PacketReader(frame);
        if (version != MqttVersion.V500)
        {
            reader.RequireEnd();
        }

        if (reader.Remaining == 0)
        {
            return new DisconnectPacket();
        }

        var reason = reader.ReadReasonCode(PacketType.Disconnect);
        var bag = PropertyBag.ReadOptional(ref reader, PropertyScopes.Disconnect, version);
        reader.RequireEnd();
        return new DisconnectPacket
        {
            ReasonCode = reason,
            SessionExpiryInterval = bag.Number(PropertyId.SessionExpiryInterval),
            ReasonString = bag.Text(PropertyId.ReasonString),
            ServerReference = bag.Text(PropertyId.ServerReference),
            UserProperties = bag.UserProperties,
        };
    }

    /// <inheritdoc/>
    public int GetSize(MqttVersion version) => PacketEncoder.GetSize(this, version);

    /// <inheritdoc/>
    public int Write(Span<byte> destination, MqttVersion version) => PacketEncoder.Write(this, destination, version);

    void IPacketFields.WriteBody<TSink>(ref TSink sink, MqttVersion version)
    {
        if (version != MqttVersion.V500 || (ReasonCode == ReasonCode.Success && !HasProperties))
        {
            return;
        }

        sink.Byte((byte)ReasonCode);
        if (HasProperties)
        {
            PacketEncoder.WriteProperties(ref sink, this);
        }
    }

    void IPropertyFields.WriteProperties<TSink>(ref TSink sink)
    {
        PropertyFields.Number(ref sink, PropertyId.SessionExpiryInterval, SessionExpiryInterval);
        PropertyFields.Text(ref sink, PropertyId.ReasonString, ReasonString);
        PropertyFields.Text(ref sink, PropertyId.ServerReference, ServerReference);
        PropertyFields.User(ref sink, UserProperties);
    }
}
