using System.Text;

namespace Topiary.Fuzz;

/// <summary>Connects, subscribes, unsubscribes, publishes, breaks rules and goes, all the time, often with an identifier that another one has too.</summary>
internal sealed class RaceChurner(RaceRun run, int number, int seed) : RaceClient(run, $"churner{number / 2}", seed)
{
    private static readonly string[][] s_filters = [["r/0", "r/+", "c/#"], ["c/1", "r/2", "+/1", "c/+"]];
    private static readonly byte[][] s_nonsense = [[0, 0], [0x30, 0xFF, 0xFF, 0xFF, 0xFF, 1], [0x82, 2, 0, 1], [0x20, 3, 0, 0, 0], [0xC0, 1, 0]];

    private readonly string[] _filters = s_filters[number / 2 % 2];
    private ushort _lastId;

    protected override bool IsDone => Run.IsEnding;

    protected override ConnectPacket ToConnect()
    {
        MqttVersion version = Random.Next(3) == 0 ? MqttVersion.V311 : MqttVersion.V500;
        return new ConnectPacket
        {
            Version = version,
            ClientId = Id,
            CleanStart = Random.Next(2) == 0,
            SessionExpiryInterval = version == MqttVersion.V500 && Random.Next(2) == 0 ? 600u : null,
            ReceiveMaximum = version == MqttVersion.V500 && Random.Next(2) == 0 ? (ushort)Random.Next(1, 10) : null,
            TopicAliasMaximum = null,
            Will = Random.Next(3) == 0 ? new WillMessage { Topic = "c/will", Payload = "gone"u8.ToArray(), QoS = (QoS)Random.Next(3) } : null,
        };
    }

    protected override async Task ServeAsync(RaceWire wire, bool isPresent)
    {
        Task reading = ReadAsync(wire);
        for (int left = Random.Next(1, 30); left > 0 && !reading.IsCompleted; left--)
        {
            await StepAsync(wire);
            if (Random.Next(10) == 0)
            {
                await Task.Delay(1);
            }
        }

        if (reading.IsCompleted)
        {
            await reading;
        }
    }

    private Task StepAsync(RaceWire wire)
    {
        string filter = _filters[Random.Next(_filters.Length)];
        switch (Random.Next(40))
        {
            case < 14:
                var options = new SubscriptionOptions((QoS)Random.Next(3));
                return wire.SendAsync(new SubscribePacket { PacketId = NextId(), Subscriptions = [new SubscriptionRequest(filter, options)] });
            case < 26:
                return wire.SendAsync(new UnsubscribePacket { PacketId = NextId(), Filters = [filter] });
            case < 38:
                var qos = (QoS)Random.Next(2);
                return wire.SendAsync(new PublishPacket
                {
                    Topic = Encoding.UTF8.GetBytes($"c/{Random.Next(3)}"),
                    Payload = new byte[Random.Next(300)],
                    QoS = qos,
                    PacketId = qos == QoS.AtMostOnce ? (ushort)0 : NextId(),
                    Retain = Random.Next(5) == 0,
                });
            case 38:
                return wire.SendAsync(s_nonsense[Random.Next(s_nonsense.Length)]);
            default:
                return wire.SendAsync(default(PingReqPacket));
        }
    }

    private async Task ReadAsync(RaceWire wire)
    {
        while (await wire.ReadAsync() is { } frame)
        {
            if (frame.Type == PacketType.PubRel)
            {
                await wire.SendAsync(new AckPacket(PacketType.PubComp, AckPacket.Read(frame, wire.Version).PacketId));
            }

            if (frame.Type != PacketType.Publish)
            {
                continue;
            }

            PublishPacket packet = PublishPacket.Read(frame, wire.Version);
            string topic = Encoding.UTF8.GetString(packet.Topic.Span);
            if (!Array.Exists(_filters, filter => TopicRules.Matches(filter, topic)))
            {
                Run.Fail($"{Id}: got {topic}, which it has never subscribed to");
            }

            if (packet.QoS != QoS.AtMostOnce && Random.Next(4) > 0)
            {
                await wire.SendAsync(new AckPacket(packet.QoS == QoS.AtLeastOnce ? PacketType.PubAck : PacketType.PubRec, packet.PacketId));
            }
        }
    }

    private ushort NextId() => _lastId = (ushort)((_lastId % 60_000) + 1);
}
