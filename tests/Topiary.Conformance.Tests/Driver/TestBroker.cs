using Topiary.Broker;
using Topiary.Testing;
using Topiary.Transport;

namespace Topiary.Conformance.Tests;

/// <summary>The broker under test, on a network in memory with a clock that only the test moves.</summary>
internal sealed class TestBroker : IAsyncDisposable
{
    private static readonly MqttAddress s_address = MqttAddress.Parse("memory:broker");

    private readonly MemoryNetwork _network = new();
    private readonly VirtualTime _time = new();
    private readonly List<Wire> _wires = [];
    private readonly MqttBroker _broker;

    private TestBroker(Action<MqttBrokerOptions>? configure)
    {
        var options = new MqttBrokerOptions
        {
            Listeners = { "memory:broker" },
            MemoryNetwork = _network,
            TimeProvider = _time,
            SystemTopicInterval = TimeSpan.Zero,

            // What a client asks for is what it gets, unless a test is about the limits.
            MaximumKeepAlive = null,
            MaximumKeepAliveMqtt3 = null,
            MaximumSessionExpiry = null,
        };
        configure?.Invoke(options);
        _broker = new MqttBroker(options);
    }

    public MqttBroker Broker => _broker;

    public static async Task<TestBroker> Start(Action<MqttBrokerOptions>? configure = null)
    {
        var broker = new TestBroker(configure);
        await broker._broker.StartAsync();
        return broker;
    }

    /// <summary>Opens a connection and sends nothing.</summary>
    public async Task<Wire> Open(MqttVersion version = MqttVersion.V500)
    {
        var wire = new Wire(await new MemoryConnector(_network).ConnectAsync(s_address, CancellationToken.None), version, Settle);
        _wires.Add(wire);
        return wire;
    }

    /// <summary>Opens a connection and sends a CONNECT in <see cref="Notation"/>.</summary>
    public async Task<Wire> Open(string connect, MqttVersion version = MqttVersion.V500)
    {
        Wire wire = await Open(version);
        await wire.Send(connect);
        return wire;
    }

    /// <summary>Connects a client with a new session that ends with the connection; the broker must accept it.</summary>
    public async Task<Wire> Connect(string clientId, MqttVersion version = MqttVersion.V500, Func<ConnectPacket, ConnectPacket>? with = null)
        => (await ConnectAnswered(clientId, version, with)).Wire;

    /// <summary>Connects a client that goes on with its session, which is kept after the connection.</summary>
    public Task<Wire> Resume(string clientId, MqttVersion version = MqttVersion.V500, Func<ConnectPacket, ConnectPacket>? with = null)
        => Connect(clientId, version, packet => Kept(with?.Invoke(packet) ?? packet));

    public async Task<(Wire Wire, ConnAckPacket Answer)> ConnectAnswered(string clientId, MqttVersion version = MqttVersion.V500, Func<ConnectPacket, ConnectPacket>? with = null)
    {
        Wire wire = await Open(version);
        var packet = new ConnectPacket { ClientId = clientId, CleanStart = true, Version = version };
        await wire.Send(with?.Invoke(packet) ?? packet);
        ConnAckPacket answer = await wire.ExpectConnAck();
        Assert.Equal(ReasonCode.Success, answer.ReasonCode);
        return (wire, answer);
    }

    /// <summary>Changes a CONNECT to ask for a session that is kept: Clean Start 0 and an hour; Clean Session 0 before MQTT 5.</summary>
    public static ConnectPacket Kept(ConnectPacket packet) => packet with
    {
        CleanStart = false,
        SessionExpiryInterval = packet.Version == MqttVersion.V500 ? packet.SessionExpiryInterval ?? 3600 : null,
    };

    /// <summary>Breaks a connection once all that was sent on it has arrived, and waits until the broker has noticed.</summary>
    public async Task Cut(Wire wire)
    {
        if (wire.IsConnected)
        {
            await wire.Sync();
        }

        wire.Cut();
        await Settle();
    }

    public async Task Advance(double seconds)
    {
        await Settle();
        _time.Advance(TimeSpan.FromSeconds(seconds));
    }

    /// <summary>Waits until everything that was sent has been dealt with, and every connection that has ended is cleared away.</summary>
    public async Task Settle()
    {
        foreach (Wire wire in _wires.Where(wire => wire.IsConnected))
        {
            await wire.Sync();
        }

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (_broker.GetStatistics().Connections != _wires.Count(wire => !wire.HasEnded))
        {
            Assert.False(patience.IsCancellationRequested, "The broker still holds a connection that has ended");
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Wire wire in _wires)
        {
            await wire.DisposeAsync();
        }

        await _broker.DisposeAsync();
    }
}
