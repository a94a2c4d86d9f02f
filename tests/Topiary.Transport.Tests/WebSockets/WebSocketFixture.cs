using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;

namespace Topiary.Transport.Tests.WebSockets;

/// <summary>A WebSocket listener at loopback, and peers that are not ours.</summary>
internal sealed class WebSocketFixture : IAsyncDisposable
{
    private WebSocketFixture(ITransportListener listener, Recorder log)
    {
        Listener = listener;
        Log = log;
    }

    public ITransportListener Listener { get; }

    public Recorder Log { get; }

    public static async Task<WebSocketFixture> StartAsync(Func<TransportListenerOptions, TransportListenerOptions>? with = null)
    {
        var log = new Recorder();
        var options = new TransportListenerOptions { LoggerFactory = log };
        ITransportListener listener = TransportRegistry.CreateDefault(listening: with?.Invoke(options) ?? options).CreateListener(MqttAddress.Parse("ws://127.0.0.1:0/mqtt"));
        await listener.StartAsync(default);
        return new WebSocketFixture(listener, log);
    }

    public async Task<ClientWebSocket> ConnectAsync(params string[] protocols)
    {
        var socket = new ClientWebSocket();
        foreach (string protocol in protocols)
        {
            socket.Options.AddSubProtocol(protocol);
        }

        await socket.ConnectAsync(new Uri(Listener.Address), CancellationToken.None).Soon();
        return socket;
    }

    public async Task<TransportConnection> AcceptAsync() => (await Listener.AcceptAsync(default).AsTask().Soon())!;

    /// <summary>Sends bytes and reads the answer to its end, or to the first frame after the head.</summary>
    public async Task<string> ExchangeAsync(string request)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync("127.0.0.1", MqttAddress.Parse(Listener.Address).Port);
        await socket.SendAsync(Encoding.Latin1.GetBytes(request));
        var answer = new StringBuilder();
        byte[] buffer = new byte[4096];
        int received;
        while ((received = await socket.ReceiveAsync(buffer).Soon()) > 0)
        {
            answer.Append(Encoding.Latin1.GetString(buffer, 0, received));
            if (answer.ToString().StartsWith("HTTP/1.1 101", StringComparison.Ordinal))
            {
                break;
            }
        }

        return answer.ToString();
    }

    public async ValueTask DisposeAsync() => await Listener.DisposeAsync();
}
