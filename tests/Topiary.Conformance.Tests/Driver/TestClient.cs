using Topiary.Testing;
using Topiary.Transport;

namespace Topiary.Conformance.Tests;

/// <summary>The client under test, with a clock that only the test moves; the test plays its server.</summary>
internal sealed class TestClient : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly MemoryNetwork _network = new();
    private readonly VirtualTime _time = new();
    private readonly MemoryListener _listener;
    private readonly List<Wire> _wires = [];
    private readonly Lock _gate = new();
    private MqttClientStateChange? _last;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TestClient(MqttVersion version, Func<MqttClientOptions, MqttClientOptions>? with)
    {
        Version = version;
        _listener = new MemoryListener(_network, "server");
        var options = new MqttClientOptions
        {
            Brokers = ["memory:server"],
            ClientId = "c",
            ProtocolVersion = version,
            KeepAlive = TimeSpan.Zero,
            TimeProvider = _time,
            Transports = TransportRegistry.CreateDefault().AddMemory(_network),
        };
        Client = MqttClient.Create(with?.Invoke(options) ?? options);
        Client.StateChanged += (_, change) => OnChanged(change);
    }

    public MqttClient Client { get; }

    public MqttVersion Version { get; }

    /// <summary>Begins to connect; the server has accepted nothing yet.</summary>
    public static async Task<TestClient> Start(MqttVersion version = V500, Func<MqttClientOptions, MqttClientOptions>? with = null)
    {
        var test = new TestClient(version, with);
        await test._listener.StartAsync(CancellationToken.None);
        _ = test.Client.ConnectAsync().AsTask().ContinueWith(static task => task.Exception, TaskScheduler.Default);
        return test;
    }

    /// <summary>A client that is connected, and its server's end of the connection.</summary>
    public static async Task<(TestClient Test, Wire Server)> Connected(
        MqttVersion version = V500, Func<MqttClientOptions, MqttClientOptions>? with = null, ConnAckPacket? answer = null)
    {
        TestClient test = await Start(version, with);
        Wire server = await test.Open();
        await server.ExpectConnect();
        await server.Accept(answer);
        await test.WaitFor(MqttClientState.Connected);
        return (test, server);
    }

    /// <summary>The next connection of the client, of which nothing is read yet.</summary>
    public async Task<Wire> Open()
    {
        using var patience = new CancellationTokenSource(s_patience);
        var wire = new Wire((await _listener.AcceptAsync(patience.Token))!, Version, null);
        _wires.Add(wire);
        return wire;
    }

    /// <summary>Breaks the connection, lets the client wait its delay, and accepts the next.</summary>
    public async Task<Wire> Reconnect(Wire broken, bool sessionPresent)
    {
        broken.Cut();
        return await Reconnect(new ConnAckPacket { SessionPresent = sessionPresent });
    }

    public async Task<Wire> Reconnect(ConnAckPacket answer)
    {
        MqttClientStateChange change = await WaitFor(MqttClientState.Reconnecting);
        _time.Advance(change.RetryDelay!.Value);
        Wire server = await Open();
        await server.ExpectConnect();
        await server.Accept(answer);
        await WaitFor(MqttClientState.Connected);
        return server;
    }

    public void Advance(double seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));

    public async Task<MqttClientStateChange> WaitFor(MqttClientState state)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_last?.Current == state)
                {
                    return _last;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(s_patience);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Wire wire in _wires)
        {
            await wire.DisposeAsync();
        }

        await Client.DisposeAsync();
        await _listener.DisposeAsync();
    }

    private void OnChanged(MqttClientStateChange change)
    {
        lock (_gate)
        {
            _last = change;
            _changed.TrySetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
