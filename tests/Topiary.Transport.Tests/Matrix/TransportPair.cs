using System.Security.Cryptography.X509Certificates;

namespace Topiary.Transport.Tests.Matrix;

/// <summary>Both ends of a connection of one kind, made by listener and connector as a program makes them.</summary>
internal sealed class TransportPair : IAsyncDisposable
{
    private readonly ITransportListener _listener;

    private TransportPair(ITransportListener listener, TransportConnection client, TransportConnection server)
    {
        _listener = listener;
        Client = client;
        Server = server;
    }

    public TransportConnection Client { get; }

    public TransportConnection Server { get; }

    public static async Task<TransportPair> CreateAsync(TransportKind kind)
    {
        (string address, TransportRegistry registry) = Describe(kind);
        ITransportListener listener = registry.CreateListener(MqttAddress.Parse(address));
        await listener.StartAsync(default);
        Task<TransportConnection?> accept = listener.AcceptAsync(default).AsTask();
        TransportConnection client = await registry.ConnectAsync(MqttAddress.Parse(listener.Address), default).AsTask().Soon();
        return new TransportPair(listener, client, (await accept.Soon())!);
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Server.DisposeAsync();
        await _listener.DisposeAsync();
    }

    private static (string Address, TransportRegistry Registry) Describe(TransportKind kind)
    {
        bool mutual = kind == TransportKind.MutualTls;
        X509Certificate2? own = mutual ? TestCertificates.Client : null;
        var connecting = new TransportConnectorOptions { Tls = TestCertificates.Connecting with { Certificate = own } };
        var listening = new TransportListenerOptions
        {
            Tls = TestCertificates.Listening with
            {
                ClientCertificates = mutual ? ClientCertificateMode.Required : ClientCertificateMode.None,
                ClientAuthorities = [TestCertificates.Authority],
            },
        };
        string address = kind switch
        {
            TransportKind.Tcp => "tcp://127.0.0.1:0",
            TransportKind.Tls or TransportKind.MutualTls => "mqtts://127.0.0.1:0",
            TransportKind.WebSocket => "ws://127.0.0.1:0/mqtt",
            TransportKind.SecureWebSocket => "wss://127.0.0.1:0/mqtt?x=1",
            TransportKind.Unix => $"unix:{Path.Combine(Path.GetTempPath(), $"topiary-{Guid.NewGuid():N}.sock")}",
            _ => "memory:matrix",
        };
        return (address, TransportRegistry.CreateDefault(connecting, listening).AddMemory(new MemoryNetwork()));
    }
}
