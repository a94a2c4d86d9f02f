using System.Text;

namespace Topiary.Crash;

/// <summary>
/// Publishes to streams of its own, several messages under way at a time, and sends again what was not acknowledged. A stream of retained messages holds its
/// number as payload, or nothing when the message clears the topic.
/// </summary>
internal sealed class Publisher(string clientId, MqttVersion version, IServer server, Ledger ledger, int seed, int window)
    : Client(clientId, version, server, ledger, seed)
{
    private readonly List<Flight> _flights = [];
    private readonly Lock _gate = new();
    private volatile bool _isQuiet;

    /// <summary>Begins nothing new.</summary>
    public void BeQuiet() => _isQuiet = true;

    /// <summary>Whether everything is acknowledged.</summary>
    public bool IsDone
    {
        get
        {
            lock (_gate)
            {
                return _flights.Count == 0;
            }
        }
    }

    protected override async Task ServeAsync(Wire wire)
    {
        Task<bool> reading = ReadAsync(wire);
        Flight[] open;
        lock (_gate)
        {
            open = [.. _flights];
        }

        foreach (Flight flight in open)
        {
            await (flight.IsReceived ? wire.TrySendAsync(new AckPacket(PacketType.PubRel, flight.PacketId)) : wire.TrySendAsync(ToPacket(flight, duplicate: true)));
        }

        while (!reading.IsCompleted && !IsStopping)
        {
            if (_isQuiet || !await TryPublishAsync(wire))
            {
                await Task.Delay(1);
            }
        }

        wire.Cut();
        await reading;
    }

    private async Task<bool> TryPublishAsync(Wire wire)
    {
        Flight flight;
        lock (_gate)
        {
            if (_flights.Count >= window)
            {
                return false;
            }

            var qos = (QoS)Random.Next(3);
            bool isRetained = Random.Next(5) == 0;
            string kind = isRetained ? "r" : Random.Next(3) switch { 0 => "d", 1 => "x", _ => "s" };
            string stream = $"{kind}/{ClientId}/{(int)(isRetained ? QoS.AtLeastOnce : qos)}";
            qos = isRetained ? QoS.AtLeastOnce : qos;
            int number = Ledger.OnSending(stream);
            ushort packetId = qos == QoS.AtMostOnce ? (ushort)0 : NextPacketId(id => _flights.Exists(f => f.PacketId == id));
            flight = new Flight(stream, number, qos, packetId, Random.Next(200) == 0 ? 70_000 : Random.Next(300));
            if (qos != QoS.AtMostOnce)
            {
                _flights.Add(flight);
            }
        }

        return await wire.TrySendAsync(ToPacket(flight, duplicate: false));
    }

    // Every seventh retained message clears its topic.
    private static PublishPacket ToPacket(Flight flight, bool duplicate)
    {
        bool isRetained = flight.Stream[0] == 'r';
        return new PublishPacket
        {
            Topic = Encoding.ASCII.GetBytes(flight.Stream),
            Payload = isRetained && RetainedReader.Clears(flight.Number) ? default : Ledger.ToPayload(flight.Number, flight.Size),
            QoS = flight.QoS,
            Retain = isRetained,
            PacketId = flight.PacketId,
            Duplicate = duplicate && flight.QoS != QoS.AtMostOnce,
        };
    }

    private async Task<bool> ReadAsync(Wire wire)
    {
        while (await wire.TryReadAsync() is { } frame)
        {
            if (frame.Type is PacketType.PubAck or PacketType.PubRec or PacketType.PubComp)
            {
                var packet = AckPacket.Read(frame, Version);
                if (frame.Type != PacketType.PubComp && (byte)packet.ReasonCode >= 0x80)
                {
                    OnRefused(packet);
                }
                else if (OnAcknowledged(frame.Type, packet.PacketId))
                {
                    await wire.TrySendAsync(new AckPacket(PacketType.PubRel, packet.PacketId));
                }
            }
        }

        return true;
    }

    private void OnRefused(AckPacket packet)
    {
        if (!MayRefuse)
        {
            Ledger.Report($"{ClientId}: message {packet.PacketId} was refused with {packet.ReasonCode}");
        }

        lock (_gate)
        {
            _flights.RemoveAll(flight => flight.PacketId == packet.PacketId);
        }
    }

    // True: PUBREL is to be sent.
    private bool OnAcknowledged(PacketType type, ushort packetId)
    {
        lock (_gate)
        {
            int index = _flights.FindIndex(flight => flight.PacketId == packetId);
            if (index < 0)
            {
                Ledger.Report($"{ClientId}: {type} for an unknown message {packetId}");
                return false;
            }

            Flight flight = _flights[index];
            if (type == PacketType.PubComp)
            {
                _flights.RemoveAt(index);
                return false;
            }

            Ledger.OnAcknowledged(flight.Stream, flight.Number);
            if (type == PacketType.PubAck)
            {
                _flights.RemoveAt(index);
                return false;
            }

            _flights[index] = flight with { IsReceived = true };
            return true;
        }
    }

    private sealed record Flight(string Stream, int Number, QoS QoS, ushort PacketId, int Size)
    {
        public bool IsReceived { get; init; }
    }
}
