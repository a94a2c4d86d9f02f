using Microsoft.Extensions.Logging;
using Topiary.Protocol;
using Topiary.Transport;

namespace Topiary.Client;

/// <summary>The client's state machine: one loop that connects, waits for the end of the connection, waits out the back-off, and connects again.</summary>
/// <remarks>
/// Threading: any thread. Every transition is made by the loop, so that each end of a connection, whatever noticed it first, leads to exactly one.
/// </remarks>
internal sealed class ConnectionManager(MqttClientOptions options, SessionState session, ILogger log) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly ConnectPacketFactory _packets = new(options);
    private readonly ReconnectDelay _delay = new(options);
    private BrokerConnector? _connector;
    private Task _loop = Task.CompletedTask;
    private CancellationTokenSource? _stop;
    private TaskCompletionSource _connected = NewSignal();
    private TaskCompletionSource _first = NewSignal();
    private EstablishedConnection? _current;
    private volatile MqttClientState _state;
    private volatile MqttVersion _version = options.ProtocolVersion;
    private volatile bool _leaving;
    private bool _disposed;
    private int _next;
    private int _connections;

    /// <summary>Raised by the loop after each transition.</summary>
    public event Action<MqttClientStateChange>? Changed;

    public MqttClientState State => _state;

    public string ClientId => _packets.ClientId;

    /// <summary>Connections made so far.</summary>
    public int Connections => Volatile.Read(ref _connections);

    public EstablishedConnection? Current => Volatile.Read(ref _current);

    /// <summary>Version of the present connection, or of the last one; before the first, what the options say.</summary>
    public MqttVersion Version => _version;

    public async ValueTask ConnectAsync(CancellationToken ct)
    {
        Task first;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(MqttClient));
            ct.ThrowIfCancellationRequested();
            if (_loop.IsCompleted)
            {
                Start();
            }

            first = _first.Task;
        }

        try
        {
            await first.WaitAsync(ct).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await DisconnectAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask WaitForConnectedAsync(CancellationToken ct)
    {
        Task connected;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(MqttClient));
            connected = _connected.Task;
        }

        await connected.WaitAsync(ct).ConfigureAwait(false);
    }

    public async ValueTask DisconnectAsync(CancellationToken ct)
    {
        Task loop;
        CancellationTokenSource? stop;
        EstablishedConnection? current;
        lock (_gate)
        {
            (loop, stop, current) = (_loop, _stop, _current);
        }

        if (loop.IsCompleted)
        {
            return;
        }

        // The end of a connection that DISCONNECT was sent on is no loss.
        _leaving = true;
        session.Close(static () => new MqttDisconnectedException("The client was disconnected by DisconnectAsync."));
        if (current is not null)
        {
            using CancellationTokenRegistration atOnce = ct.UnsafeRegister(static connection => ((ClientConnection)connection!).Packets.Abort(), current.Connection);
            await current.Connection.CloseAsync(_packets.Disconnect(current.Connection.Version)).ConfigureAwait(false);
        }

        await stop!.CancelAsync().ConfigureAwait(false);
        await loop.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
        }

        await DisconnectAsync(CancellationToken.None).ConfigureAwait(false);
        session.Close(static () => new MqttDisconnectedException("The client has been disposed."));
        _stop?.Dispose();
        Transition(new MqttClientStateChange(_state, MqttClientState.Stopped));
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Start()
    {
        _leaving = false;
        _stop = new CancellationTokenSource();
        _first = NewSignal();
        if (_connected.Task.IsFaulted)
        {
            _connected = NewSignal();
        }

        _connector ??= new BrokerConnector(options, session, _packets, log);
        session.Outbound.Open();

        // The loop has a token of its own and runs off this thread: it ends by reaching its end, never by not having begun.
        _loop = Task.Run(() => RunAsync(_stop.Token), CancellationToken.None);
    }

    private async Task RunAsync(CancellationToken stop)
    {
        Exception? refused = null;
        try
        {
            refused = await ManageAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // DisconnectAsync.
        }
        catch (Exception e)
        {
            // A bug, at the top of the loop: nobody may go on waiting for a client that does nothing any more.
            log.ManagerFailed(e);
            refused = e;
        }

        if (refused is null)
        {
            Transition(new MqttClientStateChange(_state, MqttClientState.Disconnected));
            _first.TrySetException(new MqttDisconnectedException("The client was disconnected by DisconnectAsync."));
            _ = _first.Task.Exception;
            return;
        }

        session.Close(() => new MqttDisconnectedException($"The client has stopped: {refused.Message}", refused));
        Transition(new MqttClientStateChange(_state, MqttClientState.Stopped)
        {
            Error = refused,
            ReasonCode = (refused as MqttConnectException)?.ReasonCode,
        });
    }

    // Runs until the client is stopped (null, or cancelled) or every broker has refused it for good (why).
    private async Task<Exception?> ManageAsync(CancellationToken stop)
    {
        bool isFirst = true;
        while (true)
        {
            Transition(new MqttClientStateChange(_state, MqttClientState.Connecting));
            (EstablishedConnection? connection, MqttConnectException? failure) = await TryBrokersAsync(isFirst, stop).ConfigureAwait(false);
            if (connection is null)
            {
                if (isFirst && failure!.IsDefinite)
                {
                    return failure;
                }

                await BackOffAsync(failure!, failure!.Broker, failure.ReasonCode, failure.ServerReference, stop).ConfigureAwait(false);
                continue;
            }

            isFirst = false;
            Exception why = await ServeAsync(connection, stop).ConfigureAwait(false);
            stop.ThrowIfCancellationRequested();
            if (_leaving)
            {
                return null;
            }

            var disconnect = connection.Connection.ServerDisconnect;
            _delay.OnConnectionEnded(options.TimeProvider.GetElapsedTime(connection.Since));
            await BackOffAsync(why, connection.Broker, disconnect?.ReasonCode ?? (why as MqttProtocolException)?.ReasonCode, disconnect?.ServerReference, stop).ConfigureAwait(false);
        }
    }

    // One attempt at each broker, beginning with the one that was connected last.
    private async Task<(EstablishedConnection? Connection, MqttConnectException? Failure)> TryBrokersAsync(bool isFirst, CancellationToken stop)
    {
        var failures = new List<MqttConnectException>();
        for (int i = 0; i < options.Brokers.Count; i++)
        {
            int index = (_next + i) % options.Brokers.Count;
            try
            {
                EstablishedConnection connection = await _connector!.ConnectAsync(options.Brokers[index], isFirst, stop).ConfigureAwait(false);
                _next = index;
                return (connection, null);
            }
            catch (MqttConnectException e)
            {
                stop.ThrowIfCancellationRequested();
                log.ConnectFailed(options.Brokers[index], e.Message);
                failures.Add(e);
            }
        }

        return (null, failures.Count == 1 ? failures[0] : Together(failures));
    }

    private async Task<Exception> ServeAsync(EstablishedConnection connection, CancellationToken stop)
    {
        lock (_gate)
        {
            _current = connection;
        }

        _version = connection.Connection.Version;
        Interlocked.Increment(ref _connections);
        connection.Connection.StartKeepAlive();
        Transition(new MqttClientStateChange(_state, MqttClientState.Connected) { Broker = connection.Broker, SessionPresent = connection.Answer.SessionPresent });
        log.Connected(connection.Broker, _packets.ClientId, connection.Answer.SessionPresent);
        using (stop.UnsafeRegister(static connection => ((ClientConnection)connection!).Packets.Abort(), connection.Connection))
        {
            ConnectionEnd end = await _connector!.EndAsync(connection.Connection, connection.End).ConfigureAwait(false);
            lock (_gate)
            {
                _current = null;
            }

            return connection.Connection.Describe(end);
        }
    }

    private async Task BackOffAsync(Exception why, string? broker, ReasonCode? code, string? reference, CancellationToken stop)
    {
        TimeSpan delay = _delay.Next();
        Task wait = Task.Delay(delay, options.TimeProvider, stop);
        log.Reconnecting(why.Message, delay);
        Transition(new MqttClientStateChange(_state, MqttClientState.Reconnecting)
        {
            Broker = broker,
            Error = why,
            ReasonCode = code,
            ServerReference = reference,
            RetryDelay = delay,
        });
        await wait.ConfigureAwait(false);
    }

    private static MqttConnectException Together(List<MqttConnectException> failures)
    {
        string all = string.Join(" ", failures.Select(static failure => failure.Message));
        return new MqttConnectException(
            $"None of the {failures.Count} brokers could be connected. {all}",
            reasonCode: failures[^1].ReasonCode,
            isDefinite: failures.TrueForAll(static failure => failure.IsDefinite),
            innerException: new AggregateException(failures));
    }

    private void Transition(MqttClientStateChange change)
    {
        lock (_gate)
        {
            if (change.Current == _state)
            {
                return;
            }

            _state = change.Current;
            if (change.Current == MqttClientState.Connected)
            {
                _first.TrySetResult();
                _connected.TrySetResult();
            }
            else if (change.Current == MqttClientState.Stopped)
            {
                Exception why = change.Error ?? new ObjectDisposedException(nameof(MqttClient));
                _connected = _connected.Task.IsCompleted ? NewSignal() : _connected;
                _connected.TrySetException(why);
                _first.TrySetException(why);

                // Nobody need be waiting.
                _ = _connected.Task.Exception;
                _ = _first.Task.Exception;
            }
            else if (_connected.Task.IsCompletedSuccessfully)
            {
                _connected = NewSignal();
            }
        }

        Changed?.Invoke(change);
    }
}
