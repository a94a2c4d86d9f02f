using Topiary.Protocol;
using Topiary.Transport;

namespace Topiary.Broker.Tests;

/// <summary>One end of a connection that sends and reads packets and does nothing by itself.</summary>
internal sealed class RawClient(TransportConnection transport, MqttVersion version) : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private byte[] _buffer = new byte[4096];
    private int _start;
    private int _end;
    private ushort _nextId;

    public MqttVersion Version { get; } = version;

    public ConnAckPacket ConnAck { get; set; } = new();

    public ushort NextId() => ++_nextId;

    public async Task SendAsync<TPacket>(TPacket packet)
        where TPacket : IOutboundPacket
    {
        var bytes = new byte[packet.GetSize(Version)];
        packet.Write(bytes, Version);
        await transport.SendAsync(bytes, CancellationToken.None);
    }

    public async Task SendRawAsync(params byte[] bytes) => await transport.SendAsync(bytes, CancellationToken.None);

    /// <summary>Sends bytes written as in the specification, for instance <c>"C0 00"</c>.</summary>
    public Task SendHexAsync(string hex) => SendRawAsync(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));

    /// <summary>The next packet; null when the broker has closed.</summary>
    public async Task<PacketFrame?> TryReadAsync()
    {
        while (true)
        {
            if (FrameReader.TryReadHeader(_buffer.AsSpan(_start, _end - _start), Version, int.MaxValue, out FrameHeader header)
                && _end - _start >= header.TotalLength)
            {
                byte[] body = _buffer.AsSpan(_start + header.HeaderLength, header.RemainingLength).ToArray();
                _start += header.TotalLength;
                return new PacketFrame(header.Type, header.Flags, body);
            }

            if (_end == _buffer.Length)
            {
                byte[] next = _start > 0 ? _buffer : new byte[_buffer.Length * 2];
                _buffer.AsSpan(_start, _end - _start).CopyTo(next);
                (_buffer, _end, _start) = (next, _end - _start, 0);
            }

            int received;
            try
            {
                received = await transport.ReceiveAsync(_buffer.AsMemory(_end), CancellationToken.None).AsTask().WaitAsync(s_patience);
            }
            catch (Exception e) when (e is MqttTransportException or IOException or ObjectDisposedException)
            {
                return null;
            }

            if (received == 0)
            {
                return null;
            }

            _end += received;
        }
    }

    public async Task<PacketFrame> ReadAsync(PacketType type)
    {
        PacketFrame? frame = await TryReadAsync();
        Assert.True(frame is not null, $"The broker closed the connection; {type} was expected");
        Assert.Equal(type, frame.Value.Type);
        return frame.Value;
    }

    public async Task<PublishPacket> ReadPublishAsync() => PublishPacket.Read(await ReadAsync(PacketType.Publish), Version);

    public async Task<AckPacket> ReadAckAsync(PacketType type) => AckPacket.Read(await ReadAsync(type), Version);

    /// <summary>Reads up to the answer to a PINGREQ: what came before it.</summary>
    public async Task<List<PacketFrame>> DrainAsync()
    {
        await SendAsync(default(PingReqPacket));
        var frames = new List<PacketFrame>();
        while (true)
        {
            PacketFrame? frame = await TryReadAsync();
            Assert.True(frame is not null, "The broker closed the connection");
            if (frame.Value.Type == PacketType.PingResp)
            {
                return frames;
            }

            frames.Add(frame.Value);
        }
    }

    /// <summary>The payloads of the messages that have arrived, as text.</summary>
    public async Task<List<string>> DrainPayloadsAsync()
        => [.. (await DrainAsync()).Where(frame => frame.Type == PacketType.Publish).Select(frame => PublishPacket.Read(frame, Version).Text())];

    public async Task AssertNothingAsync() => Assert.Empty((await DrainAsync()).Select(frame => frame.Type));

    public async Task<IReadOnlyList<ReasonCode>> SubscribeAsync(string filter, QoS qos = QoS.AtMostOnce, uint? identifier = null, bool noLocal = false,
        bool retainAsPublished = false, RetainHandling retainHandling = RetainHandling.SendAtSubscribe)
    {
        await SendAsync(new SubscribePacket
        {
            PacketId = NextId(),
            Subscriptions = [new SubscriptionRequest(filter, new SubscriptionOptions(qos, noLocal, retainAsPublished, retainHandling))],
            SubscriptionIdentifier = identifier,
        });
        return SubAckPacket.Read(await ReadAsync(PacketType.SubAck), Version).ReasonCodes;
    }

    public async Task<IReadOnlyList<ReasonCode>> UnsubscribeAsync(params string[] filters)
    {
        await SendAsync(new UnsubscribePacket { PacketId = NextId(), Filters = filters });
        return UnsubAckPacket.Read(await ReadAsync(PacketType.UnsubAck), Version).ReasonCodes;
    }

    /// <summary>Sends a PUBLISH and waits for nothing.</summary>
    public Task PublishAsync(string topic, string payload, QoS qos = QoS.AtMostOnce, bool retain = false, ushort id = 0, bool duplicate = false,
        PublishProperties properties = default) => SendAsync(new PublishPacket
        {
            Topic = System.Text.Encoding.UTF8.GetBytes(topic),
            Payload = System.Text.Encoding.UTF8.GetBytes(payload),
            QoS = qos,
            Retain = retain,
            PacketId = qos == QoS.AtMostOnce ? (ushort)0 : id != 0 ? id : NextId(),
            Duplicate = duplicate,
            Properties = properties,
        });

    /// <summary>Publishes at QoS 1 and waits for the PUBACK.</summary>
    public async Task<ReasonCode> PublishAckedAsync(string topic, string payload, bool retain = false, PublishProperties properties = default)
    {
        await PublishAsync(topic, payload, QoS.AtLeastOnce, retain, properties: properties);
        return (await ReadAckAsync(PacketType.PubAck)).ReasonCode;
    }

    /// <summary>Publishes at QoS 1 and waits for its PUBACK, taking those of earlier messages.</summary>
    public async Task PublishAckedAfterDrainAsync(string topic, string payload)
    {
        ushort id = NextId();
        await PublishAsync(topic, payload, QoS.AtLeastOnce, id: id);
        while ((await ReadAckAsync(PacketType.PubAck)).PacketId != id)
        {
        }
    }

    /// <summary>Publishes at QoS 1 to a topic that this client is subscribed to itself, and takes the message.</summary>
    public async Task PublishAckedAfterOwnMessageAsync(string topic, string payload)
    {
        await PublishAsync(topic, payload, QoS.AtLeastOnce);
        Assert.Equal(payload, (await ReadPublishAsync()).Text());
        Assert.Equal(ReasonCode.Success, (await ReadAckAsync(PacketType.PubAck)).ReasonCode);
    }

    /// <summary>This client is served as ever: nothing came that it did not ask for, and it subscribes, publishes, receives and unsubscribes.</summary>
    public async Task StillWorksAsync()
    {
        await AssertNothingAsync();
        await SubscribeAsync("ok", QoS.AtLeastOnce);
        await PublishAsync("ok", "served", QoS.AtLeastOnce);
        var types = new List<PacketType>();
        foreach (PacketFrame frame in await DrainAsync())
        {
            types.Add(frame.Type);
            if (frame.Type == PacketType.Publish)
            {
                PublishPacket message = PublishPacket.Read(frame, Version);
                Assert.Equal("served", message.Text());
                await AckAsync(PacketType.PubAck, message.PacketId);
            }
        }

        Assert.Equal([PacketType.Publish, PacketType.PubAck], types.Order());
        await UnsubscribeAsync("ok");
    }

    public Task AckAsync(PacketType type, ushort id, ReasonCode code = ReasonCode.Success) => SendAsync(new AckPacket(type, id, code));

    /// <summary>Waits for the broker to close; before that a DISCONNECT may come.</summary>
    public async Task<ReasonCode?> ReadEndAsync()
    {
        ReasonCode? reason = null;
        while (await TryReadAsync() is { } frame)
        {
            reason = frame.Type == PacketType.Disconnect ? DisconnectPacket.Read(frame, Version).ReasonCode : reason;
        }

        return reason;
    }

    /// <summary>Breaks the connection without a word.</summary>
    public void Cut() => transport.Abort();

    public ValueTask DisposeAsync() => transport.DisposeAsync();
}
