namespace Topiary.Transport.Tests.WebSockets;

/// <summary>A WebSocket connection whose client end is bare TCP after the handshake, to send frames byte by byte.</summary>
internal sealed class WebSocketPeer : IAsyncDisposable
{
    private readonly TcpTransportListener _listener;
    private readonly TransportConnection _client;

    private WebSocketPeer(TcpTransportListener listener, TransportConnection client, TransportConnection server)
    {
        _listener = listener;
        _client = client;
        Connection = new PacketConnection(server, PacketConnectionOptions.Default, Sink, TimeProvider.System);
        End = Connection.RunAsync();
    }

    public RecordingSink Sink { get; } = new();

    public PacketConnection Connection { get; }

    public Task<ConnectionEnd> End { get; }

    public static async Task<WebSocketPeer> StartAsync()
    {
        var listener = new TcpTransportListener(MqttAddress.Parse("tcp://127.0.0.1:0"));
        await listener.StartAsync(default);
        TransportConnection client = await new TcpConnector().ConnectAsync(MqttAddress.Parse(listener.Address), default);
        TransportConnection raw = (await listener.AcceptAsync(default).AsTask().Soon())!;
        await client.SendAsync(HandshakeTests.Request().Select(c => (byte)c).ToArray(), default);
        var handshake = new WebSocketServerHandshake(MqttAddress.Parse("ws://x/mqtt"), null, TransportListenerOptions.Default);
        return new WebSocketPeer(listener, client, await handshake.PerformAsync(raw, default));
    }

    public async Task SendAsync(byte[] bytes) => await _client.SendAsync(bytes, default);

    public async Task CloseAsync() => await _client.DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await Connection.DisposeAsync();
        await _listener.DisposeAsync();
    }
}
