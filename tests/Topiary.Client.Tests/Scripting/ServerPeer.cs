using System.Threading.Channels;
using Topiary.Protocol;
using Topiary.Transport;

namespace Topiary.Client.Tests.Scripting;

/// <summary>The server's end of one connection: a test says what it sends and what it expects.</summary>
internal sealed class ServerPeer : IPacketSink, IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly Channel<PacketFrame> _packets = Channel.CreateUnbounded<PacketFrame>();
    private readonly PacketConnection _connection;
    private readonly Task<ConnectionEnd> _end;

    public ServerPeer(TransportConnection transport, MqttVersion version)
    {
        Version = version;
        _connection = new PacketConnection(transport, new PacketConnectionOptions { Version = version }, this, TimeProvider.System);
        _end = RunAsync();
    }

    public MqttVersion Version { get; }

    public ConnectPacket Connect { get; private set; } = null!;

    /// <summary>Packets that have arrived and were not expected yet.</summary>
    public int Waiting => _packets.Reader.Count;

    public PacketConnection Connection => _connection;

    public async Task<ConnectPacket> ExpectConnectAsync()
    {
        PacketFrame frame = await NextAsync();
        Connect = ConnectPacket.Read(frame);
        return Connect;
    }

    public async Task<PacketFrame> NextAsync()
    {
        using var patience = new CancellationTokenSource(s_patience);
        return await _packets.Reader.ReadAsync(patience.Token);
    }

    public async Task<PublishPacket> ExpectPublishAsync() => PublishPacket.Read(await NextAsync(), Version);

    public async Task<AckPacket> ExpectAckAsync(PacketType type)
    {
        PacketFrame frame = await NextAsync();
        Assert.Equal(type, frame.Type);
        return AckPacket.Read(frame, Version);
    }

    public async Task<SubscribePacket> ExpectSubscribeAsync() => SubscribePacket.Read(await NextAsync(), Version);

    public async Task<UnsubscribePacket> ExpectUnsubscribeAsync() => UnsubscribePacket.Read(await NextAsync(), Version);

    public async Task<DisconnectPacket> ExpectDisconnectAsync() => DisconnectPacket.Read(await NextAsync(), Version);

    public async Task ExpectAsync(PacketType type) => Assert.Equal(type, (await NextAsync()).Type);

    /// <summary>Waits until the client has closed the connection.</summary>
    public async Task<ConnectionEnd> EndAsync() => await _end.WaitAsync(s_patience);

    public void Send<TPacket>(in TPacket packet)
        where TPacket : IOutboundPacket
    {
        Assert.True(_connection.Output.TryWrite(in packet, Version));
        _connection.Output.Flush();
    }

    public void SendBytes(params byte[] bytes)
    {
        Assert.True(_connection.Output.TryWriteEncoded(bytes));
        _connection.Output.Flush();
    }

    public void Accept(bool sessionPresent = false) => Send(new ConnAckPacket { SessionPresent = sessionPresent });

    public void Ack(PacketType type, ushort id, ReasonCode code = ReasonCode.Success) => Send(new AckPacket(type, id, code));

    /// <summary>Answers the next SUBSCRIBE with success.</summary>
    public async Task<SubscribePacket> GrantAsync()
    {
        SubscribePacket packet = await ExpectSubscribeAsync();
        Send(new SubAckPacket { PacketId = packet.PacketId, ReasonCodes = [(ReasonCode)packet.Subscriptions[0].Options.MaximumQoS] });
        return packet;
    }

    /// <summary>Asserts that whatever the client has sent so far was expected: a PUBREL for an unknown identifier is answered after everything before it.</summary>
    public async Task ExpectNothingElseAsync()
    {
        Ack(PacketType.PubRel, 65_535, Version == MqttVersion.V500 ? ReasonCode.PacketIdentifierNotFound : ReasonCode.Success);
        AckPacket answer = await ExpectAckAsync(PacketType.PubComp);
        Assert.Equal(65_535, answer.PacketId);
    }

    public void Publish(string topic, string payload, QoS qos = QoS.AtMostOnce, ushort id = 0, bool duplicate = false, uint identifier = 0, bool retain = false) => Send(new PublishPacket
    {
        Topic = Text(topic),
        Payload = Text(payload),
        QoS = qos,
        PacketId = id,
        Duplicate = duplicate,
        Retain = retain,
        Properties = identifier == 0 ? default : new PublishProperties(default, subscriptionIdentifier: identifier),
    });

    public void Cut() => _connection.Abort();

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    ValueTask IPacketSink.OnPacketAsync(PacketFrame frame)
    {
        Assert.True(_packets.Writer.TryWrite(new PacketFrame(frame.Type, frame.Flags, frame.Body.ToArray())));
        return default;
    }

    void IPacketSink.OnBatchEnd()
    {
    }

    private static ReadOnlyMemory<byte> Text(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private async Task<ConnectionEnd> RunAsync()
    {
        ConnectionEnd end = await _connection.RunAsync();
        _packets.Writer.TryComplete();
        await _connection.DisposeAsync();
        return end;
    }
}
