using System.Text;

namespace Topiary.Fuzz;

/// <summary>Does steps: tells the broker and the model the same.</summary>
internal sealed class StepRunner(FuzzRun run)
{
    public static readonly string[] Topics = ["a", "a/b", "a/b/c", "b", "b/c", "b//c", "$x/a"];

    public static readonly string[] Filters =
        ["a", "a/b", "a/+", "#", "+/b", "a/#", "b/c", "+", "+/+/c", "$x/#", "b/#", "$share/g/a/#", "$share/h/+/b", "$share/g/#"];

    private readonly Misbehaviour _misbehaviour = new(run);
    private ushort _lastId;

    public void Run(Step step)
    {
        var random = new Random(step.Seed);
        string clientId = $"c{step.Client}";
        ModelConnection? connection = run.Model.Sessions.GetValueOrDefault(clientId)?.Connection;
        switch (step.Kind)
        {
            case StepKind.Connect:
                Connect(clientId, random);
                return;
            case StepKind.Advance:
                run.Advance(TimeSpan.FromSeconds(random.Next(3) == 0 ? random.Next(1, 60) : random.Next(1, 6)));
                return;
            case StepKind.Stray:
                _misbehaviour.Stray(random);
                return;
        }

        if (connection is not null)
        {
            Run(step.Kind, connection, random);
        }
    }

    /// <summary>Ends everything: retained messages are cleared, sessions ended by Clean Start.</summary>
    public void Finish()
    {
        var last = run.Model.Sessions.Keys.Append("finish").ToArray();
        foreach (string clientId in last)
        {
            run.Advance(TimeSpan.FromMilliseconds(1));
            Connect(clientId, new ConnectPacket { ClientId = clientId, CleanStart = true }, isEager: true);
            run.EndStep();
        }

        ModelConnection finisher = run.Model.Sessions["finish"].Connection!;
        foreach (string topic in run.Model.Retained.Keys.ToArray())
        {
            Publish(finisher, topic, [], QoS.AtMostOnce, retain: true, default, null, false);
            run.EndStep();
        }

        foreach (ModelSession session in run.Model.Sessions.Values.ToArray())
        {
            if (session.Connection is { } connection)
            {
                connection.Wire.Send(new DisconnectPacket());
                connection.Ending = [ReasonCode.Success];
                run.Model.Close(session, keepsWill: false);
                run.EndStep();
            }
        }

        run.Advance(TimeSpan.FromSeconds(30));
    }

    private void Run(StepKind kind, ModelConnection connection, Random random)
    {
        switch (kind)
        {
            case StepKind.Subscribe:
                Subscribe(connection, random);
                break;
            case StepKind.Unsubscribe:
                Unsubscribe(connection, Filters[random.Next(Filters.Length)]);
                break;
            case StepKind.Publish:
                Publish(connection, random);
                break;
            case StepKind.Acknowledge:
                Acknowledge(connection, random);
                break;
            case StepKind.Release:
                Release(connection, random);
                break;
            case StepKind.Repeat:
                Repeat(connection, random);
                break;
            case StepKind.Cut:
                connection.Ending = [ReasonCode.Success];
                run.Model.Close(connection.Session, keepsWill: true);
                connection.Wire.Cut();
                break;
            case StepKind.Disconnect:
                Disconnect(connection, random);
                break;
            case StepKind.Ping:
                connection.Due.Add((PacketType.PingResp, 0, null));
                connection.Wire.Send(default(PingReqPacket));
                break;
            default:
                _misbehaviour.Run(connection, random);
                break;
        }
    }

    private void Connect(string clientId, Random random)
    {
        MqttVersion version = random.Next(4) switch { 0 => MqttVersion.V310, 1 => MqttVersion.V311, _ => MqttVersion.V500 };
        if (run.Model.Sessions.GetValueOrDefault(clientId)?.Subscriptions.Values.Count(s => s.Group is not null) > 1)
        {
            // Without identifiers nobody could tell copies of two shared subscriptions apart.
            version = MqttVersion.V500;
        }

        bool isFive = version == MqttVersion.V500;
        var packet = new ConnectPacket
        {
            Version = version,
            ClientId = clientId,
            CleanStart = random.Next(4) == 0,
            KeepAlive = (ushort)(random.Next(5) == 0 ? random.Next(2, 10) * 2 : 0),
            SessionExpiryInterval = isFive && random.Next(5) > 0 ? (uint)random.Next(1, 90) : null,
            ReceiveMaximum = isFive && random.Next(2) == 0 ? (ushort)random.Next(1, 5) : null,
            MaximumPacketSize = isFive && random.Next(4) == 0 ? 200 : null,
            TopicAliasMaximum = isFive && random.Next(2) == 0 ? (ushort)random.Next(1, 4) : null,
            Will = random.Next(3) == 0 ? Will(isFive, random) : null,
        };
        // What keeps a client alive is sent in steps of its own, so that no two clients' keep-alives end at the same moment.
        Connect(clientId, packet, isEager: packet.KeepAlive == 0 && random.Next(10) < 7);
    }

    private WillMessage Will(bool isFive, Random random)
    {
        int number = run.NextMessage();
        return new WillMessage
        {
            Topic = Topics[random.Next(Topics.Length)],
            Payload = Payload(number, false),
            QoS = (QoS)random.Next(3),
            Retain = random.Next(3) == 0,
            DelayInterval = isFive && random.Next(2) == 0 ? (uint)random.Next(1, 40) : null,
            Properties = isFive && random.Next(3) == 0 ? new PublishProperties(default, (uint)random.Next(1, 40)) : default,
        };
    }

    private void Connect(string clientId, ConnectPacket packet, bool isEager)
    {
        ModelWill? will = packet.Will is { } w
            ? new ModelWill(w.Topic, w.Payload.ToArray(), 0, w.QoS, w.Retain, w.DelayInterval ?? 0, w.Properties.MessageExpiryInterval)
            : null;
        uint expiry = packet.Version == MqttVersion.V500 ? packet.SessionExpiryInterval ?? 0 : packet.CleanStart ? 0 : uint.MaxValue;
        FuzzConnection wire = run.Open(packet.Version);
        wire.Send(packet);
        (ModelSession session, bool isPresent) = run.Model.Open(clientId, packet.CleanStart, expiry, will);
        var connection = new ModelConnection(wire, session)
        {
            SendLimit = packet.ReceiveMaximum ?? 1024,
            MaximumPacketSize = (int?)packet.MaximumPacketSize ?? int.MaxValue,
            AliasMaximum = packet.TopicAliasMaximum ?? 0,
            KeepAliveSeconds = packet.KeepAlive,
            CarriedInbound = session.Inbound.Count,
            IsEager = isEager,
        };
        session.Connection = connection;
        run.Accept(connection, isPresent);
    }

    private void Disconnect(ModelConnection connection, Random random)
    {
        ModelSession session = connection.Session;
        var packet = new DisconnectPacket();
        if (connection.Wire.Version == MqttVersion.V500)
        {
            bool changes = session.ExpirySeconds > 0 && random.Next(3) == 0;
            packet = new DisconnectPacket
            {
                ReasonCode = random.Next(3) == 0 ? ReasonCode.DisconnectWithWillMessage : ReasonCode.Success,
                SessionExpiryInterval = changes ? (uint)random.Next(0, 60) : null,
            };
            session.ExpirySeconds = packet.SessionExpiryInterval ?? session.ExpirySeconds;
        }

        connection.Ending = [ReasonCode.Success];
        connection.Wire.Send(packet);
        run.Model.Close(session, packet.ReasonCode != ReasonCode.Success);
    }

    private void Subscribe(ModelConnection connection, Random random)
    {
        bool isFive = connection.Wire.Version == MqttVersion.V500;
        int index = random.Next(Filters.Length);
        string filter = Filters[index];
        bool isShared = isFive && filter.StartsWith("$share/", StringComparison.Ordinal);
        var qos = (QoS)random.Next(3);
        SubscriptionOptions options = isFive
            ? new(qos, !isShared && random.Next(4) == 0, random.Next(2) == 0, (RetainHandling)random.Next(3))
            : new(qos);

        // An identifier of its own tells the copies of a shared subscription from all others.
        uint identifier = isShared ? 1000u + (uint)index : isFive && random.Next(2) == 0 ? (uint)random.Next(1, 20) : 0;
        ushort id = NextId();
        connection.Due.Add((PacketType.SubAck, id, (ReasonCode)qos));
        connection.Wire.Send(new SubscribePacket
        {
            PacketId = id,
            Subscriptions = [new SubscriptionRequest(filter, options)],
            SubscriptionIdentifier = identifier == 0 ? null : identifier,
        });
        run.Model.Subscribe(connection.Session, filter, options, identifier, isShared);
    }

    private void Unsubscribe(ModelConnection connection, string filter)
    {
        ushort id = NextId();
        bool existed = run.Model.Unsubscribe(connection.Session, filter);
        connection.Due.Add((PacketType.UnsubAck, id, existed ? ReasonCode.Success : ReasonCode.NoSubscriptionExisted));
        connection.Wire.Send(new UnsubscribePacket { PacketId = id, Filters = [filter] });
    }

    private void Publish(ModelConnection connection, Random random)
    {
        bool isFive = connection.Wire.Version == MqttVersion.V500;
        bool retain = random.Next(3) == 0;
        bool isLarge = random.Next(6) == 0;
        byte[] payload = retain && random.Next(3) == 0 ? [] : Payload(run.NextMessage(), isLarge);
        uint? expiry = isFive && random.Next(4) == 0 ? (uint)random.Next(1, 30) : null;
        ushort alias = isFive && random.Next(3) == 0 ? (ushort)random.Next(1, TopicAliases) : (ushort)0;
        Publish(connection, Topics[random.Next(Topics.Length)], payload, (QoS)random.Next(3), retain, alias, expiry, isLarge && payload.Length > 0);
    }

    private static int TopicAliases => FuzzRun.TopicAliasMaximum + 1;

    private void Publish(ModelConnection connection, string topic, byte[] payload, QoS qos, bool retain, ushort alias, uint? expiry, bool isLarge)
    {
        ModelSession session = connection.Session;
        if (qos == QoS.ExactlyOnce && session.Inbound.Count >= FuzzRun.ReceiveMaximum - 1)
        {
            qos = QoS.AtLeastOnce;
        }

        ushort id = qos == QoS.AtMostOnce ? (ushort)0 : NextId(session);
        bool isKnown = alias != 0 && connection.OwnAliases.GetValueOrDefault(alias) == topic;
        if (alias != 0)
        {
            connection.OwnAliases[alias] = topic;
        }

        connection.Wire.Send(new PublishPacket
        {
            Topic = isKnown ? default : Encoding.UTF8.GetBytes(topic),
            QoS = qos,
            Retain = retain,
            PacketId = id,
            Payload = payload,
            Properties = connection.Wire.Version == MqttVersion.V500 ? new PublishProperties(default, expiry, alias) : default,
        });
        DateTimeOffset? expiresAt = expiry is { } seconds ? run.Now.AddSeconds(seconds) : null;
        int receivers = run.Model.Publish(new ModelMessage(run.Messages, session.ClientId, topic, qos, retain, payload, expiresAt, isLarge), session);
        ReasonCode code = receivers == 0 ? ReasonCode.NoMatchingSubscribers : ReasonCode.Success;
        if (qos != QoS.AtMostOnce)
        {
            connection.Due.Add((qos == QoS.AtLeastOnce ? PacketType.PubAck : PacketType.PubRec, id, code));
        }

        if (qos == QoS.ExactlyOnce)
        {
            session.Inbound.Add(id);
        }
    }

    // The same QoS 2 message once more: it must not be routed again.
    private static void Repeat(ModelConnection connection, Random random)
    {
        if (Draw(connection.Session.Inbound, random) is { } id)
        {
            connection.Due.Add((PacketType.PubRec, id, null));
            connection.Wire.Send(new PublishPacket { Topic = "a"u8.ToArray(), QoS = QoS.ExactlyOnce, PacketId = id, Duplicate = true, Payload = "again"u8.ToArray() });
        }
    }

    private static void Release(ModelConnection connection, Random random)
    {
        ushort? known = random.Next(6) == 0 ? null : Draw(connection.Session.Inbound, random);
        ushort id = known ?? 60_000;
        connection.Session.Inbound.Remove(id);
        connection.Due.Add((PacketType.PubComp, id, known is null ? ReasonCode.PacketIdentifierNotFound : ReasonCode.Success));
        connection.Wire.Send(new AckPacket(PacketType.PubRel, id));
    }

    private void Acknowledge(ModelConnection connection, Random random)
    {
        Copy[] open = [.. connection.Session.InFlight.Where(copy => !copy.IsStale)];
        if (open.Length == 0)
        {
            return;
        }

        Copy copy = open[random.Next(open.Length)];
        bool refuses = connection.Wire.Version == MqttVersion.V500 && random.Next(8) == 0;
        PacketType type = copy.IsReleased ? PacketType.PubComp : copy.QoS == QoS.ExactlyOnce ? PacketType.PubRec : PacketType.PubAck;
        ReasonCode code = refuses && !copy.IsReleased ? ReasonCode.UnspecifiedError : ReasonCode.Success;
        run.Acknowledge(connection, new AckPacket(type, copy.PacketId, code));
    }

    private static ushort? Draw(HashSet<ushort> ids, Random random) => ids.Count == 0 ? null : ids.Order().ElementAt(random.Next(ids.Count));

    private static byte[] Payload(int number, bool isLarge) => Encoding.UTF8.GetBytes($"m{number}".PadRight(isLarge ? 300 : 1, '.'));

    private ushort NextId(ModelSession? session = null)
    {
        do
        {
            _lastId = (ushort)((_lastId % 50_000) + 1);
        }
        while (session?.Inbound.Contains(_lastId) == true);
        return _lastId;
    }
}
