using Topiary.Protocol;
using Topiary.Transport;

namespace Topiary.Client.Tests.Scripting;

/// <summary>A listener in memory whose connections a test plays by hand, and clients of it on a manual clock.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly MemoryListener _listener;
    private readonly List<IAsyncDisposable> _owned = [];

    private ScriptedServer(MemoryNetwork network, string name)
    {
        Network = network;
        Address = $"memory:{name}";
        _listener = new MemoryListener(network, name);
    }

    public MemoryNetwork Network { get; }

    public string Address { get; }

    public ManualTime Time { get; } = new();

    public MqttVersion Version { get; init; } = MqttVersion.V500;

    public static async Task<ScriptedServer> StartAsync(MqttVersion version = MqttVersion.V500, MemoryNetwork? network = null, string name = "broker")
    {
        var server = new ScriptedServer(network ?? new MemoryNetwork(), name) { Version = version };
        await server._listener.StartAsync(CancellationToken.None);
        return server;
    }

    public MqttClientOptions Options() => new()
    {
        Brokers = [Address],
        ClientId = "test",
        ProtocolVersion = Version,
        TimeProvider = Time,
        KeepAlive = TimeSpan.Zero,
        TopicAliasMaximum = 0,
        Transports = TransportRegistry.CreateDefault().AddMemory(Network),
        ReconnectDelayMax = TimeSpan.FromSeconds(1),
        NextRandom = static () => 0,
    };

    public MqttClient Client(Func<MqttClientOptions, MqttClientOptions>? configure = null)
    {
        MqttClientOptions options = Options();
        MqttClient client = MqttClient.Create(configure is null ? options : configure(options));
        _owned.Add(client);
        StateRecorder.Of(client);
        return client;
    }

    public async Task<TransportConnection> AcceptRawAsync()
    {
        using var patience = new CancellationTokenSource(s_patience);
        return (await _listener.AcceptAsync(patience.Token))!;
    }

    /// <summary>The next connection, with CONNECT received.</summary>
    public async Task<ServerPeer> NextAsync(MqttVersion? version = null)
    {
        var peer = new ServerPeer(await AcceptRawAsync(), version ?? Version);
        _owned.Add(peer);
        await peer.ExpectConnectAsync();
        return peer;
    }

    /// <summary>The next connection, with CONNACK sent.</summary>
    public async Task<ServerPeer> AcceptAsync(bool sessionPresent = false)
    {
        ServerPeer peer = await NextAsync();
        peer.Accept(sessionPresent);
        return peer;
    }

    /// <summary>A client that is connected, and the other end.</summary>
    public async Task<(MqttClient Client, ServerPeer Peer)> ConnectAsync(Func<MqttClientOptions, MqttClientOptions>? configure = null, ConnAckPacket? answer = null)
    {
        MqttClient client = Client(configure);
        Task connect = client.ConnectAsync().AsTask();
        ServerPeer peer = await NextAsync();
        peer.Send(answer ?? new ConnAckPacket());
        await connect.WaitAsync(s_patience);
        return (client, peer);
    }

    /// <summary>Lets the back-off pass and plays the next connection.</summary>
    public async Task<ServerPeer> ReconnectAsync(MqttClient client, bool sessionPresent)
    {
        await WaitOutBackoffAsync(client);
        ServerPeer peer = await AcceptAsync(sessionPresent);
        await client.UntilAsync(MqttClientState.Connected);
        return peer;
    }

    /// <summary>Just so long, since what the next attempt begins runs on the same clock.</summary>
    public async Task WaitOutBackoffAsync(MqttClient client)
    {
        MqttClientStateChange change = await client.UntilAsync(MqttClientState.Reconnecting);
        Time.Advance(change.RetryDelay!.Value);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable owned in Enumerable.Reverse(_owned))
        {
            await owned.DisposeAsync();
        }

        await _listener.DisposeAsync();
    }
}
