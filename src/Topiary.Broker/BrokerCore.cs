using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Topiary.Protocol;

namespace Topiary.Broker;

/// <summary>The parts of one broker and what they share. Built once, in the order of dependence.</summary>
internal sealed class BrokerCore : IAsyncDisposable
{
    private readonly ILoggerFactory _loggers;
    private ServerRedirection? _redirection;
    private long _lastNumber;

    public BrokerCore(MqttBrokerOptions options, bool allowAnonymous)
    {
        Options = options;
        AllowAnonymous = allowAnonymous;
        _loggers = options.LoggerFactory ?? NullLoggerFactory.Instance;
        Log = new Log(_loggers.CreateLogger<MqttBroker>());
        Clock = new BrokerClock(options.TimeProvider);
        Deadlines = new DeadlineQueue(Clock, Log.DeadlineFailed);
        Store = options.Store;
        Durability = new DurabilityPolicy(options);
        QueueLimits = new QueueLimits(options.MaximumQueuedMessages, options.MaximumQueuedBytes, options.QueueOverflow);
        Index = new SubscriptionIndex(Topics);
        Retained = new RetainedMessages(Store, Clock, Deadlines, options);
        Router = new Router(this);
        Sessions = new SessionRegistry(this);
        Authorization = new Authorization(options, Clock, Log);
        Revocations = new Revocations(this);
        AuthenticationMethods = new AuthenticationMethods(options);
        Abuse = new Abuse(options, Counters);
        Gate = new AddressGate(options, Clock);
        Handlers = new PacketHandlers(this);
        CreateGroup = filter => new SharedGroup(filter, this);
    }

    public MqttBrokerOptions Options { get; }

    public bool AllowAnonymous { get; }

    public Log Log { get; }

    public BrokerClock Clock { get; }

    public DeadlineQueue Deadlines { get; }

    public BrokerCounters Counters { get; } = new();

    /// <summary>What outlives the process; null where nothing does.</summary>
    public IBrokerStore? Store { get; }

    public DurabilityPolicy Durability { get; }

    public QueueLimits QueueLimits { get; }

    public TopicTable Topics { get; } = new();

    public SubscriptionIndex Index { get; }

    public RetainedMessages Retained { get; }

    public Router Router { get; }

    public SessionRegistry Sessions { get; }

    public ConnectionRegistry Connections { get; } = new();

    public Authorization Authorization { get; }

    public Revocations Revocations { get; }

    public AuthenticationMethods AuthenticationMethods { get; }

    public Abuse Abuse { get; }

    public AddressGate Gate { get; }

    /// <summary>Where clients are sent instead; null: nowhere.</summary>
    public ServerRedirection? Redirection
    {
        get => Volatile.Read(ref _redirection);
        set => Volatile.Write(ref _redirection, value);
    }

    public PacketHandlers Handlers { get; }

    public Func<string, SharedGroup> CreateGroup { get; }

    /// <summary>A number for a session or shared subscription that none had before.</summary>
    public long NextNumber() => Interlocked.Increment(ref _lastNumber);

    /// <summary>Takes in what the store has kept.</summary>
    public async ValueTask LoadAsync(CancellationToken cancellationToken)
    {
        if (Store is null)
        {
            return;
        }

        long start = Clock.Now;
        StoredState state = await Store.OpenAsync(new StoreContext(Clock.Provider, _loggers), cancellationToken).ConfigureAwait(false);
        _lastNumber = state.LastNumber;
        Retained.Restore(state.Retained);
        Sessions.Restore(state);
        long messages = state.Sessions.Sum(session => (long)session.Deliveries.Count) + state.Groups.Sum(group => (long)group.Waiting.Count);
        Log.Restored(state.Sessions.Count, messages, state.Retained.Count, Clock.Now - start);
    }

    /// <summary>Makes every change told to the store so far as lasting as a level says; completes at once where there is none.</summary>
    public ValueTask CommitAsync(DurabilityLevel level)
        => Store is null || level == DurabilityLevel.Memory ? default : Store.CommitAsync(Store.Position, level);

    public OutgoingMessage ToOutgoing(in Delivery delivery, ushort packetId, bool duplicate)
    {
        StoredMessage message = delivery.Message!;
        return new OutgoingMessage
        {
            Topic = message.Topic,
            Properties = message.Properties,
            Payload = message.Payload,
            ExpirySeconds = message.ExpiresAt is null ? null : message.SecondsLeft(Clock.UtcNow),
            Identifiers = delivery.Identifiers,
            QoS = delivery.QoS,
            Retain = delivery.Retain,
            Duplicate = duplicate,
            PacketId = packetId,
        };
    }

    /// <summary>Publishes the will of a client that has gone, if it may.</summary>
    /// <param name="session">Whose will it is.</param>
    /// <param name="will">The will.</param>
    /// <param name="flush">Who is written to.</param>
    /// <param name="isLast">Whether the session has no other will by now; then the store forgets it with its publication.</param>
    /// <returns>Completes when it is published; before the call returns, unless rights are checked at delivery.</returns>
    public Task PublishWill(Session session, WillMessage will, FlushSet flush, bool isLast = true)
    {
        byte[] name = Encoding.UTF8.GetBytes(will.Topic);
        Topic topic = Topics.GetOrAdd(name);
        var packet = new PublishPacket
        {
            Topic = name,
            QoS = will.QoS,
            Retain = will.Retain,
            Properties = will.Properties,
            Payload = will.Payload,
        };
        if (Authorization.ChecksDelivery)
        {
            return Router.PublishCheckedAsync(session, topic, packet, session.Level, clearsWill: isLast);
        }

        PublishOutcome outcome = Router.Publish(session, topic, packet, flush, Durability.LevelOf(topic, session.Level), clearsWill: isLast);
        Counters.Messages(0, outcome.Receivers);
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        Deadlines.Dispose();
        if (Store is not null)
        {
            await Store.DisposeAsync().ConfigureAwait(false);
        }
    }
}
