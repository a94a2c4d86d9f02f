using Topiary.Transport;

namespace Topiary.Broker;

/// <summary>An MQTT broker for 3.1, 3.1.1 and 5.0, embeddable in any process.</summary>
/// <remarks>Threading: every member may be called by any thread; start and stop once.</remarks>
public sealed class MqttBroker : IAsyncDisposable
{
    /// <summary>Name of the <see cref="System.Diagnostics.Metrics.Meter"/> of running brokers: what <see cref="GetStatistics"/> tells.</summary>
    public const string MeterName = "Topiary.Broker";

    private readonly BrokerCore _core;
    private readonly IReadOnlyList<MqttAddress> _addresses;
    private readonly TransportListenerOptions[] _transports;
    private readonly ConnectionIntake _intake;
    private readonly bool _allowAnonymous;
    private readonly List<ListenerLoop> _listeners = [];
    private readonly SystemTopicPublisher _systemTopics;
    private BrokerMeter? _meter;
    private int _started;
    private bool _serving;
    private int _stopped;
    private bool _isServing;

    /// <summary>Creates a broker; it does nothing before <see cref="StartAsync"/>.</summary>
    /// <param name="options">How it works.</param>
    /// <exception cref="MqttBrokerOptionsException">An option has a value that cannot work.</exception>
    public MqttBroker(MqttBrokerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _addresses = OptionsValidator.Validate(options);
        _transports = [.. options.Listeners.Select(listener => OptionsValidator.TransportOf(options, listener))];
        _allowAnonymous = options.AllowAnonymous;
        _core = new BrokerCore(options, options.AllowAnonymous || IsOpenToAll(options));
        _intake = new ConnectionIntake(_core);
        _systemTopics = new SystemTopicPublisher(_core, GetStatistics);
    }

    /// <summary>The addresses that it listens at, with real ports, in the order of the options.</summary>
    public IReadOnlyList<string> Addresses => [.. _listeners.Select(listener => listener.Address)];

    /// <summary>
    /// Whether nothing is under way: everything written has been sent, and every connected client has acknowledged all that it was sent.
    /// </summary>
    public bool IsIdle => _core.Connections.All.All(connection => connection.IsIdle)
        && _core.Sessions.All.All(session => !session.Outbox.IsOnline || session.Outbox.Load is { Waiting: 0, Inflight: 0 });

    /// <summary>Whether it serves clients: started, and not yet stopping.</summary>
    public bool IsRunning => Volatile.Read(ref _serving) && Volatile.Read(ref _stopped) == 0;

    internal BrokerCore Core => _core;

    /// <summary>Loads what the store has kept, binds every listener and begins to accept.</summary>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <returns>Completes when clients can connect.</returns>
    /// <exception cref="MqttTransportException">A listener could not start.</exception>
    /// <exception cref="MqttException">The store could not be opened.</exception>
    public async ValueTask StartAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _started, 1) != 0)
        {
            throw new InvalidOperationException("The broker has been started already.");
        }

        try
        {
            await _core.LoadAsync(cancellationToken).ConfigureAwait(false);
            await BindAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await StopAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }

        _isServing = true;
        _meter = new BrokerMeter(GetStatistics, Addresses.Count > 0 ? Addresses[0] : "");
        _systemTopics.Start();
        Volatile.Write(ref _serving, true);
        _listeners.ForEach(listener => listener.Accept());
    }

    /// <summary>Accepts no more, tells the clients (reason 0x8B) and waits for their connections to end, at most as long as the options say.</summary>
    /// <param name="cancellationToken">Ends the wait; connections still open are cut.</param>
    /// <returns>Completes when nothing runs any more.</returns>
    public async ValueTask StopAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _stopped, 1) != 0)
        {
            return;
        }

        _meter?.Dispose();
        foreach (ListenerLoop listener in _listeners)
        {
            await listener.DisposeAsync().ConfigureAwait(false);
        }

        if (_core.Options.PublishWillsAtStop)
        {
            await _core.Sessions.PublishWillsAsync().ConfigureAwait(false);
        }

        foreach (ClientConnection connection in _core.Connections.All)
        {
            connection.Disconnect(ReasonCode.ServerShuttingDown, null);
        }

        Task all = Task.WhenAll(_core.Connections.Running);
        try
        {
            await all.WaitAsync(_core.Options.ShutdownTimeout, _core.Clock.Provider, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            foreach (ClientConnection connection in _core.Connections.All)
            {
                connection.Abort();
            }

            await all.ConfigureAwait(false);
        }

        await _core.DisposeAsync().ConfigureAwait(false);
        if (_isServing)
        {
            _core.Log.Stopped();
        }
    }

    /// <summary>
    /// Serves a connection that something else has accepted, such as a web server. As the broker cannot know who reaches it that way, anonymous clients
    /// are let in only if <see cref="MqttBrokerOptions.AllowAnonymous"/> says so.
    /// </summary>
    /// <param name="connection">The connection; owned from here on.</param>
    /// <returns>Completes when the connection has ended; at once when the broker does not run or has too many connections.</returns>
    public async Task ServeAsync(TransportConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        if (IsRunning && _intake.TryAdmit(connection, _allowAnonymous, _core.Durability.Default) is { } admitted)
        {
            if (!IsRunning)
            {
                // Stopped in between, so that stopping may not have seen it.
                admitted.Abort();
            }

            await admitted.Completion.ConfigureAwait(false);
        }
        else
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>What the broker holds and has done.</summary>
    /// <returns>The figures of this moment.</returns>
    public BrokerStatistics GetStatistics()
    {
        long waiting = 0;
        long inflight = 0;
        long waitingBytes = 0;
        foreach (Session session in _core.Sessions.All)
        {
            OutboxLoad load = session.Outbox.Load;
            waiting += load.Waiting;
            inflight += load.Inflight;
            waitingBytes += load.WaitingBytes;
        }

        BrokerCounters counters = _core.Counters;
        return new BrokerStatistics
        {
            Connections = _core.Connections.Count,
            ConnectionsAccepted = counters.ConnectionsAccepted,
            ConnectionsRefused = counters.ConnectionsRefused,
            Sessions = _core.Sessions.Count,
            Subscriptions = _core.Index.Count,
            RetainedMessages = _core.Retained.Count,
            RetainedBytes = _core.Retained.Bytes,
            QueuedMessages = waiting,
            QueuedBytes = waitingBytes,
            InflightMessages = inflight,
            MessagesReceived = counters.MessagesReceived,
            MessagesDelivered = counters.MessagesDelivered,
            MessagesDropped = counters.GetDropped(),
            LimitsReached = counters.GetLimits(),
            BytesReceived = counters.BytesReceived + _core.Connections.All.Sum(connection => connection.BytesReceived),
            BytesSent = counters.BytesSent + _core.Connections.All.Sum(connection => connection.BytesSent),
            Store = _core.Store?.GetStatistics(),
        };
    }

    /// <summary>
    /// Asks the authorizer again after rights have changed, and drops what is forbidden by now: subscriptions, messages that wait for a session, retained messages.
    /// What is under way to a connected client cannot be called back. Remembered decisions are forgotten.
    /// </summary>
    /// <param name="revocation">Whom and what it is about.</param>
    /// <param name="cancellationToken">Stops it in between.</param>
    /// <returns>What was dropped; nothing without an authorizer.</returns>
    public ValueTask<RevocationResult> RevokeAsync(Revocation revocation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(revocation);
        return _core.Revocations.RevokeAsync(revocation, cancellationToken);
    }

    /// <summary>
    /// Sends the clients to another server: from now on CONNECT is refused with 0x9C (use another server) or 0x9D (server moved), and those of MQTT 5.0 that
    /// are connected get a DISCONNECT with the same and the reference; the others are just disconnected. Wills are published as after any end by the server.
    /// </summary>
    /// <param name="redirection">Where to; null: clients are let in again.</param>
    public void Redirect(ServerRedirection? redirection)
    {
        _core.Redirection = redirection;
        if (redirection is not null)
        {
            foreach (ClientConnection connection in _core.Connections.All)
            {
                connection.Disconnect(redirection.ReasonCode, null, serverReference: redirection.ServerReference);
            }
        }
    }

    /// <summary>Forgets every session and cuts every connection, as if the broker had lost its memory. Retained messages stay. For tests.</summary>
    public void LoseSessions() => _core.Sessions.LoseAll();

    /// <summary>Stops, if it has not.</summary>
    /// <returns>Completes when nothing runs any more.</returns>
    public ValueTask DisposeAsync() => StopAsync(CancellationToken.None);

    // Who has said how clients log in means all of them, also on this machine.
    private bool IsOpenToAll(MqttBrokerOptions options) => options.Authenticator is null && options.ScramCredentials is null
        && _addresses.Count > 0 && _addresses.All(OptionsValidator.IsLocal);

    private async ValueTask BindAsync(CancellationToken cancellationToken)
    {
        MqttBrokerOptions options = _core.Options;
        foreach ((MqttAddress address, TransportListenerOptions transport, string name) in _addresses.Zip(_transports, options.Listeners))
        {
            TransportRegistry transports = TransportRegistry.CreateDefault(
                listening: transport with { TimeProvider = options.TimeProvider, LoggerFactory = options.LoggerFactory });
            if (options.MemoryNetwork is { } network)
            {
                transports.AddMemory(network);
            }

            var listener = new ListenerLoop(_core, transports.CreateListener(address), _intake, _core.Durability.LevelOf(name));
            _listeners.Add(listener);
            await listener.StartAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
