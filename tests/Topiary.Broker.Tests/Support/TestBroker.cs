using Topiary.Protocol;
using Topiary.Transport;

namespace Topiary.Broker.Tests;

/// <summary>A broker on a memory network with a manual clock, and raw clients for it.</summary>
internal sealed class TestBroker : IAsyncDisposable
{
    private readonly List<RawClient> _clients = [];

    private TestBroker(MqttBroker broker, MemoryNetwork network, ManualTime time)
    {
        Broker = broker;
        Network = network;
        Time = time;
    }

    public MqttBroker Broker { get; }

    public MemoryNetwork Network { get; }

    public ManualTime Time { get; }

    public static async Task<TestBroker> StartAsync(Action<MqttBrokerOptions>? configure = null, ManualTime? time = null)
    {
        var network = new MemoryNetwork();
        time ??= new ManualTime();
        var options = new MqttBrokerOptions
        {
            Listeners = { "memory:test" },
            MemoryNetwork = network,
            TimeProvider = time,
            SystemTopicInterval = TimeSpan.Zero,

            // Hours pass in tests in which no client says a word.
            MaximumKeepAlive = null,
            MaximumKeepAliveMqtt3 = null,
            MaximumSessionExpiry = null,
        };
        configure?.Invoke(options);
        var broker = new MqttBroker(options);
        await broker.StartAsync();
        return new TestBroker(broker, network, time);
    }

    /// <summary>Opens a connection without sending anything.</summary>
    public async Task<RawClient> OpenAsync(MqttVersion version = MqttVersion.V500)
    {
        TransportConnection transport = await new MemoryConnector(Network).ConnectAsync(MqttAddress.Parse("memory:test"), CancellationToken.None);
        var client = new RawClient(transport, version);
        lock (_clients)
        {
            _clients.Add(client);
        }

        return client;
    }

    /// <summary>Connects a client that is expected to be accepted.</summary>
    public async Task<RawClient> ConnectAsync(string clientId, MqttVersion version = MqttVersion.V500, Func<ConnectPacket, ConnectPacket>? with = null)
    {
        RawClient client = await OpenAsync(version);
        var packet = new ConnectPacket { ClientId = clientId, CleanStart = true, Version = version };
        await client.SendAsync(with?.Invoke(packet) ?? packet);
        client.ConnAck = ConnAckPacket.Read(await client.ReadAsync(PacketType.ConnAck), version);
        Assert.Equal(ReasonCode.Success, client.ConnAck.ReasonCode);
        return client;
    }

    /// <summary>Connects a client whose session is kept for an hour, going on with the one it has.</summary>
    public Task<RawClient> ConnectKeptAsync(string clientId, Func<ConnectPacket, ConnectPacket>? with = null) => ConnectAsync(clientId, with: packet =>
    {
        packet = packet with { CleanStart = false, SessionExpiryInterval = 3600 };
        return with?.Invoke(packet) ?? packet;
    });

    /// <summary>Waits until a condition that the broker brings about on other threads holds.</summary>
    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            if (timeout.IsCancellationRequested)
            {
                Assert.Fail($"Never happened: {what}");
            }

            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (RawClient client in _clients)
        {
            await client.DisposeAsync();
        }

        await Broker.DisposeAsync();
    }
}
