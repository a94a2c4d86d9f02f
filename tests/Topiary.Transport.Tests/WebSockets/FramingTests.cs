using System.Net.WebSockets;

namespace Topiary.Transport.Tests.WebSockets;

/// <summary>Packets do not care where frames begin and end (MQTT-6.0.0-2), and only binary frames carry them (MQTT-6.0.0-1).</summary>
public sealed class FramingTests
{
    private static readonly byte[] s_packets = [.. new RawPacket(1, 0, 3).ToArray(), .. new RawPacket(1, 1, 0).ToArray(), .. new RawPacket(1, 2, 150).ToArray()];

    public static TheoryData<bool> Messages() => [true, false];

    [Theory]
    [MemberData(nameof(Messages))]
    public async Task Packets_are_split_over_frames_at_every_boundary(bool ofOneMessage)
    {
        await using WebSocketFixture fixture = await WebSocketFixture.StartAsync();
        using ClientWebSocket peer = await fixture.ConnectAsync("mqtt");
        var sink = new RecordingSink();
        await using var connection = new PacketConnection(await fixture.AcceptAsync(), PacketConnectionOptions.Default, sink, TimeProvider.System);
        Task<ConnectionEnd> end = connection.RunAsync();
        for (int cut = 0; cut <= s_packets.Length; cut++)
        {
            await peer.SendAsync(s_packets.AsMemory(0, cut), WebSocketMessageType.Binary, endOfMessage: !ofOneMessage, default);
            await peer.SendAsync(s_packets.AsMemory(cut), WebSocketMessageType.Binary, endOfMessage: true, default);
            await ExpectAsync(sink);
        }

        await peer.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, default);
        Assert.Equal(ConnectionEndReason.PeerClosed, (await end.Soon()).Reason);
    }

    [Fact]
    public async Task Packets_come_a_byte_a_frame_and_all_in_one()
    {
        await using WebSocketFixture fixture = await WebSocketFixture.StartAsync();
        using ClientWebSocket peer = await fixture.ConnectAsync("mqtt");
        var sink = new RecordingSink();
        await using var connection = new PacketConnection(await fixture.AcceptAsync(), PacketConnectionOptions.Default, sink, TimeProvider.System);
        _ = connection.RunAsync();
        for (int i = 0; i < s_packets.Length; i++)
        {
            await peer.SendAsync(s_packets.AsMemory(i, 1), WebSocketMessageType.Binary, true, default);
            await peer.SendAsync(ReadOnlyMemory<byte>.Empty, WebSocketMessageType.Binary, true, default);
        }

        await ExpectAsync(sink);
        byte[] many = [.. Enumerable.Repeat(s_packets, 1000).SelectMany(p => p)];
        await peer.SendAsync(many, WebSocketMessageType.Binary, true, default);
        for (int i = 0; i < 1000; i++)
        {
            await ExpectAsync(sink);
        }
    }

    [Fact]
    public async Task A_client_takes_packets_split_over_frames_at_every_boundary()
    {
        await using var listener = new TcpTransportListener(MqttAddress.Parse("tcp://127.0.0.1:0"));
        await listener.StartAsync(default);
        string address = listener.Address.Replace("tcp", "ws", StringComparison.Ordinal) + "/x";
        Task<TransportConnection> connecting = TransportRegistry.CreateDefault().ConnectAsync(MqttAddress.Parse(address), default).AsTask();
        TransportConnection raw = (await listener.AcceptAsync(default).AsTask().Soon())!;
        var handshake = new WebSocketServerHandshake(MqttAddress.Parse(address), null, TransportListenerOptions.Default);
        await using TransportConnection server = await handshake.PerformAsync(raw, default).AsTask().Soon();
        var sink = new RecordingSink();
        await using var client = new PacketConnection(await connecting.Soon(), PacketConnectionOptions.Default, sink, TimeProvider.System);
        _ = client.RunAsync();
        for (int cut = 0; cut <= s_packets.Length; cut++)
        {
            await server.SendAsync(s_packets.AsMemory(0, cut), default);
            await server.SendAsync(s_packets.AsMemory(cut), default);
            await ExpectAsync(sink);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_text_frame_ends_the_connection_with_1003(bool empty)
    {
        await using WebSocketFixture fixture = await WebSocketFixture.StartAsync();
        using ClientWebSocket peer = await fixture.ConnectAsync("mqtt");
        await using var connection = new PacketConnection(await fixture.AcceptAsync(), PacketConnectionOptions.Default, new RecordingSink(), TimeProvider.System);
        Task<ConnectionEnd> running = connection.RunAsync();
        await peer.SendAsync(empty ? ReadOnlyMemory<byte>.Empty : "hello"u8.ToArray(), WebSocketMessageType.Text, true, default);
        ConnectionEnd end = await running.Soon();
        Assert.Equal(ConnectionEndReason.TransportError, end.Reason);
        Assert.Contains("text frame", end.Exception!.Message);
        Task closing = connection.CloseAsync().AsTask();
        WebSocketReceiveResult result = await peer.ReceiveAsync(new byte[10], default).Soon();
        Assert.Equal((WebSocketMessageType.Close, WebSocketCloseStatus.InvalidMessageType), (result.MessageType, result.CloseStatus));
        peer.Abort();
        await closing.Soon();
    }

    [Fact]
    public async Task What_is_sent_leaves_in_binary_frames_of_at_most_64_KiB()
    {
        await using WebSocketFixture fixture = await WebSocketFixture.StartAsync();
        using ClientWebSocket peer = await fixture.ConnectAsync("mqtt");
        await using TransportConnection server = await fixture.AcceptAsync();
        Task sending = server.SendAsync(new byte[150_000], default).AsTask();
        var sizes = new List<int>();
        int size = 0;
        byte[] buffer = new byte[30_000];
        while (sizes.Sum() < 150_000)
        {
            WebSocketReceiveResult result = await peer.ReceiveAsync(buffer, default).Soon();
            Assert.Equal(WebSocketMessageType.Binary, result.MessageType);
            size += result.Count;
            if (result.EndOfMessage)
            {
                sizes.Add(size);
                size = 0;
            }
        }

        await sending.Soon();
        Assert.Equal([65_536, 65_536, 18_928], sizes);
    }

    [Fact]
    public async Task The_end_of_the_stream_without_a_close_frame_is_the_peers_end()
    {
        await using WebSocketFixture fixture = await WebSocketFixture.StartAsync();
        using ClientWebSocket peer = await fixture.ConnectAsync("mqtt");
        await using var connection = new PacketConnection(await fixture.AcceptAsync(), PacketConnectionOptions.Default, new RecordingSink(), TimeProvider.System);
        Task<ConnectionEnd> end = connection.RunAsync();
        peer.Abort();
        Assert.True((await end.Soon()).Reason is ConnectionEndReason.PeerClosed or ConnectionEndReason.TransportError);
    }

    [Fact]
    public async Task A_frame_against_the_protocol_is_a_failure_of_the_connection()
    {
        await using var listener = new TcpTransportListener(MqttAddress.Parse("tcp://127.0.0.1:0"));
        await listener.StartAsync(default);
        await using TransportConnection peer = await new TcpConnector().ConnectAsync(MqttAddress.Parse(listener.Address), default);
        TransportConnection raw = (await listener.AcceptAsync(default).AsTask().Soon())!;
        await peer.SendAsync(HandshakeTests.Request().Select(c => (byte)c).ToArray(), default);
        var handshake = new WebSocketServerHandshake(MqttAddress.Parse("ws://x/mqtt"), null, TransportListenerOptions.Default);
        await using var connection = new PacketConnection(await handshake.PerformAsync(raw, default), PacketConnectionOptions.Default, new RecordingSink(), TimeProvider.System);
        Task<ConnectionEnd> end = connection.RunAsync();

        // Reserved bits are set.
        await peer.SendAsync(new byte[] { 0xF2, 0x82, 0, 0, 0, 0, 0xC0, 0 }, default);
        ConnectionEnd how = await end.Soon();
        Assert.Equal(ConnectionEndReason.TransportError, how.Reason);
        Assert.IsType<MqttTransportException>(how.Exception);
    }

    private static async Task ExpectAsync(RecordingSink sink)
    {
        for (int i = 0; i < 3; i++)
        {
            Assert.True(RawPacket.TryRead(new(PacketType.Publish, 0, await sink.NextAsync()), out _, out int sequence));
            Assert.Equal(i, sequence);
        }
    }
}
