namespace Topiary.Protocol;

/// <summary>AUTH (MQTT 5.0, section 3.15): a step of enhanced authentication.</summary>
public sealed record AuthPacket : IOutboundPacket, IPacketFields, IPropertyFields
{
    /// <summary>Success, ContinueAuthentication or ReAuthenticate.</summary>
    public ReasonCode ReasonCode { get; init; }

    /// <summary>The method, the same in all packets of a connection.</summary>
    public required string AuthenticationMethod { get; init; }

    /// <summary>Data of the method, or null.</summary>
    public ReadOnlyMemory<byte>? AuthenticationData { get; init; }

    /// <summary>What happened, for people; or null.</summary>
    public string? ReasonString { get; init; }

    /// <summary>User properties in order.</summary>
    public UserProperties UserProperties { get; init; } = UserProperties.Empty;

    byte IPacketFields.FirstByte => (int)PacketType.Auth << 4;

    /// <summary>Reads one. A packet without Authentication Method, the empty one too, is a Protocol Error.</summary>
    /// <param name="frame">The packet.</param>
    /// <param name="version">Version of the connection; only MQTT 5.0 has this packet.</param>
    /// <returns>The packet.</returns>
    /// <exception cref="MqttProtocolException">The packet is malformed or not allowed.</exception>
    public static AuthPacket Read(PacketFrame frame, MqttVersion version)
    {
        if (frame.Type != PacketType.Auth)
        {
            ProtocolError.WrongType(PacketType.Auth, frame.Type);
        }

        if (version != MqttVersion.V500)
        {
            ProtocolError.Malformed(0, "MQTT 3 has no AUTH");
        }

        FrameReader.CheckFlags(frame.Type, frame.Flags, version);
        var reader = new PacketReader(frame);
        var reason = reader.Remaining == 0 ? ReasonCode.Success : reader.ReadReasonCode(PacketType.Auth);
        var bag = PropertyBag.ReadOptional(ref reader, PropertyScopes.Auth, version);
        reader.RequireEnd();
        if (bag.Text(PropertyId.AuthenticationMethod) is not { } method)
        {
            throw new MqttProtocolException(ReasonCode.ProtocolError, reader.Offset, "AUTH has no Authentication Method");
        }

        return new AuthPacket
        {
            ReasonCode = reason,
            AuthenticationMethod = method,
            AuthenticationData = bag.Binary(PropertyId.AuthenticationData),
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
        if (version != MqttVersion.V500)
        {
            throw new ArgumentException("MQTT 3 has no AUTH.", nameof(version));
        }

        sink.Byte((byte)ReasonCode);
        PacketEncoder.WriteProperties(ref sink, this);
    }

    void IPropertyFields.WriteProperties<TSink>(ref TSink sink)
    {
        PropertyFields.Text(ref sink, PropertyId.AuthenticationMethod, AuthenticationMethod);
        PropertyFields.Binary(ref sink, PropertyId.AuthenticationData, AuthenticationData);
        PropertyFields.Text(ref sink, PropertyId.ReasonString, ReasonString);
        PropertyFields.User(ref sink, UserProperties);
    }
}
