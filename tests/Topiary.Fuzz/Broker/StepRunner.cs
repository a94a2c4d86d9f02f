using System.Text;
using Topiary.Broker;

namespace Topiary.Fuzz;

/// <summary>Does steps: tells the broker and the model the same.</summary>
internal sealed class StepRunner(FuzzRun run)
{
    public static readonly string[] Topics = ["a", "a/b", "a/b/c", "b", "b/c", "b//c", "$x/a"];

    private readonly Misbehaviour _misbehaviour = new(run);
    private SubscriptionSteps? _subscriptions;
    private ushort _lastId;

    private SubscriptionSteps Subscriptions => _subscriptions ??= new SubscriptionSteps(run, () => NextId());

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
            case StepKind.ChangeRights:
                ChangeRights(clientId, random);
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
                Subscriptions.Subscribe(connection, random);
                break;
            case StepKind.Unsubscribe:
                Subscriptions.Unsubscribe(connection, random);
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
                connection.Owe(PacketType.PingResp, 0, null);
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
            MaximumPacketSize = isFive && random.Next(4) == 0 && !run.Settings.HasSmallQueues ? 200 : null,
            TopicAliasMaximum = isFive && random.Next(2) == 0 ? (ushort)random.Next(1, 4) : null,
            Will = random.Next(3) == 0 && run.Settings.HasWills ? Will(isFive, random) : null,
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
        if (will is not null && !run.Rights.MayPublish(clientId, will.Topic))
        {
            run.Refuse(wire, ReasonCode.NotAuthorized);
            return;
        }

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

    // One right of a client, whether it is there or not; then the broker is told.
    private void ChangeRights(string clientId, Random random)
    {
        if (!run.Settings.HasRights)
        {
            return;
        }

        var action = (AuthorizedAction)random.Next(3);
        string filter = SubscriptionSteps.Filters[random.Next(SubscriptionSteps.Filters.Length)];
        string subject = action == AuthorizedAction.Subscribe ? (SharedFilter.TryParse(filter, out _, out string? inner) ? inner : filter) : Topics[random.Next(Topics.Length)];
        run.Rights.Change(clientId, action, subject);
        bool retained = random.Next(2) == 0;
        if (run.Model.Sessions.GetValueOrDefault(clientId) is { } session)
        {
            Rights.Recheck(run.Model, session);
        }

        if (retained)
        {
            Rights.RecheckRetained(run.Model, clientId);
        }

        run.Revoke(clientId, retained);
    }

    private void Publish(ModelConnection connection, Random random)
    {
        bool isFive = connection.Wire.Version == MqttVersion.V500;
        bool retain = random.Next(3) == 0;
        bool isLarge = random.Next(6) == 0 && !run.Settings.HasSmallQueues;
        byte[] payload = retain && random.Next(3) == 0 ? [] : Payload(run.NextMessage(), isLarge);
        uint? expiry = isFive && random.Next(4) == 0 ? (uint)random.Next(1, 30) : null;
        ushort alias = isFive && random.Next(3) == 0 ? (ushort)random.Next(1, TopicAliases) : (ushort)0;
        Publish(connection, Topics[random.Next(Topics.Length)], payload, (QoS)random.Next(3), retain, alias, expiry, isLarge && payload.Length > 0, random.Next(4) == 0);
    }

    private static int TopicAliases => FuzzRun.TopicAliasMaximum + 1;

    private void Publish(ModelConnection connection, string topic, byte[] payload, QoS qos, bool retain, ushort alias, uint? expiry, bool isLarge, bool isAgain = false)
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

            // As if its acknowledgement had got lost: at QoS 1 the broker cannot tell, and its DUP must go no further.
            Duplicate = isAgain && qos == QoS.AtLeastOnce,
            Payload = payload,
            Properties = connection.Wire.Version == MqttVersion.V500 ? new PublishProperties(default, expiry, alias) : default,
        });
        bool isAllowed = run.Rights.MayPublish(session.ClientId, topic);
        DateTimeOffset? expiresAt = expiry is { } seconds ? run.Now.AddSeconds(seconds) : null;
        int receivers = !isAllowed ? 0
            : run.Model.Publish(new ModelMessage(run.Messages, session.ClientId, topic, qos, retain, payload, expiresAt, isLarge), session);
        ReasonCode code = !isAllowed ? ReasonCode.NotAuthorized : receivers == 0 ? ReasonCode.NoMatchingSubscribers : ReasonCode.Success;
        if (qos != QoS.AtMostOnce)
        {
            connection.Owe(qos == QoS.AtLeastOnce ? PacketType.PubAck : PacketType.PubRec, id, code);
        }

        if (qos == QoS.ExactlyOnce && isAllowed)
        {
            session.Inbound.Add(id);
        }
    }

    // The same QoS 2 message once more: it must not be routed again.
    private static void Repeat(ModelConnection connection, Random random)
    {
        if (Draw(connection.Session.Inbound, random) is { } id)
        {
            connection.Owe(PacketType.PubRec, id, null);
            connection.Wire.Send(new PublishPacket { Topic = "a"u8.ToArray(), QoS = QoS.ExactlyOnce, PacketId = id, Duplicate = true, Payload = "again"u8.ToArray() });
        }
    }

    private static void Release(ModelConnection connection, Random random)
    {
        ushort? known = random.Next(6) == 0 ? null : Draw(connection.Session.Inbound, random);
        ushort id = known ?? 60_000;
        connection.Session.Inbound.Remove(id);
        connection.Owe(PacketType.PubComp, id, known is null ? ReasonCode.PacketIdentifierNotFound : ReasonCode.Success);
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
