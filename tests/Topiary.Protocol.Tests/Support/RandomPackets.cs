using System.Buffers;
using System.Text;

namespace Topiary.Protocol.Tests;

/// <summary>Builds packets of every type with random fields that are valid in the version.</summary>
internal sealed class RandomPackets(int seed)
{
    private readonly Random _random = new(seed);

    public IOutboundPacket Next(PacketType type, MqttVersion version) => type switch
    {
        PacketType.Connect => Connect(version),
        PacketType.ConnAck => ConnAck(version),
        PacketType.Publish => Publish(version),
        PacketType.PubAck or PacketType.PubRec or PacketType.PubRel or PacketType.PubComp => Ack(type, version),
        PacketType.Subscribe => Subscribe(version),
        PacketType.SubAck => SubAck(version),
        PacketType.Unsubscribe => Unsubscribe(version),
        PacketType.UnsubAck => UnsubAck(version),
        PacketType.PingReq => default(PingReqPacket),
        PacketType.PingResp => default(PingRespPacket),
        PacketType.Disconnect => Disconnect(version),
        _ => new AuthPacket
        {
            ReasonCode = Code(PacketType.Auth),
            AuthenticationMethod = Text(),
            AuthenticationData = Maybe(Data()),
            ReasonString = MaybeText(),
            UserProperties = User(),
        },
    };

    public static IEnumerable<PacketType> TypesOf(MqttVersion version) =>
        Enum.GetValues<PacketType>().Where(type => type != PacketType.Auth || version == MqttVersion.V500);

    public string Text(int maximum = 12)
    {
        var text = new StringBuilder();
        var count = _random.Next(maximum);
        for (var i = 0; i < count; i++)
        {
            text.Append(_random.Next(8) switch
            {
                0 => "ä",
                1 => "€",
                2 => "\U0001F331",
                3 => "\uFEFF",
                _ => ((char)_random.Next('a', 'z' + 1)).ToString(),
            });
        }

        return text.ToString();
    }

    public string Topic() => string.Join('/', Enumerable.Range(0, _random.Next(1, 5)).Select(_ => Text(4))) + (char)_random.Next('a', 'z' + 1);

    public string Filter() => _random.Next(4) switch
    {
        0 => "#",
        1 => Topic() + "/#",
        2 => "+/" + Topic() + "/+",
        _ => Topic(),
    };

    private bool Flip() => _random.Next(2) == 0;

    private byte[] Data(int maximum = 20)
    {
        var data = new byte[_random.Next(maximum)];
        _random.NextBytes(data);
        return data;
    }

    private T? Maybe<T>(T value)
        where T : struct => Flip() ? value : null;

    private ReadOnlyMemory<byte>? Maybe(byte[] value) => Flip() ? value : default(ReadOnlyMemory<byte>?);

    private string? MaybeText() => Flip() ? Text() : null;

    private uint Number() => (uint)_random.NextInt64(1, 1L << _random.Next(1, 33));

    private ushort Short() => (ushort)_random.Next(1, 65536);

    private QoS QoS() => (QoS)_random.Next(3);

    private UserProperties User()
    {
        var properties = new UserProperties();
        for (var i = _random.Next(4); i > 0; i--)
        {
            properties.Add(Text(), Text());
        }

        return properties;
    }

    private ReasonCode Code(PacketType type)
    {
        while (true)
        {
            var code = (ReasonCode)_random.Next(256);
            if (ReasonCodes.IsDefined(type, code))
            {
                return code;
            }
        }
    }

    private byte[] Forwarded()
    {
        var output = new ArrayBufferWriter<byte>();
        var builder = new PublishPropertiesBuilder(output);
        if (Flip())
        {
            builder.SetPayloadFormatIndicator(Flip());
        }

        if (Flip())
        {
            builder.SetContentType(Encoding.UTF8.GetBytes(Text()));
        }

        if (Flip())
        {
            builder.SetResponseTopic(Encoding.UTF8.GetBytes(Topic()));
        }

        if (Flip())
        {
            builder.SetCorrelationData(Data());
        }

        builder.AddUserProperties(User());
        return output.WrittenSpan.ToArray();
    }

    private ConnectPacket Connect(MqttVersion version)
    {
        var is5 = version == MqttVersion.V500;
        var userName = MaybeText();
        var method = is5 ? MaybeText() : null;
        return new ConnectPacket
        {
            Version = version,
            ClientId = Text(),
            CleanStart = Flip(),
            KeepAlive = Short(),
            UserName = userName,
            Password = is5 || userName is not null ? Maybe(Data()) : null,
            Will = Flip() ? Will(is5) : null,
            SessionExpiryInterval = is5 ? Maybe(Number()) : null,
            ReceiveMaximum = is5 ? Maybe(Short()) : null,
            MaximumPacketSize = is5 ? Maybe(Number()) : null,
            TopicAliasMaximum = is5 ? Maybe(Short()) : null,
            RequestProblemInformation = is5 ? Maybe(Flip()) : null,
            RequestResponseInformation = is5 ? Maybe(Flip()) : null,
            AuthenticationMethod = method,
            AuthenticationData = method is null ? null : Maybe(Data()),
            UserProperties = is5 ? User() : UserProperties.Empty,
        };
    }

    private WillMessage Will(bool is5) => new()
    {
        Topic = Topic(),
        Payload = Data(),
        QoS = QoS(),
        Retain = Flip(),
        DelayInterval = is5 ? Maybe(Number()) : null,
        Properties = is5 ? new PublishProperties(Forwarded(), Maybe(Number())) : default,
    };

    private ConnAckPacket ConnAck(MqttVersion version)
    {
        if (version != MqttVersion.V500)
        {
            return new ConnAckPacket { ReasonCode = ReasonCodes.FromConnectReturnCode((byte)_random.Next(6))!.Value };
        }

        var code = Code(PacketType.ConnAck);
        return new ConnAckPacket
        {
            SessionPresent = code == ReasonCode.Success && Flip(),
            ReasonCode = code,
            SessionExpiryInterval = Maybe(Number()),
            ReceiveMaximum = Maybe(Short()),
            MaximumQoS = Maybe((QoS)_random.Next(2)),
            RetainAvailable = Maybe(Flip()),
            MaximumPacketSize = Maybe(Number()),
            AssignedClientIdentifier = MaybeText(),
            TopicAliasMaximum = Maybe(Short()),
            ReasonString = MaybeText(),
            WildcardSubscriptionAvailable = Maybe(Flip()),
            SubscriptionIdentifiersAvailable = Maybe(Flip()),
            SharedSubscriptionAvailable = Maybe(Flip()),
            ServerKeepAlive = Maybe(Short()),
            ResponseInformation = MaybeText(),
            ServerReference = MaybeText(),
            AuthenticationMethod = MaybeText(),
            AuthenticationData = Maybe(Data()),
            UserProperties = User(),
        };
    }

    private PublishPacket Publish(MqttVersion version)
    {
        var qos = QoS();
        var is5 = version == MqttVersion.V500;
        var alias = is5 && Flip() ? Short() : (ushort)0;
        return new PublishPacket
        {
            Duplicate = qos != Topiary.QoS.AtMostOnce && Flip(),
            QoS = qos,
            Retain = Flip(),
            Topic = alias != 0 && Flip() ? default : Encoding.UTF8.GetBytes(Topic()),
            PacketId = qos == Topiary.QoS.AtMostOnce ? (ushort)0 : Short(),
            Properties = is5 ? PublishProperties(alias) : default,
            Payload = Data(300),
        };
    }

    private PublishProperties PublishProperties(ushort alias)
    {
        var identifiers = Enumerable.Range(0, _random.Next(3)).Select(_ => Number() & VariableByteInteger.MaxValue | 1).ToArray();
        return new PublishProperties(Forwarded(), Maybe(Number()), alias, Flip() ? Number() & VariableByteInteger.MaxValue : 0, identifiers);
    }

    private AckPacket Ack(PacketType type, MqttVersion version) => version != MqttVersion.V500
        ? new AckPacket(type, Short())
        : new AckPacket(type, Short(), Code(type), Flip() ? new AckProperties { ReasonString = Text(), UserProperties = User() } : null);

    private SubscribePacket Subscribe(MqttVersion version)
    {
        var is5 = version == MqttVersion.V500;
        return new SubscribePacket
        {
            PacketId = Short(),
            Subscriptions = [.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Request(is5))],
            SubscriptionIdentifier = is5 ? Maybe(Number() & VariableByteInteger.MaxValue | 1) : null,
            UserProperties = is5 ? User() : UserProperties.Empty,
        };
    }

    private SubscriptionRequest Request(bool is5)
    {
        if (!is5)
        {
            return new(Filter(), new(QoS()));
        }

        var isShared = Flip();
        var options = new SubscriptionOptions(QoS(), !isShared && Flip(), Flip(), (RetainHandling)_random.Next(3));
        return new((isShared ? "$share/g/" : "") + Filter(), options);
    }

    private SubAckPacket SubAck(MqttVersion version) => new()
    {
        PacketId = Short(),
        ReasonCodes = [.. Enumerable.Range(0, _random.Next(1, 5)).Select(_ => SubAckCode(version))],
        ReasonString = version == MqttVersion.V500 ? MaybeText() : null,
        UserProperties = version == MqttVersion.V500 ? User() : UserProperties.Empty,
    };

    private ReasonCode SubAckCode(MqttVersion version) => version == MqttVersion.V500
        ? Code(PacketType.SubAck)
        : version == MqttVersion.V311 && _random.Next(4) == 3 ? ReasonCode.UnspecifiedError : (ReasonCode)_random.Next(3);

    private UnsubscribePacket Unsubscribe(MqttVersion version) => new()
    {
        PacketId = Short(),
        Filters = [.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Filter())],
        UserProperties = version == MqttVersion.V500 ? User() : UserProperties.Empty,
    };

    private UnsubAckPacket UnsubAck(MqttVersion version) => version != MqttVersion.V500
        ? new UnsubAckPacket { PacketId = Short() }
        : new UnsubAckPacket
        {
            PacketId = Short(),
            ReasonCodes = [.. Enumerable.Range(0, _random.Next(1, 5)).Select(_ => Code(PacketType.UnsubAck))],
            ReasonString = MaybeText(),
            UserProperties = User(),
        };

    private DisconnectPacket Disconnect(MqttVersion version) => version != MqttVersion.V500
        ? new DisconnectPacket()
        : new DisconnectPacket
        {
            ReasonCode = Code(PacketType.Disconnect),
            SessionExpiryInterval = Maybe(Number()),
            ReasonString = MaybeText(),
            ServerReference = MaybeText(),
            UserProperties = User(),
        };
}
