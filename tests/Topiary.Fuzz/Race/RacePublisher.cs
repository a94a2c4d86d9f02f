using System.Text;

namespace Topiary.Fuzz;

/// <summary>Publishes its messages and sends again, on its next connection, what was not acknowledged on the last one.</summary>
internal sealed class RacePublisher(RaceRun run, string id, int seed, int messages) : RaceClient(run, id, seed)
{
    private readonly Lock _gate = new();
    private readonly List<InFlight> _inFlight = [];
    private readonly Dictionary<(string, QoS), int> _numbers = [];
    private RaceWire? _current;
    private int _published;
    private int _connections;
    private ushort _lastId;

    protected override bool IsDone => _published >= messages && Open == 0;

    private int Open
    {
        get
        {
            lock (_gate)
            {
                return _inFlight.Count;
            }
        }
    }

    protected override ConnectPacket ToConnect() => new() { ClientId = Id, CleanStart = _connections++ == 0, SessionExpiryInterval = 600, KeepAlive = 60 };

    protected override async Task ServeAsync(RaceWire wire, bool isPresent)
    {
        if (!isPresent && Open > 0)
        {
            Run.Fail($"{Id}: its session is lost");
            return;
        }

        lock (_gate)
        {
            _current = wire;
        }

        Task reading = ReadAsync(wire);
        await ResendAsync(wire);
        int left = Random.Next(5, 60);
        while (left-- > 0 && _published < messages && !reading.IsCompleted)
        {
            await PublishAsync(wire);
            while (Open >= 20 && !reading.IsCompleted)
            {
                await Task.Yield();
            }
        }

        while (_published >= messages && Open > 0 && !reading.IsCompleted)
        {
            await Task.Delay(1);
        }

        if (reading.IsCompleted)
        {
            await reading;
        }
    }

    private async Task ResendAsync(RaceWire wire)
    {
        InFlight[] open;
        lock (_gate)
        {
            open = [.. _inFlight];
        }

        foreach (InFlight message in open)
        {
            await (message.IsReceived ? wire.SendAsync(new AckPacket(PacketType.PubRel, message.PacketId)) : SendAsync(wire, message, isAgain: true));
        }
    }

    private async Task PublishAsync(RaceWire wire)
    {
        string topic = $"r/{Random.Next(4)}";
        var qos = (QoS)Random.Next(3);
        int number = _numbers[(topic, qos)] = _numbers.GetValueOrDefault((topic, qos)) + 1;
        var message = new RaceMessage(Id, topic, qos, number);
        var inFlight = new InFlight(NextId(), message, message.ToPayload(Random.Next(20, 600)));
        _published++;
        if (qos != QoS.AtMostOnce)
        {
            Run.Promise(message);
            lock (_gate)
            {
                _inFlight.Add(inFlight);
            }
        }

        await SendAsync(wire, inFlight, isAgain: false);
    }

    private static Task SendAsync(RaceWire wire, InFlight message, bool isAgain) => wire.SendAsync(new PublishPacket
    {
        Topic = Encoding.UTF8.GetBytes(message.Message.Topic),
        Payload = message.Payload,
        QoS = message.Message.QoS,
        PacketId = message.Message.QoS == QoS.AtMostOnce ? (ushort)0 : message.PacketId,
        Duplicate = isAgain,
    });

    private async Task ReadAsync(RaceWire wire)
    {
        while (await wire.ReadAsync() is { } frame)
        {
            if (frame.Type is not (PacketType.PubAck or PacketType.PubRec or PacketType.PubComp))
            {
                continue;
            }

            AckPacket ack = AckPacket.Read(frame, wire.Version);
            lock (_gate)
            {
                if (wire != _current)
                {
                    // What an earlier connection still has to say is said again on this one.
                    return;
                }

                if (_inFlight.Find(m => m.PacketId == ack.PacketId) is not { } message || (ack.Type != PacketType.PubComp && (byte)ack.ReasonCode >= 0x80))
                {
                    Run.Fail($"{Id}: {ack.Type} {ack.PacketId} {ack.ReasonCode} that nobody waits for");
                    return;
                }

                message.IsReceived = true;
                if (ack.Type != PacketType.PubRec)
                {
                    _inFlight.Remove(message);
                }
            }

            if (ack.Type == PacketType.PubRec)
            {
                await wire.SendAsync(new AckPacket(PacketType.PubRel, ack.PacketId));
            }
        }
    }

    private ushort NextId()
    {
        lock (_gate)
        {
            do
            {
                _lastId = (ushort)((_lastId % 60_000) + 1);
            }
            while (_inFlight.Exists(m => m.PacketId == _lastId));
            return _lastId;
        }
    }

    private sealed class InFlight(ushort packetId, RaceMessage message, byte[] payload)
    {
        public ushort PacketId { get; } = packetId;

        public RaceMessage Message { get; } = message;

        public byte[] Payload { get; } = payload;

        public bool IsReceived { get; set; }
    }
}
