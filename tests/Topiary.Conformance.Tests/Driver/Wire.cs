using System.Text;
using Topiary.Protocol;
using Topiary.Transport;

namespace Topiary.Conformance.Tests;

/// <summary>One end of a connection that does nothing by itself: a test says what it sends and what it expects.</summary>
/// <param name="transport">The connection.</param>
/// <param name="version">The protocol that both ends speak.</param>
/// <param name="settle">Waits until everything sent on other connections of the subject has been dealt with; null when the subject is a client.</param>
internal sealed class Wire(TransportConnection transport, MqttVersion version, Func<Task>? settle) : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly Queue<Packet> _inbox = new();
    private byte[] _buffer = new byte[4096];
    private int _start;
    private int _end;
    private ushort _nextId;

    public MqttVersion Version { get; } = version;

    /// <summary>Whether a CONNACK with success has been read or sent here.</summary>
    public bool IsConnected { get; private set; }

    /// <summary>Whether the connection has ended, as seen from here.</summary>
    public bool HasEnded { get; private set; }

    public ushort NextId() => ++_nextId;

    /// <summary>Sends a packet in <see cref="Notation"/>.</summary>
    public async Task Send(string notation) => await SendBytes(Notation.Encode(notation, Version));

    public async Task SendBytes(params byte[] bytes) => await transport.SendAsync(bytes, CancellationToken.None);

    public async Task Send<TPacket>(TPacket packet)
        where TPacket : IOutboundPacket
    {
        byte[] bytes = new byte[packet.GetSize(Version)];
        packet.Write(bytes, Version);
        await SendBytes(bytes);
    }

    /// <summary>The next packet; null when the peer has closed.</summary>
    public async Task<Packet?> TryRead() => _inbox.TryDequeue(out Packet? waiting) ? waiting : await Receive();

    /// <summary>The next packet, which is of this type.</summary>
    public async Task<Packet> Expect(PacketType type)
    {
        Packet? packet = await TryRead();
        Assert.True(packet is not null, $"The peer closed the connection; {type} was expected");
        Assert.True(packet.Type == type, $"{type} was expected; there came {packet}");
        return packet;
    }

    /// <summary>The next packet has exactly these bytes, in <see cref="Notation"/>.</summary>
    public async Task Expect(string notation)
    {
        Packet? packet = await TryRead();
        Assert.True(packet is not null, $"The peer closed the connection; {notation} was expected");
        Assert.Equal(Convert.ToHexString(Notation.Encode(notation, Version)), Convert.ToHexString(packet.Bytes));
    }

    public async Task<ConnectPacket> ExpectConnect() => ConnectPacket.Read((await Expect(PacketType.Connect)).Frame);

    public async Task<ConnAckPacket> ExpectConnAck() => ConnAckPacket.Read((await Expect(PacketType.ConnAck)).Frame, Version);

    public async Task<PublishPacket> ExpectPublish() => (await Expect(PacketType.Publish)).AsPublish();

    public async Task<PublishPacket> ExpectPublish(string topic, string payload)
    {
        PublishPacket packet = await ExpectPublish();
        Assert.Equal((topic, payload), (Encoding.UTF8.GetString(packet.Topic.Span), Encoding.UTF8.GetString(packet.Payload.Span)));
        return packet;
    }

    /// <summary>An acknowledgement for this packet identifier.</summary>
    public async Task<AckPacket> ExpectAck(PacketType type, ushort id)
    {
        AckPacket packet = (await Expect(type)).AsAck();
        Assert.Equal(id, packet.PacketId);
        return packet;
    }

    public async Task<SubAckPacket> ExpectSubAck() => SubAckPacket.Read((await Expect(PacketType.SubAck)).Frame, Version);

    public async Task<UnsubAckPacket> ExpectUnsubAck() => UnsubAckPacket.Read((await Expect(PacketType.UnsubAck)).Frame, Version);

    /// <summary>The peer closes without another packet.</summary>
    public async Task ExpectClosed()
    {
        Packet? packet = await TryRead();
        Assert.True(packet is null, $"The connection should have been closed; there came {packet}");
    }

    /// <summary>An MQTT 5 peer sends DISCONNECT with this reason; then the connection is closed, and nothing follows.</summary>
    public async Task ExpectClosed(ReasonCode reason)
    {
        if (Version == MqttVersion.V500)
        {
            Packet packet = await Expect(PacketType.Disconnect);
            Assert.Equal(reason, DisconnectPacket.Read(packet.Frame, Version).ReasonCode);
        }

        await ExpectClosed();
    }

    /// <summary>All that has been sent on any connection of the subject has been dealt with, and nothing came of it here.</summary>
    public async Task ExpectNothing()
    {
        await Settle();
        Assert.Empty(_inbox.Select(packet => packet.ToString()));
    }

    /// <summary>
    /// Waits until the subject has dealt with all that was sent here; what comes meanwhile stays to be expected.
    /// A broker answers PINGREQ, a client a PUBREL that it knows nothing of.
    /// </summary>
    public async Task Sync()
    {
        if (HasEnded)
        {
            return;
        }

        try
        {
            await Send(settle is null ? "62 ~ #65535 {92}" : "C0 00");
        }
        catch (MqttTransportException)
        {
            // Closed by the peer: there is still to be read what it sent before.
        }

        while (await Receive() is { } packet && packet.Type != (settle is null ? PacketType.PubComp : PacketType.PingResp))
        {
            _inbox.Enqueue(packet);
        }
    }

    /// <summary>A packet that has come already; null when there is none.</summary>
    public Packet? TakeWaiting() => _inbox.TryDequeue(out Packet? packet) ? packet : null;

    /// <summary>The payloads of the messages that have come, after everything sent was dealt with.</summary>
    public async Task<List<string>> Payloads()
    {
        await Settle();
        var payloads = new List<string>();
        while (_inbox.TryDequeue(out Packet? packet))
        {
            Assert.Equal(PacketType.Publish, packet.Type);
            payloads.Add(Encoding.UTF8.GetString(packet.AsPublish().Payload.Span));
        }

        return payloads;
    }

    /// <summary>Subscribes and reads the answer, which must be this.</summary>
    public async Task Subscribe(string filter, QoS qos = QoS.AtMostOnce, uint identifier = 0, bool noLocal = false, bool retainAsPublished = false, RetainHandling handling = RetainHandling.SendAtSubscribe)
    {
        await Send(new SubscribePacket
        {
            PacketId = NextId(),
            Subscriptions = [new SubscriptionRequest(filter, new SubscriptionOptions(qos, noLocal, retainAsPublished, handling))],
            SubscriptionIdentifier = identifier == 0 ? null : identifier,
        });
        SubAckPacket answer = await ExpectSubAck();
        Assert.Equal((ReasonCode)qos, Assert.Single(answer.ReasonCodes));
    }

    public async Task Unsubscribe(string filter)
    {
        await Send(new UnsubscribePacket { PacketId = NextId(), Filters = [filter] });
        await ExpectUnsubAck();
    }

    /// <summary>Sends a PUBLISH and waits for nothing.</summary>
    public Task Publish(string topic, string payload, QoS qos = QoS.AtMostOnce, bool retain = false, ushort id = 0) => Send(new PublishPacket
    {
        Topic = Encoding.UTF8.GetBytes(topic),
        Payload = Encoding.UTF8.GetBytes(payload),
        QoS = qos,
        Retain = retain,
        PacketId = qos == QoS.AtMostOnce ? (ushort)0 : id != 0 ? id : NextId(),
    });

    public Task Ack(PacketType type, ushort id, ReasonCode code = ReasonCode.Success) => Send(new AckPacket(type, id, code));

    /// <summary>Answers a CONNECT; the client side of the connection is the subject.</summary>
    public async Task Accept(ConnAckPacket? answer = null)
    {
        await Send(answer ?? new ConnAckPacket());
        IsConnected = true;
    }

    /// <summary>Breaks the connection without a word.</summary>
    public void Cut()
    {
        HasEnded = true;
        transport.Abort();
    }

    public ValueTask DisposeAsync() => transport.DisposeAsync();

    private async Task Settle()
    {
        if (settle is not null)
        {
            await settle();
        }

        await Sync();
    }

    private async Task<Packet?> Receive()
    {
        while (true)
        {
            ReadOnlySpan<byte> unread = _buffer.AsSpan(_start, _end - _start);
            if (FrameReader.TryReadHeader(unread, Version, int.MaxValue, out FrameHeader header) && unread.Length >= header.TotalLength)
            {
                byte[] bytes = unread[..header.TotalLength].ToArray();
                _start += header.TotalLength;
                IsConnected |= header.Type == PacketType.ConnAck && bytes[3] == 0;
                return new Packet(new PacketFrame(header.Type, header.Flags, bytes.AsMemory(header.HeaderLength)), bytes, Version);
            }

            if (_end == _buffer.Length)
            {
                byte[] next = _start > 0 ? _buffer : new byte[_buffer.Length * 2];
                _buffer.AsSpan(_start, _end - _start).CopyTo(next);
                (_buffer, _end, _start) = (next, _end - _start, 0);
            }

            int received = await ReceiveBytes();
            if (received == 0)
            {
                HasEnded = true;
                return null;
            }

            _end += received;
        }
    }

    private async Task<int> ReceiveBytes()
    {
        try
        {
            return await transport.ReceiveAsync(_buffer.AsMemory(_end), CancellationToken.None).AsTask().WaitAsync(s_patience);
        }
        catch (MqttTransportException)
        {
            return 0;
        }
    }
}
