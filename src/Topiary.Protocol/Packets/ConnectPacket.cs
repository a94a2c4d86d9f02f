using System.Text;

namespace Topiary.Protocol;

/// <summary>CONNECT (MQTT 5.0, section 3.1). Strings and data are copies.</summary>
public sealed record ConnectPacket : IOutboundPacket, IPacketFields, IPropertyFields
{
    private const string Name310 = "MQIsdp";
    private const string Name311 = "MQTT";
    private const byte CleanFlag = 0x02;
    private const byte WillFlag = 0x04;
    private const byte PasswordFlag = 0x40;
    private const byte UserNameFlag = 0x80;

    /// <summary>Version that the client asked for. When writing, the version given to Write decides.</summary>
    public MqttVersion Version { get; init; } = MqttVersion.V500;

    /// <summary>Client Identifier; its length is for the server to judge.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>Clean Start; Clean Session in MQTT 3.</summary>
    public bool CleanStart { get; init; }

    /// <summary>Keep Alive in seconds; 0 is off.</summary>
    public ushort KeepAlive { get; init; }

    /// <summary>User name, or null.</summary>
    public string? UserName { get; init; }

    /// <summary>Password, or null. MQTT 3 allows it only with a user name.</summary>
    public ReadOnlyMemory<byte>? Password { get; init; }

    /// <summary>The Will, or null.</summary>
    public WillMessage? Will { get; init; }

    /// <summary>Seconds that the session outlives the connection; null when absent, which means 0.</summary>
    public uint? SessionExpiryInterval { get; init; }

    /// <summary>Most unfinished messages of QoS 1 and 2 towards the client; null when absent, which means 65,535.</summary>
    public ushort? ReceiveMaximum { get; init; }

    /// <summary>Largest packet that the client accepts; null when absent, which means no limit.</summary>
    public uint? MaximumPacketSize { get; init; }

    /// <summary>Most topic aliases towards the client; null when absent, which means 0.</summary>
    public ushort? TopicAliasMaximum { get; init; }

    /// <summary>Whether the client asks for Response Information; null when absent, which means no.</summary>
    public bool? RequestResponseInformation { get; init; }

    /// <summary>Whether the client wants Reason Strings everywhere; null when absent, which means yes.</summary>
    public bool? RequestProblemInformation { get; init; }

    /// <summary>Method of enhanced authentication, or null.</summary>
    public string? AuthenticationMethod { get; init; }

    /// <summary>Data of enhanced authentication, or null; only with a method.</summary>
    public ReadOnlyMemory<byte>? AuthenticationData { get; init; }

    /// <summary>User properties in order.</summary>
    public UserProperties UserProperties { get; init; } = UserProperties.Empty;

    byte IPacketFields.FirstByte => (int)PacketType.Connect << 4;

    /// <summary>Reads one and finds its version out.</summary>
    /// <param name="frame">The packet.</param>
    /// <returns>The packet.</returns>
    /// <exception cref="MqttUnsupportedVersionException">Protocol name or level are not known.</exception>
    /// <exception cref="MqttProtocolException">The packet is malformed or not allowed.</exception>
    public static ConnectPacket Read(PacketFrame frame)
    {
        if (frame.Type != PacketType.Connect)
        {
            ProtocolError.WrongType(PacketType.Connect, frame.Type);
        }

        var reader = new PacketReader(frame);
        var version = ReadVersion(ref reader);
        FrameReader.CheckFlags(frame.Type, frame.Flags, version);
        var flags = ReadFlags(ref reader, version);
        var keepAlive = reader.ReadUInt16("Keep Alive");
        var bag = ReadProperties(ref reader, version);
        var clientId = reader.ReadString("Client Identifier");
        var will = (flags & WillFlag) != 0 ? WillMessage.Read(ref reader, frame.Body.Span, flags, version) : null;
        var userName = HasField(flags, UserNameFlag, reader, version) ? reader.ReadString("User Name") : null;
        var password = HasField(flags, PasswordFlag, reader, version) ? reader.ReadBinary("Password").ToArray() : default(ReadOnlyMemory<byte>?);
        reader.RequireEnd();
        return new ConnectPacket
        {
            Version = version,
            ClientId = clientId,
            CleanStart = (flags & CleanFlag) != 0,
            KeepAlive = keepAlive,
            UserName = userName,
            Password = password,
            Will = will,
            SessionExpiryInterval = bag.Number(PropertyId.SessionExpiryInterval),
            ReceiveMaximum = bag.Short(PropertyId.ReceiveMaximum),
            MaximumPacketSize = bag.Number(PropertyId.MaximumPacketSize),
            TopicAliasMaximum = bag.Short(PropertyId.TopicAliasMaximum),
            RequestResponseInformation = bag.Flag(PropertyId.RequestResponseInformation),
            RequestProblemInformation = bag.Flag(PropertyId.RequestProblemInformation),
            AuthenticationMethod = bag.Text(PropertyId.AuthenticationMethod),
            AuthenticationData = bag.Binary(PropertyId.AuthenticationData),
            UserProperties = bag.UserProperties,
        };
    }

    /// <inheritdoc/>
    public int GetSize(MqttVersion version) => PacketEncoder.GetSize(this, version);

    /// <inheritdoc/>
    public int Write(Span<byte> destination, MqttVersion version) => PacketEncoder.Write(this, destination, version);

    void IPacketFields.WriteBody<TSink>(ref TSink sink, MqttVersion version)
    {
        if (version != MqttVersion.V500 && Password is not null && UserName is null)
        {
            throw new ArgumentException("MQTT 3 allows a password only together with a user name.");
        }

        sink.Text(version == MqttVersion.V310 ? Name310 : Name311);
        sink.Byte((byte)version);
        sink.Byte(GetFlags());
        sink.UInt16(KeepAlive);
        if (version == MqttVersion.V500)
        {
            PacketEncoder.WriteProperties(ref sink, this);
        }

        sink.Text(ClientId);
        WriteWill(ref sink, version);
        if (UserName is not null)
        {
            sink.Text(UserName);
        }

        if (Password is { } password)
        {
            sink.Binary(password.Span);
        }
    }

    void IPropertyFields.WriteProperties<TSink>(ref TSink sink)
    {
        PropertyFields.Number(ref sink, PropertyId.SessionExpiryInterval, SessionExpiryInterval);
        PropertyFields.Number(ref sink, PropertyId.ReceiveMaximum, ReceiveMaximum);
        PropertyFields.Number(ref sink, PropertyId.MaximumPacketSize, MaximumPacketSize);
        PropertyFields.Number(ref sink, PropertyId.TopicAliasMaximum, TopicAliasMaximum);
        PropertyFields.Flag(ref sink, PropertyId.RequestResponseInformation, RequestResponseInformation);
        PropertyFields.Flag(ref sink, PropertyId.RequestProblemInformation, RequestProblemInformation);
        PropertyFields.Text(ref sink, PropertyId.AuthenticationMethod, AuthenticationMethod);
        PropertyFields.Binary(ref sink, PropertyId.AuthenticationData, AuthenticationData);
        PropertyFields.User(ref sink, UserProperties);
    }

    private static MqttVersion ReadVersion(ref PacketReader reader)
    {
        var start = reader.Offset;
        var name = reader.ReadUtf8("Protocol Name");
        var levelOffset = reader.Offset;
        var level = reader.ReadByte("Protocol Level");
        if (name.SequenceEqual("MQTT"u8) && level is 4 or 5)
        {
            return (MqttVersion)level;
        }

        if (name.SequenceEqual("MQIsdp"u8) && level == 3)
        {
            return MqttVersion.V310;
        }

        var isKnownName = name.SequenceEqual("MQTT"u8) || name.SequenceEqual("MQIsdp"u8);
        throw new MqttUnsupportedVersionException(Encoding.UTF8.GetString(name), level, isKnownName ? levelOffset : start);
    }

    private static byte ReadFlags(ref PacketReader reader, MqttVersion version)
    {
        var offset = reader.Offset;
        var flags = reader.ReadByte("Connect Flags");
        if ((flags & 1) != 0 && version != MqttVersion.V310)
        {
            ProtocolError.Malformed(offset, "The reserved bit of the Connect Flags is set");
        }

        if ((flags & WillFlag) == 0 && (flags & 0x38) != 0)
        {
            ProtocolError.Malformed(offset, "Will QoS or Will Retain are set without the Will Flag");
        }

        if ((flags & 0x18) == 0x18)
        {
            ProtocolError.Malformed(offset, "Will QoS is 3");
        }

        if (version != MqttVersion.V500 && (flags & PasswordFlag) != 0 && (flags & UserNameFlag) == 0)
        {
            ProtocolError.Malformed(offset, "There is a password but no user name");
        }

        return flags;
    }

    private static PropertyBag ReadProperties(ref PacketReader reader, MqttVersion version)
    {
        var offset = reader.Offset;
        var bag = PropertyBag.Read(ref reader, PropertyScopes.Connect, version);
        if (bag.Binary(PropertyId.AuthenticationData) is not null && bag.Text(PropertyId.AuthenticationMethod) is null)
        {
            ProtocolError.Violation(offset, "There is Authentication Data without Authentication Method");
        }

        return bag;
    }

    /// <summary>In MQTT 3.1 the Remaining Length overrides the flags: a flagged field may be missing at the end.</summary>
    private static bool HasField(byte flags, byte flag, in PacketReader reader, MqttVersion version) =>
        (flags & flag) != 0 && (version != MqttVersion.V310 || reader.Remaining != 0);

    private byte GetFlags()
    {
        var flags = CleanStart ? CleanFlag : (byte)0;
        if (Will is not null)
        {
            flags |= (byte)(WillFlag | ((int)Will.QoS << 3) | (Will.Retain ? 0x20 : 0));
        }

        flags |= UserName is not null ? UserNameFlag : (byte)0;
        flags |= Password is not null ? PasswordFlag : (byte)0;
        return flags;
    }

    private void WriteWill<TSink>(ref TSink sink, MqttVersion version)
        where TSink : struct, IFieldSink, allows ref struct
    {
        if (Will is null)
        {
            return;
        }

        if (version == MqttVersion.V500)
        {
            PacketEncoder.WriteProperties(ref sink, Will);
        }

        sink.Text(Will.Topic);
        sink.Binary(Will.Payload.Span);
    }
}
