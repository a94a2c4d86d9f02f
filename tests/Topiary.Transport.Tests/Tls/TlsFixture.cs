using System.Net.Sockets;

namespace Topiary.Transport.Tests.Tls;

/// <summary>A TLS listener at loopback, and attempts to connect to it.</summary>
internal sealed class TlsFixture : IAsyncDisposable
{
    private TlsFixture(ITransportListener listener, Recorder log)
    {
        Listener = listener;
        Log = log;
    }

    public ITransportListener Listener { get; }

    public Recorder Log { get; }

    public string HostAddress => Listener.Address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    public static async Task<TlsFixture> StartAsync(TlsListenerOptions tls, Func<TransportListenerOptions, TransportListenerOptions>? with = null, string scheme = "mqtts")
    {
        var log = new Recorder();
        var options = new TransportListenerOptions { Tls = tls, LoggerFactory = log };
        ITransportListener listener = TransportRegistry.CreateDefault(listening: with?.Invoke(options) ?? options).CreateListener(MqttAddress.Parse($"{scheme}://127.0.0.1:0"));
        await listener.StartAsync(default);
        return new TlsFixture(listener, log);
    }

    public async Task<TransportConnection> ConnectAsync(TlsConnectorOptions tls, string? address = null, Recorder? log = null)
        => await TransportRegistry.CreateDefault(new TransportConnectorOptions { Tls = tls, LoggerFactory = log })
            .ConnectAsync(MqttAddress.Parse(address ?? HostAddress), default).AsTask().Soon();

    public async Task<MqttTransportException> FailAsync(TlsConnectorOptions tls, string? address = null)
        => await Assert.ThrowsAsync<MqttTransportException>(() => ConnectAsync(tls, address));

    public async Task<Socket> ConnectRawAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", MqttAddress.Parse(Listener.Address).Port);
        return socket;
    }

    public async ValueTask DisposeAsync() => await Listener.DisposeAsync();
}
