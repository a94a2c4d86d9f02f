using System.Text;

namespace Topiary.Fuzz;

/// <summary>Is subscribed all the time and has to get everything, though it drops, comes back, acknowledges late and reads slowly.</summary>
internal sealed class RaceObserver(RaceRun run, string id, int seed) : RaceClient(run, id, seed)
{
    private readonly HashSet<RaceMessage> _received = [];
    private readonly Dictionary<(string, string, QoS), int> _last = [];
    private readonly HashSet<ushort> _unreleased = [];
    private bool _isSubscribed;
    private int _count;

    public TaskCompletionSource Subscribed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    protected override bool IsDone => Run.PublishersAreDone && Volatile.Read(ref _count) >= Run.Promised;

    /// <summary>What it has not got of what it has to.</summary>
    public string Missing => string.Join(", ", Run.AllPromised.Except(_received).Take(5)) + $" ({_count} of {Run.Promised})";

    protected override ConnectPacket ToConnect() => new()
    {
        ClientId = Id,
        CleanStart = !_isSubscribed,
        SessionExpiryInterval = 600,
        KeepAlive = 60,
        ReceiveMaximum = Random.Next(2) == 0 ? (ushort)Random.Next(1, 50) : null,
    };

    protected override async Task ServeAsync(RaceWire wire, bool isPresent)
    {
        if (_isSubscribed && !isPresent)
        {
            Run.Fail($"{Id}: its session is lost");
            return;
        }

        if (!_isSubscribed)
        {
            var options = new SubscriptionOptions(QoS.ExactlyOnce);
            await wire.SendAsync(new SubscribePacket { PacketId = 1, Subscriptions = [new SubscriptionRequest("r/#", options)] });
            await wire.ReadAsync();
            _isSubscribed = true;
            Subscribed.TrySetResult();
        }

        int left = Random.Next(10, 400);
        while (left-- > 0 && !IsDone && await ReadAsync(wire) is { } frame)
        {
            if (await ReceiveAsync(wire, frame) is { } ack && Random.Next(left < 5 ? 2 : 50) > 0)
            {
                await wire.SendAsync(ack);
            }

            if (Random.Next(100) == 0)
            {
                await Task.Delay(Random.Next(1, 30));
            }
        }
    }

    // Nothing may be left to come, or what is left was sent and not acknowledged: then it comes on the next connection.
    private async Task<PacketFrame?> ReadAsync(RaceWire wire)
    {
        Task<PacketFrame?> reading = wire.ReadAsync();
        try
        {
            return await reading.WaitAsync(TimeSpan.FromMilliseconds(100));
        }
        catch (TimeoutException)
        {
            _ = reading.ContinueWith(static task => task.Exception, TaskScheduler.Default);
            return null;
        }
    }

    private async Task<AckPacket?> ReceiveAsync(RaceWire wire, PacketFrame frame)
    {
        if (frame.Type == PacketType.PubRel)
        {
            ushort released = AckPacket.Read(frame, wire.Version).PacketId;
            _unreleased.Remove(released);
            return new AckPacket(PacketType.PubComp, released);
        }

        if (frame.Type != PacketType.Publish)
        {
            return null;
        }

        PublishPacket packet = PublishPacket.Read(frame, wire.Version);
        Take(RaceMessage.Parse(Encoding.UTF8.GetString(packet.Topic.Span), packet.Payload.Span), packet);
        if (Random.Next(200) == 0)
        {
            // Out of the way, so that acknowledgements come in another order than messages.
            await wire.SendAsync(default(PingReqPacket));
        }

        return packet.QoS switch
        {
            QoS.AtLeastOnce => new AckPacket(PacketType.PubAck, packet.PacketId),
            QoS.ExactlyOnce => new AckPacket(PacketType.PubRec, packet.PacketId),
            _ => null,
        };
    }

    private void Take(RaceMessage message, PublishPacket packet)
    {
        if (message.QoS != packet.QoS)
        {
            Run.Fail($"{Id}: {message} came with QoS {packet.QoS}");
        }

        if (packet.QoS == QoS.ExactlyOnce && !_unreleased.Add(packet.PacketId))
        {
            if (!packet.Duplicate || !_received.Contains(message))
            {
                Run.Fail($"{Id}: identifier {packet.PacketId} of {message} is in use");
            }

            return;
        }

        if (!_received.Add(message))
        {
            if (message.QoS != QoS.AtLeastOnce)
            {
                Run.Fail($"{Id}: {message} came twice{(packet.Duplicate ? ", with DUP" : "")}");
            }

            return;
        }

        (string Publisher, string Topic, QoS QoS) flow = (message.Publisher, message.Topic, message.QoS);
        if (_last.GetValueOrDefault(flow) is var last && last >= message.Number)
        {
            Run.Fail($"{Id}: {message} came after {last}");
        }

        _last[flow] = message.Number;
        if (message.QoS != QoS.AtMostOnce)
        {
            Interlocked.Increment(ref _count);
        }
    }
}
