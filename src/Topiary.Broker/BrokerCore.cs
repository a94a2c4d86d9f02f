using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Topiary.Protocol;

namespace Topiary.Broker;

/// <summary>The parts of one broker and what they share. Built once, in the order of dependence.</summary>
internal sealed class BrokerCore : IDisposable
{
    private ServerRedirection? _redirection;

    public BrokerCore(MqttBrokerOptions options, bool allowAnonymous)
    {
        Options = options;
        AllowAnonymous = allowAnonymous;
        Log = new Log((options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger<MqttBroker>());
        Clock = new BrokerClock(options.TimeProvider);
        Deadlines = new DeadlineQueue(Clock, Log.DeadlineFailed);
        SessionStore = options.SessionStore ?? new MemorySessionStore();
        RetainedStore = options.RetainedStore ?? new MemoryRetainedStore();
        QueueLimits = new QueueLimits(options.MaximumQueuedMessages, options.MaximumQueuedBytes, options.QueueOverflow);
        Index = new SubscriptionIndex(Topics);
        Retained = new RetainedMessages(RetainedStore, Clock, Deadlines, options);
        Router = new Router(this);
        Sessions = new SessionRegistry(this);
        Authorization = new Authorization(options, Clock, Log);
        Revocations = new Revocations(this);
        AuthenticationMethods = new AuthenticationMethods(options);
        Abuse = new Abuse(options, Counters);
        Gate = new AddressGate(options, Clock);
        Handlers = new PacketHandlers(this);
        CreateGroup = filter => new SharedGroup(filter, QueueLimits, Counters);
    }

    public MqttBrokerOptions Options { get; }

    public bool AllowAnonymous { get; }

    public Log Log { get; }

    public BrokerClock Clock { get; }

    public DeadlineQueue Deadlines { get; }

    public BrokerCounters Counters { get; } = new();

    public ISessionStore SessionStore { get; }

    public IRetainedStore RetainedStore { get; }

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

    /// <summary>Makes every change told to the stores so far lasting; completes at once where they are in memory.</summary>
    public ValueTask CommitAsync()
    {
        ValueTask sessions = SessionStore.CommitAsync(CancellationToken.None);
        ValueTask retained = RetainedStore.CommitAsync(CancellationToken.None);
        return sessions.IsCompletedSuccessfully && retained.IsCompletedSuccessfully ? default : BothAsync(sessions, retained);
    }

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
    /// <returns>Completes when it is published; before the call returns, unless rights are checked at delivery.</returns>
    public Task PublishWill(Session session, WillMessage will, FlushSet flush)
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
            return Router.PublishCheckedAsync(session, topic, packet);
        }

        int delivered = Router.Publish(session, topic, packet, flush);
        Counters.Messages(0, delivered);
        return Task.CompletedTask;
    }

    public void Dispose() => Deadlines.Dispose();

    private static async ValueTask BothAsync(ValueTask first, ValueTask second)
    {
        await first.ConfigureAwait(false);
        await second.ConfigureAwait(false);
    }
}
