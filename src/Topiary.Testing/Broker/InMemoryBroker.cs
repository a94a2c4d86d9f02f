using System.Text;
using Topiary.Broker;
using Topiary.Transport;

namespace Topiary.Testing;

/// <summary>
/// The real broker on a network in memory, with a clock that only the test moves. For tests of code that uses the untyped client;
/// contracts and handlers are tested with <see cref="MqttTestHost"/>. Thread-safe.
/// </summary>
public sealed class InMemoryBroker : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<MqttClient> _clients = [];
    private readonly MemoryNetwork _network = new();
    private readonly TransportRegistry _transports;

    /// <summary>Starts a broker.</summary>
    /// <param name="configure">Changes its options; listeners, network and clock are given.</param>
    public InMemoryBroker(Action<MqttBrokerOptions>? configure = null)
    {
        var options = new MqttBrokerOptions { SystemTopicInterval = TimeSpan.Zero };
        configure?.Invoke(options);
        options.Listeners.Clear();
        options.Listeners.Add(Address);
        options.TimeProvider = Time;
        options.MemoryNetwork = _network;
        options.PublishObserver = Log;
        Broker = new MqttBroker(options);
        _transports = TransportRegistry.CreateDefault().AddMemory(_network);
        Faults = new MqttFaults(_network, Broker, Time);
        Time.Settle = () => Settling.Wait(IsQuiet, Activity);

        // Over memory there is nothing to wait for.
        Broker.StartAsync().AsTask().GetAwaiter().GetResult();
    }

    /// <summary>Address of the broker, for clients that have its network.</summary>
    public string Address { get; } = "memory:broker";

    /// <summary>The clock of the broker and of every client made here.</summary>
    public VirtualTime Time { get; } = new();

    /// <summary>Faults between the clients and the broker.</summary>
    public MqttFaults Faults { get; }

    /// <summary>How long <see cref="IdleAsync"/> waits, in real time; 10 seconds by default.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The broker itself.</summary>
    public MqttBroker Broker { get; }

    internal PublishLog Log { get; } = new();

    /// <summary>Starts a broker.</summary>
    /// <param name="configure">Changes its options; listeners, network and clock are given.</param>
    /// <returns>The running broker.</returns>
    public static Task<InMemoryBroker> StartAsync(Action<MqttBrokerOptions>? configure = null) => Task.FromResult(new InMemoryBroker(configure));

    /// <summary>Makes a client of this broker; it connects with <see cref="IMqttClient.ConnectAsync"/>. It is disposed with the broker.</summary>
    /// <param name="configure">Changes its options; broker, network and clock are given.</param>
    /// <returns>The client.</returns>
    public MqttClient CreateClient(Func<MqttClientOptions, MqttClientOptions>? configure = null)
    {
        var options = new MqttClientOptions();
        var client = MqttClient.Create(ConnectHere(configure?.Invoke(options) ?? options));
        Watch(client);
        return client;
    }

    /// <summary>The messages that were published so far, in order.</summary>
    /// <param name="filter">Filter that their topics match.</param>
    /// <returns>The messages, by whomever they were published.</returns>
    public IReadOnlyList<MqttMessage> Published(string filter = "#") => [.. Log.Matching(filter).Select(ToMessage)];

    /// <summary>Waits, in real time, until no packet is under way and every client has its acknowledgements.</summary>
    /// <param name="ct">Stops the wait.</param>
    /// <returns>Completes when all is quiet.</returns>
    /// <exception cref="TimeoutException">It does not become quiet within <see cref="IdleTimeout"/>; the message says why.</exception>
    public Task IdleAsync(CancellationToken ct = default) => Settling.WaitAsync(Obstacle, Activity, IdleTimeout, ct);

    /// <summary>Stops the clients made here, and the broker.</summary>
    /// <returns>Completes when they have stopped.</returns>
    public async ValueTask DisposeAsync()
    {
        List<MqttClient> clients;
        lock (_gate)
        {
            clients = [.. _clients];
            _clients.Clear();
        }

        foreach (var client in clients)
        {
            await client.DisposeAsync().ConfigureAwait(false);
        }

        await Broker.DisposeAsync().ConfigureAwait(false);
    }

    internal MqttClientOptions ConnectHere(MqttClientOptions options) =>
        options with { Brokers = [Address], Transports = _transports, TimeProvider = Time };

    internal void Watch(MqttClient client)
    {
        lock (_gate)
        {
            _clients.Add(client);
        }
    }

    /// <summary>What is still under way; null when nothing is.</summary>
    internal string? Obstacle()
    {
        if (!_network.IsQuiet)
        {
            return "packets are under way";
        }

        lock (_gate)
        {
            return _clients.Select(ObstacleOf).FirstOrDefault(reason => reason is not null);
        }
    }

    /// <summary>A number that changes whenever a message moves.</summary>
    internal long Activity()
    {
        lock (_gate)
        {
            var sum = 0L;
            foreach (var client in _clients)
            {
                var statistics = client.Statistics;
                sum += statistics.Published + statistics.Received + statistics.Dropped + (17L * statistics.Unacknowledged) + (31L * (int)client.State);
            }

            return sum;
        }
    }

    /// <summary>Nothing is under way, and every client knows whether it still has a connection.</summary>
    private bool IsQuiet()
    {
        if (!_network.IsQuiet)
        {
            return false;
        }

        var open = _network.Links.Count(static link => !link.ToServer.IsClosed);
        lock (_gate)
        {
            return _clients.Count(client => client.State == MqttClientState.Connected) <= open;
        }
    }

    private static string? ObstacleOf(MqttClient client)
    {
        var statistics = client.Statistics;
        return (statistics.InFlight, statistics.Queued, statistics.Unacknowledged, statistics.PendingSubscriptions) switch
        {
            ( > 0, _, _, _) => $"client '{client.ClientId}' ({client.State}) waits for {statistics.InFlight} acknowledgements",
            (_, > 0, _, _) => $"client '{client.ClientId}' ({client.State}) has {statistics.Queued} messages to send",
            (_, _, > 0, _) => $"client '{client.ClientId}' ({client.State}) has {statistics.Unacknowledged} messages to acknowledge",
            (_, _, _, > 0) => $"client '{client.ClientId}' ({client.State}) has {statistics.PendingSubscriptions} subscriptions to be answered",
            _ => null,
        };
    }

    private static MqttMessage ToMessage(RecordedMessage message)
    {
        var properties = new Protocol.PublishProperties(message.Properties);
        return new MqttMessage
        {
            Topic = Encoding.UTF8.GetString(message.Topic),
            Payload = message.Payload,
            QoS = message.QoS,
            Retain = message.Retain,
            UserProperties = properties.UserProperties.ToUserProperties(),
            ContentType = properties.HasContentType ? Encoding.UTF8.GetString(properties.ContentType.Span) : null,
            ResponseTopic = properties.HasResponseTopic ? Encoding.UTF8.GetString(properties.ResponseTopic.Span) : null,
            CorrelationData = properties.CorrelationData.ToArray(),
            Expiry = message.ExpirySeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            PayloadFormatIndicator = properties.PayloadFormatIndicator,
        };
    }
}
