using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Topiary.Client;
using Topiary.Protocol;

namespace Topiary;

/// <summary>The managed MQTT client; see <see cref="IMqttClient"/>. Made by <see cref="Create"/>.</summary>
/// <remarks>Threading: all members may be called from any thread.</remarks>
public sealed class MqttClient : IMqttClient
{
    private readonly ILogger _log;
    private readonly FramePool _frames = new();
    private readonly SessionState _session;
    private readonly ConnectionManager _manager;
    private long _receivedDropped;
    private ServerEndpoint? _server;

    private MqttClient(MqttClientOptions options)
    {
        Options = options;
        _log = options.LoggerFactory?.CreateLogger("Topiary.Client") ?? NullLogger.Instance;
        _session = new SessionState(options, _log);
        _manager = new ConnectionManager(options, _session, _log);
        _manager.Changed += OnChanged;
        _session.Subscriptions.Exchange.Lost += OnLost;
        Instruments.Clients.Add(this);
    }

    /// <inheritdoc/>
    public event EventHandler<MqttClientStateChange>? StateChanged;

    /// <summary>
    /// Raised when the broker refuses to restore a subscription that it had granted before, for instance after rights were taken away. It stays wanted and is
    /// tried again with the next connection. Raised on the read loop: handlers must not block.
    /// </summary>
    public event EventHandler<MqttSubscribeException>? SubscriptionLost;

    /// <summary>The options that the client was made with.</summary>
    public MqttClientOptions Options { get; }

    /// <summary>Client identifier, also when it was chosen at random.</summary>
    public string ClientId => _manager.ClientId;

    /// <inheritdoc/>
    public MqttClientState State => _manager.State;

    /// <summary>The broker that is connected, as it stands in <see cref="MqttClientOptions.Brokers"/>; null while none is.</summary>
    public string? ConnectedBroker => _manager.Current?.Broker;

    /// <summary>The connected broker for traces and metrics; null while none is.</summary>
    internal ServerEndpoint? Server
    {
        get
        {
            if (ConnectedBroker is not { } broker)
            {
                return null;
            }

            ServerEndpoint? known = Volatile.Read(ref _server);
            if (known is null || !ReferenceEquals(known.Broker, broker))
            {
                known = new ServerEndpoint(broker);
                Volatile.Write(ref _server, known);
            }

            return known;
        }
    }

    /// <summary>
    /// Protocol version of the present connection, or of the last one while there is none; before the first, <see cref="MqttClientOptions.ProtocolVersion"/>.
    /// An older broker makes it 3.1.1, see <see cref="MqttClientOptions.AllowVersionFallback"/>.
    /// </summary>
    public MqttVersion ProtocolVersion => _manager.Version;

    /// <summary>Response Information of the connected broker (MQTT 5.0, section 3.2.2.3.15); null when it gave none.</summary>
    public string? ResponseInformation => _manager.Current?.Answer.ResponseInformation;

    /// <summary>Counters at this moment.</summary>
    public MqttClientStatistics Statistics
    {
        get
        {
            OutboundCounters outbound = _session.Outbound.Counters;
            return new MqttClientStatistics
            {
                InFlight = outbound.InFlight,
                Queued = outbound.Queued,
                QueuedBytes = outbound.QueuedBytes,
                Published = outbound.Published,
                Dropped = outbound.Dropped,
                OutputBytes = _manager.Current?.Connection.Output.QueuedBytes ?? 0,
                Unacknowledged = _session.Inbound.Open,
                PendingSubscriptions = _session.Subscriptions.Pending,
                Received = _session.Inbound.Received,
                ReceivedDropped = Volatile.Read(ref _receivedDropped),
                Unrouted = _session.Inbound.Unrouted,
                Reconnects = Math.Max(0, _manager.Connections - 1),
            };
        }
    }

    /// <summary>
    /// The subscriptions that are wanted now, with their states. One that was refused when it was first asked for is not among them:
    /// whoever asked has been told.
    /// </summary>
    /// <returns>A copy, in no particular order.</returns>
    public IReadOnlyList<MqttSubscriptionStatus> GetSubscriptions() => _session.Subscriptions.Status;

    /// <summary>Creates a client; it does nothing before <see cref="ConnectAsync"/>.</summary>
    /// <param name="options">Its options.</param>
    /// <returns>The client.</returns>
    /// <exception cref="ArgumentException">An option makes no sense; the message names it.</exception>
    public static MqttClient Create(MqttClientOptions options)
    {
        MqttClientOptionsValidator.Check(options);
        return new MqttClient(options);
    }

    /// <inheritdoc/>
    public ValueTask ConnectAsync(CancellationToken ct = default) => Options.FileStore is null ? _manager.ConnectAsync(ct) : OpenAndConnectAsync(ct);

    /// <inheritdoc/>
    public ValueTask WaitForConnectedAsync(CancellationToken ct = default) => _manager.WaitForConnectedAsync(ct);

    /// <inheritdoc/>
    public ValueTask DisconnectAsync(CancellationToken ct = default) => _manager.DisconnectAsync(ct);

    /// <summary>
    /// Authenticates again on the present connection (MQTT 5.0, section 4.12.1), for instance before a token expires. Messages go on meanwhile. If the broker
    /// refuses, or cannot prove itself, the connection ends and the client connects anew.
    /// </summary>
    /// <param name="ct">Gives it up, and the connection with it.</param>
    /// <returns>Completes when both sides are content.</returns>
    /// <exception cref="MqttAuthenticationException">It failed, or the client has no <see cref="MqttClientOptions.Authentication"/> or no connection.</exception>
    /// <exception cref="TimeoutException">It took longer than <see cref="MqttClientOptions.OperationTimeout"/>.</exception>
    public async Task ReauthenticateAsync(CancellationToken ct = default)
    {
        LinkAuthentication authentication = _manager.Current?.Connection.Authentication
            ?? throw new MqttAuthenticationException("The client is not connected, or has no MqttClientOptions.Authentication.");
        using var deadline = new CancellationTokenSource(Options.OperationTimeout, Options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            await authentication.AgainAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw new TimeoutException($"Authenticating again has timed out after {Options.OperationTimeout}.");
        }
    }

    /// <summary>A frame for one message. Give it to <see cref="PublishAsync(PublishFrame, CancellationToken)"/> or back with <see cref="PublishFrame.Return"/>.</summary>
    /// <returns>An empty frame.</returns>
    public PublishFrame RentFrame() => _frames.Rent();

    /// <summary>Publishes a frame, and takes it over whatever the outcome. Nothing is allocated in the steady state.</summary>
    /// <param name="frame">The message.</param>
    /// <param name="ct">Stops the wait; see <see cref="IMqttClient.PublishAsync"/>.</param>
    /// <returns>What the broker said. Await it once, or turn it into a task.</returns>
    public ValueTask<MqttPublishResult> PublishAsync(PublishFrame frame, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(frame);
        return _session.Outbound.PublishAsync(frame, ct);
    }

    /// <inheritdoc/>
    public ValueTask<MqttPublishResult> PublishAsync(MqttMessage message, CancellationToken ct = default) => PublishAsync(message, isOfConnection: false, ct);

    /// <summary>
    /// Publishes a message that means something on the present connection only, and waits for the broker whatever the store is told to wait for: it is
    /// dropped if the connection is lost before it was sent.
    /// </summary>
    internal ValueTask<MqttPublishResult> PublishOnThisConnectionAsync(MqttMessage message, CancellationToken ct) => PublishAsync(message, isOfConnection: true, ct);

    /// <summary>Lets a receiver know, once, when the read loop has been through what has arrived. Called from <see cref="IMessageReceiver.OnMessage"/> only.</summary>
    internal void NotifyAtBatchEnd(IBatchEndListener listener) => _session.Inbound.NotifyAtBatchEnd(listener);

    /// <inheritdoc/>
    public ValueTask<MqttSubscribeResult> SubscribeAsync([StringSyntax("MqttTopicFilter")] string filter, QoS qos = QoS.AtLeastOnce, CancellationToken ct = default)
        => _session.Subscriptions.SubscribePlainAsync(new SubscriptionSpec(filter, qos), ct);

    /// <summary>
    /// Subscribes a receiver. Receivers of the same filter share one subscription of the broker, which asks for the highest QoS of them. It stays wanted, and is
    /// restored after a lost session, until the result is disposed. May be called before <see cref="ConnectAsync"/>; it then completes when the broker has
    /// answered after that.
    /// </summary>
    /// <param name="spec">What to subscribe to.</param>
    /// <param name="receiver">Takes the messages.</param>
    /// <param name="ct">Stops the wait, and gives the subscription up.</param>
    /// <returns>Ends the subscription when disposed; waits for the broker's answer if it was the last one of its filter.</returns>
    /// <exception cref="MqttSubscribeException">The broker refused the subscription.</exception>
    /// <exception cref="TimeoutException">No answer came within <see cref="MqttClientOptions.OperationTimeout"/>.</exception>
    public async ValueTask<IAsyncDisposable> SubscribeAsync(SubscriptionSpec spec, IMessageReceiver receiver, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(receiver);
        return await _session.Subscriptions.SubscribeAsync(spec, receiver, ct).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask UnsubscribeAsync([StringSyntax("MqttTopicFilter")] string filter, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return _session.Subscriptions.UnsubscribePlainAsync(filter, ct);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<MqttMessage> Messages(
        [StringSyntax("MqttTopicFilter")] string filter, QoS qos = QoS.AtLeastOnce, int bufferCapacity = 1000, FullMode fullMode = FullMode.Wait)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bufferCapacity, 1);
        var spec = new SubscriptionSpec(filter, qos);
        SubscriptionRules.Check(spec);
        return ReadAsync(spec, bufferCapacity, fullMode);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Instruments.Clients.Remove(this);
        await _manager.DisposeAsync().ConfigureAwait(false);
        await _session.DisposeAsync().ConfigureAwait(false);
        _frames.Close();
    }

    private ValueTask<MqttPublishResult> PublishAsync(MqttMessage message, bool isOfConnection, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(message);
        PublishFrame frame = RentFrame();
        Activity? activity;
        try
        {
            activity = MessageEncoder.Fill(frame, message);
        }
        catch
        {
            frame.Return();
            throw;
        }

        frame.IsBirth = isOfConnection;
        return Instruments.ObserveSending || activity is not null ? PublishObservedAsync(frame, activity, ct) : PublishAsync(frame, ct);
    }

    private async ValueTask OpenAndConnectAsync(CancellationToken ct)
    {
        await _session.OpenAsync(ct).ConfigureAwait(false);
        await _manager.ConnectAsync(ct).ConfigureAwait(false);
    }

    private async ValueTask<MqttPublishResult> PublishObservedAsync(PublishFrame frame, Activity? activity, CancellationToken ct)
    {
        long begun = Options.TimeProvider.GetTimestamp();
        if (activity is not null)
        {
            SendTelemetry.Describe(activity, this, frame);
        }

        try
        {
            MqttPublishResult result = await PublishAsync(frame, ct).ConfigureAwait(false);
            SendTelemetry.End(this, activity, begun, isRequest: false, template: null, failure: null);
            return result;
        }
        catch (Exception e)
        {
            SendTelemetry.End(this, activity, begun, isRequest: false, template: null, e);
            throw;
        }
    }

    private async IAsyncEnumerable<MqttMessage> ReadAsync(SubscriptionSpec spec, int bufferCapacity, FullMode fullMode, [EnumeratorCancellation] CancellationToken ct = default)
    {
        var buffer = new MessageBuffer(bufferCapacity, fullMode, () => Interlocked.Increment(ref _receivedDropped));
        SubscriptionHold hold = await _session.Subscriptions.SubscribeAsync(spec, buffer, ct).ConfigureAwait(false);
        try
        {
            while (await buffer.WaitAsync(ct).ConfigureAwait(false))
            {
                while (buffer.TryTake(out MqttMessage message))
                {
                    if (Instruments.ObserveReceiving)
                    {
                        ReceiveTelemetry.OnReceived(this, new TakenMessage(message.Topic, message.Payload.Length, message.QoS, message.UserProperties) { Subscription = spec.Filter });
                    }

                    yield return message;
                }
            }
        }
        finally
        {
            await hold.DisposeAsync().ConfigureAwait(false);
            buffer.Close();
        }
    }

    private void OnChanged(MqttClientStateChange change)
    {
        try
        {
            StateChanged?.Invoke(this, change);
        }
        catch (Exception e)
        {
            // User code: it must not stop the client.
            _log.StateHandlerFailed(e);
        }
    }

    private void OnLost(MqttSubscribeException exception)
    {
        try
        {
            SubscriptionLost?.Invoke(this, exception);
        }
        catch (Exception e)
        {
            // User code: it must not end the connection.
            _log.SubscriptionHandlerFailed(e);
        }
    }
}
