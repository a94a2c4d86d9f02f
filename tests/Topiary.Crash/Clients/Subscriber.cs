using System.Text;

namespace Topiary.Crash;

/// <summary>
/// Subscribes to everything direct for good, to "x" now and then, and as a member of a shared subscription; comes and goes, and takes itself over. It keeps what
/// a client has to keep of QoS 2, and checks what it gets.
/// </summary>
internal sealed class Subscriber : Client
{
    private readonly Lock _gate = new();
    private readonly HashSet<ushort> _unreleased = [];
    private readonly Dictionary<string, (int Last, HashSet<int> Numbers)> _received = new(StringComparer.Ordinal);
    private readonly Dictionary<ushort, Interest> _pending = [];
    private readonly SharedLedger _shared;
    private readonly IServer _server;
    private volatile bool _stays;

    public Subscriber(string clientId, MqttVersion version, IServer server, Ledger ledger, int seed, SharedLedger shared)
        : base(clientId, version, server, ledger, seed)
    {
        _server = server;
        _shared = shared;
        Interests = version == MqttVersion.V500
            ? [new Interest("d/#", "d/"), new Interest("x/#", "x/"), new Interest("$share/g/s/#", "s/")]
            : [new Interest("d/#", "d/"), new Interest("x/#", "x/")];
    }

    public IReadOnlyList<Interest> Interests { get; }

    /// <summary>Stays connected from now on.</summary>
    public void Stay() => _stays = true;

    /// <summary>A message that has to have come and has not, or null.</summary>
    public string? FindMissing()
    {
        lock (_gate)
        {
            foreach (Interest interest in Interests.Where(interest => interest.Prefix != "s/"))
            {
                foreach ((string stream, int number, SentMessage message) in Ledger.GetAcknowledged(interest.Prefix))
                {
                    if (interest.Covers(message) && !(_received.TryGetValue(stream, out var received) && received.Numbers.Contains(number)))
                    {
                        return $"{ClientId} never got {stream} {number}, sent at {message.SentAt}, acknowledged at {message.AcknowledgedAt}";
                    }
                }
            }

            return null;
        }
    }

    protected override async Task ServeAsync(Wire wire)
    {
        Task<bool> reading = ReadAsync(wire);
        lock (_gate)
        {
            _pending.Clear();
        }

        // What the last connection has not heard the end of is asked for again.
        foreach (Interest interest in Interests.Where(interest => interest.IsWanted ? interest.Since == long.MaxValue : interest.GoneSince == long.MaxValue))
        {
            await ChangeAsync(wire, interest, interest.IsWanted);
        }

        int life = Random.Next(4) == 0 ? Random.Next(1, 60) : int.MaxValue;
        for (int turn = 0; !reading.IsCompleted && !IsStopping && (turn < life || _stays); turn++)
        {
            await StepAsync(wire);
            await Task.Delay(Random.Next(1, 8));
        }

        await LeaveAsync(wire, reading);
    }

    private async Task StepAsync(Wire wire)
    {
        foreach (Interest interest in Interests)
        {
            bool isIdle;
            lock (_gate)
            {
                isIdle = !_pending.ContainsValue(interest);
            }

            // The direct and shared ones stay for good once they are there.
            bool change = interest.IsWanted ? interest.Prefix == "x/" && !_stays && Random.Next(12) == 0 : Random.Next(4) == 0;
            if (isIdle && change)
            {
                await ChangeAsync(wire, interest, !interest.IsWanted);
            }
        }
    }

    private async Task ChangeAsync(Wire wire, Interest interest, bool subscribes)
    {
        ushort packetId;
        lock (_gate)
        {
            packetId = NextPacketId(id => _pending.ContainsKey(id));
            _pending.Add(packetId, interest);
            if (subscribes)
            {
                interest.OnSubscribing();
            }
            else
            {
                interest.OnUnsubscribing(Ledger.Now());
            }
        }

        await (subscribes
            ? wire.TrySendAsync(new SubscribePacket
            {
                PacketId = packetId,
                Subscriptions = [new SubscriptionRequest(interest.Filter, new SubscriptionOptions(QoS.ExactlyOnce, RetainHandling: Version == MqttVersion.V500 ? RetainHandling.DoNotSend : default))],
            })
            : wire.TrySendAsync(new UnsubscribePacket { PacketId = packetId, Filters = [interest.Filter] }));
    }

    // By DISCONNECT, by breaking the connection, or by taking the session over with a second one, which is then broken.
    private async Task LeaveAsync(Wire wire, Task reading)
    {
        int way = Random.Next(3);
        if (way == 0)
        {
            await wire.TrySendAsync(new DisconnectPacket());
        }
        else if (way == 1 && !reading.IsCompleted && !IsStopping)
        {
            var packet = new ConnectPacket
            {
                ClientId = ClientId,
                Version = Version,
                CleanStart = false,
                SessionExpiryInterval = Version == MqttVersion.V500 ? 100_000 : null,
            };
            if (await Wire.TryConnectAsync(_server, packet) is var (other, answer))
            {
                if (answer is { ReasonCode: ReasonCode.Success, SessionPresent: false })
                {
                    Ledger.Report($"the session of {ClientId} is lost when it is taken over");
                }

                // What the first connection has received is handled before the other one may get it again.
                await reading;
                Task<bool> last = ReadAsync(other);
                await Task.Delay(Random.Next(10));
                other.Cut();
                await last;
                await other.DisposeAsync();
            }
        }

        wire.Cut();
        await reading;
    }

    private async Task<bool> ReadAsync(Wire wire)
    {
        while (await wire.TryReadAsync() is { } frame)
        {
            switch (frame.Type)
            {
                case PacketType.Publish:
                    await OnPublishAsync(wire, PublishPacket.Read(frame, Version));
                    break;
                case PacketType.PubRel:
                    ushort packetId = AckPacket.Read(frame, Version).PacketId;
                    lock (_gate)
                    {
                        _unreleased.Remove(packetId);
                    }

                    await wire.TrySendAsync(new AckPacket(PacketType.PubComp, packetId));
                    break;
                case PacketType.SubAck:
                    SubAckPacket subscribed = SubAckPacket.Read(frame, Version);
                    OnChanged(subscribed.PacketId, subscribed.ReasonCodes[0], isSubscribed: true);
                    break;
                case PacketType.UnsubAck:
                    OnChanged(UnsubAckPacket.Read(frame, Version).PacketId, ReasonCode.Success, isSubscribed: false);
                    break;
            }
        }

        return true;
    }

    private void OnChanged(ushort packetId, ReasonCode code, bool isSubscribed)
    {
        lock (_gate)
        {
            if (!_pending.Remove(packetId, out Interest? interest))
            {
                return;
            }

            if ((byte)code >= 0x80)
            {
                // Where that may be, it tries again on its next connection.
                if (!MayRefuse)
                {
                    Ledger.Report($"{ClientId}: {interest.Filter} was refused with {code}");
                }
            }
            else if (isSubscribed)
            {
                interest.OnSubscribed(Ledger.Now());
            }
            else
            {
                interest.OnUnsubscribed(Ledger.Now());
            }
        }
    }

    private async Task OnPublishAsync(Wire wire, PublishPacket packet)
    {
        string stream = Encoding.ASCII.GetString(packet.Topic.Span);
        int number = Ledger.ToNumber(packet.Payload.Span);
        lock (_gate)
        {
            if (packet.QoS != QoS.ExactlyOnce || _unreleased.Add(packet.PacketId))
            {
                OnMessage(stream, number);
            }
            else if (!packet.Duplicate)
            {
                Ledger.Report($"{ClientId}: {stream} {number} came under identifier {packet.PacketId}, which is not released, without DUP");
            }
        }

        // Now and then it goes before it has acknowledged.
        if (Random.Next(300) == 0 && !_stays)
        {
            wire.Cut();
            return;
        }

        await (packet.QoS switch
        {
            QoS.AtLeastOnce => wire.TrySendAsync(new AckPacket(PacketType.PubAck, packet.PacketId)),
            QoS.ExactlyOnce => wire.TrySendAsync(new AckPacket(PacketType.PubRec, packet.PacketId)),
            _ => Task.FromResult(true),
        });
    }

    private void OnMessage(string stream, int number)
    {
        Ledger.OnReceived();
        bool mayRepeat = stream[^1] == '1';
        if (stream[0] == 's')
        {
            _shared.OnReceived(stream, number, mayRepeat, ClientId);
            return;
        }

        (int last, HashSet<int> numbers) = _received.TryGetValue(stream, out var known) ? known : (-1, []);
        bool isNew = numbers.Add(number);
        if (!isNew && !mayRepeat)
        {
            Ledger.Report($"{ClientId} got {stream} {number} twice");
        }

        // One that was sent before the subscription may still come behind later ones: it was not acknowledged, and is sent again after a crash.
        Interest interest = Interests.Single(interest => interest.Prefix[0] == stream[0]);
        if (isNew && number < last && Ledger.SentAt(stream, number) > interest.Since)
        {
            Ledger.Report($"{ClientId} got {stream} {number} after {last}");
        }

        _received[stream] = (Math.Max(last, number), numbers);
        if (interest.Excludes(Ledger.SentAt(stream, number)))
        {
            Ledger.Report($"{ClientId} got {stream} {number}, which was sent after it had unsubscribed");
        }
    }
}
