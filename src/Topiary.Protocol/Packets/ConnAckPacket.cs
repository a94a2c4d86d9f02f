namespace Topiary.Protocol;

/// <summary>CONNACK (MQTT 5.0, section 3.2). In MQTT 3 the return code is translated to and from a reason code.</summary>
public sealed record ConnAckPacket : IOutboundPacket, IPacketFields, IPropertyFields
{
    /// <summary>True when the server has kept a session. Always false in MQTT 3.1.</summary>
    public bool SessionPresent { get; init; }

    /// <summary>The outcome.</summary>
    public ReasonCode ReasonCode { get; init; }

    /// <summary>Session expiry in force, in seconds; null when as in CONNECT.</summary>
    public uint? SessionExpiryInterval { get; init; }

    /// <summary>Most unfinished messages of QoS 1 and 2 towards the server; null when absent, which means 65,535.</summary>
    public ushort? ReceiveMaximum { get; init; }

    /// <summary>Highest QoS that the server accepts, 0 or 1; null when absent, which means 2.</summary>
    public QoS? MaximumQoS { get; init; }

    /// <summary>Whether retained messages are supported; null when absent, which means yes.</summary>
    public bool? RetainAvailable { get; init; }

    /// <summary>Largest packet that the server accepts; null when absent, which means no limit.</summary>
    public uint? MaximumPacketSize { get; init; }

    /// <summary>Client Identifier that the server gave, or null.</summary>
    public string? AssignedClientIdentifier { get; init; }

    /// <summary>Most topic aliases towards the server; null when absent, which means 0.</summary>
    public ushort? TopicAliasMaximum { get; init; }

    /// <summary>What happened, for people; or null.</summary>
    public string? ReasonString { get; init; }

    /// <summary>Whether filters may hold wildcards; null when absent, which means yes.</summary>
    public bool? WildcardSubscriptionAvailable { get; init; }

    /// <summary>Whether subscription identifiers are supported; null when absent, which means yes.</summary>
    public bool? SubscriptionIdentifiersAvailable { get; init; }

    /// <summary>Whether shared subscriptions are supported; null when absent, which means yes.</summary>
    public bool? SharedSubscriptionAvailable { get; init; }

    /// <summary>Keep Alive that the client has to use, in seconds; null when as in CONNECT.</summary>
    public ushort? ServerKeepAlive { get; init; }

    /// <summary>Base of response topics, or null.</summary>
    public string? ResponseInformation { get; init; }

    /// <summary>Another server to use, or null.</summary>
    public string? ServerReference { get; init; }

    /// <summary>Method of enhanced authentication, or null.</summary>
    public string? AuthenticationMethod { get; init; }

    /// <summary>Data of enhanced authentication, or null.</summary>
    public ReadOnlyMemory<byte>? AuthenticationData { get; init; }

    /// <summary>User properties in order.</summary>
    public UserProperties UserProperties { get; init; } = UserProperties.Empty;

    byte IPacketFields.FirstByte => (int)PacketType.ConnAck << 4;

    /// <summary>
    /// Reads one. A server that speaks MQTT 3 only answers a CONNECT of MQTT 5.0 in the form of MQTT 3, "unacceptable protocol
    /// version" (MQTT 3.1.1, section 3.1.2.2); that is read as <see cref="ReasonCode.UnsupportedProtocolVersion"/>.
    /// </summary>
    /// <param name="frame">The packet.</param>
    /// <param name="version">Version of the connection.</param>
    /// <returns>The packet.</returns>
    /// <exception cref="MqttProtocolException">The packet is malformed or not allowed.</exception>
    public static ConnAckPacket Read(PacketFrame frame, MqttVersion version)
    {
        if (frame.Type != PacketType.ConnAck)
        {
            ProtocolError.WrongType(PacketType.ConnAck, frame.Type);
        }

        FrameReader.CheckFlags(frame.Type, frame.Flags, version);
        if (frame.Body.Span is [0, 1])
        {
            return new ConnAckPacket { ReasonCode = ReasonCode.UnsupportedProtocolVersion };
        }

        var reader = new PacketReader(frame);
        var sessionPresent = ReadSessionPresent(ref reader, version);
        var reason = ReadOutcome(ref reader, version);
        if (sessionPresent && reason != ReasonCode.Success)
        {
            ProtocolError.Violation(reader.Offset - 1, "Session Present is set although the connection was refused");
        }

        var bag = PropertyBag.Read(ref reader, PropertyScopes.ConnAck, version);
        reader.RequireEnd();
        return Create(sessionPresent, reason, bag);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">MQTT 3 has no return code for the reason; see <see cref="ReasonCodes.TryGetConnectReturnCode"/>.</exception>
    public int GetSize(MqttVersion version) => PacketEncoder.GetSize(this, version);

    /// <inheritdoc/>
    public int Write(Span<byte> destination, MqttVersion version) => PacketEncoder.Write(this, destination, version);

    void IPacketFields.WriteBody<TSink>(ref TSink sink, MqttVersion version)
    {
        sink.Byte(SessionPresent && version != MqttVersion.V310 ? (byte)1 : (byte)0);
        if (version == MqttVersion.V500)
        {
            sink.Byte((byte)ReasonCode);
            PacketEncoder.WriteProperties(ref sink, this);
            return;
        }

        sink.Byte(ReasonCodes.TryGetConnectReturnCode(ReasonCode, out var code)
            ? code
            : throw new ArgumentException($"MQTT 3 has no return code for {ReasonCode}; close without CONNACK."));
    }

    void IPropertyFields.WriteProperties<TSink>(ref TSink sink)
    {
        PropertyFields.Number(ref sink, PropertyId.SessionExpiryInterval, SessionExpiryInterval);
        PropertyFields.Number(ref sink, PropertyId.ReceiveMaximum, ReceiveMaximum);
        PropertyFields.Number(ref sink, PropertyId.MaximumQoS, (uint?)MaximumQoS);
        PropertyFields.Flag(ref sink, PropertyId.RetainAvailable, RetainAvailable);
        PropertyFields.Number(ref sink, PropertyId.MaximumPacketSize, MaximumPacketSize);
        PropertyFields.Text(ref sink, PropertyId.AssignedClientIdentifier, AssignedClientIdentifier);
        PropertyFields.Number(ref sink, PropertyId.TopicAliasMaximum, TopicAliasMaximum);
        PropertyFields.Text(ref sink, PropertyId.ReasonString, ReasonString);
        PropertyFields.Flag(ref sink, PropertyId.WildcardSubscriptionAvailable, WildcardSubscriptionAvailable);
        PropertyFields.Flag(ref sink, PropertyId.SubscriptionIdentifiersAvailable, SubscriptionIdentifiersAvailable);
        PropertyFields.Flag(ref sink, PropertyId.SharedSubscriptionAvailable, SharedSubscriptionAvailable);
        PropertyFields.Number(ref sink, PropertyId.ServerKeepAlive, ServerKeepAlive);
        PropertyFields.Text(ref sink, PropertyId.ResponseInformation, ResponseInformation);
        PropertyFields.Text(ref sink, PropertyId.ServerReference, ServerReference);
        PropertyFields.Text(ref sink, PropertyId.AuthenticationMethod, AuthenticationMethod);
        PropertyFields.Binary(ref sink, PropertyId.AuthenticationData, AuthenticationData);
        PropertyFields.User(ref sink, UserProperties);
    }

    private static bool ReadSessionPresent(ref PacketReader reader, MqttVersion version)
    {
        var flags = reader.ReadByte("Connect Acknowledge Flags");
        if (version == MqttVersion.V310)
        {
            return false;
        }

        if (flags > 1)
        {
            ProtocolError.Malformed(reader.Offset - 1, "Reserved bits of the Connect Acknowledge Flags are set");
        }

        return flags == 1;
    }

    private static ReasonCode ReadOutcome(ref PacketReader reader, MqttVersion version)
    {
        if (version == MqttVersion.V500)
        {
            return reader.ReadReasonCode(PacketType.ConnAck);
        }

        var code = reader.ReadByte("Return Code");
        if (ReasonCodes.FromConnectReturnCode(code) is not { } reason)
        {
            throw new MqttProtocolException(ReasonCode.ProtocolError, reader.Offset - 1, $"Return code {code} is reserved");
        }

        return reason;
    }

    private static ConnAckPacket Create(bool sessionPresent, ReasonCode reason, PropertyBag bag) => new()
    {
        SessionPresent = sessionPresent,
        ReasonCode = reason,
        SessionExpiryInterval = bag.Number(PropertyId.SessionExpiryInterval),
        ReceiveMaximum = bag.Short(PropertyId.ReceiveMaximum),
        MaximumQoS = (QoS?)bag.Number(PropertyId.MaximumQoS),
        RetainAvailable = bag.Flag(PropertyId.RetainAvailable),
        MaximumPacketSize = bag.Number(PropertyId.MaximumPacketSize),
        AssignedClientIdentifier = bag.Text(PropertyId.AssignedClientIdentifier),
        TopicAliasMaximum = bag.Short(PropertyId.TopicAliasMaximum),
        ReasonString = bag.Text(PropertyId.ReasonString),
        WildcardSubscriptionAvailable = bag.Flag(PropertyId.WildcardSubscriptionAvailable),
        SubscriptionIdentifiersAvailable = bag.Flag(PropertyId.SubscriptionIdentifiersAvailable),
        SharedSubscriptionAvailable = bag.Flag(PropertyId.SharedSubscriptionAvailable),
        ServerKeepAlive = bag.Short(PropertyId.ServerKeepAlive),
        ResponseInformation = bag.Text(PropertyId.ResponseInformation),
        ServerReference = bag.Text(PropertyId.ServerReference),
        AuthenticationMethod = bag.Text(PropertyId.AuthenticationMethod),
        AuthenticationData = bag.Binary(PropertyId.AuthenticationData),
        UserProperties = bag.UserProperties,
    };
}
