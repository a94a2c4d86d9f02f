using Topiary.Protocol;

namespace Topiary.Broker;

/// <summary>The state of one client that may outlive its connections (MQTT 5.0, section 4.1).</summary>
/// <remarks>
/// Threading: the registry guards who owns it and when it ends; the index its subscriptions and marks; the outbox itself;
/// the packet gate the received QoS 2 identifiers, as the connections before and after a takeover may overlap.
/// </remarks>
internal sealed class Session
{
    private readonly BrokerCore _core;
    private InboundQoS2? _inbound;
    private volatile int _inboundCount;
    private volatile Subscription[] _shares = [];
    private volatile bool _hasEnded;
    private volatile bool _isKept;
    private volatile ClientConnection? _owner;

    public Session(BrokerCore core, long number, string clientId, string? principal)
    {
        _core = core;
        Number = number;
        ClientId = clientId;
        Principal = principal;
        Outbox = new Outbox(this, core);
        ExpiryDeadline = new SessionExpiry(this, core);
        WillDeadline = new WillDelay(this, core);
    }

    /// <summary>What the store calls it.</summary>
    public long Number { get; }

    public string ClientId { get; }

    /// <summary>Who made it; only the same may take it over.</summary>
    public string? Principal { get; }

    public Outbox Outbox { get; }

    /// <summary>Which topics it may receive, as far as it was asked.</summary>
    public DeliveryRights Rights { get; } = new();

    public SessionExpiry ExpiryDeadline { get; }

    public WillDelay WillDeadline { get; }

    /// <summary>Seconds that it outlives its connection. Guarded by the registry.</summary>
    public uint ExpirySeconds { get; set; }

    /// <summary>How durable it is: as the listener says on which its client came last. Guarded by the registry.</summary>
    public DurabilityLevel Level { get; set; }

    /// <summary>Whether the store knows of it. Set by the registry, after the store was told.</summary>
    public bool IsKept
    {
        get => _isKept;
        set => _isKept = value;
    }

    /// <summary>What acknowledgements that change it have to wait for.</summary>
    public DurabilityLevel CommitLevel => _isKept ? Level : DurabilityLevel.Memory;

    /// <summary>The connection it belongs to now, or null. Set by the registry.</summary>
    public ClientConnection? Owner
    {
        get => _owner;
        set => _owner = value;
    }

    /// <summary>
    /// Held while a message of its client is routed or released, so that those of two connections do not overlap: what the old one is just routing
    /// goes first, and what comes later on it is not for the session. Taken before every other lock; no user code runs under it.
    /// </summary>
    public Lock PacketGate { get; } = new();

    /// <summary>The will of the present connection, or of the last one while its delay runs. Guarded by the registry.</summary>
    public WillMessage? Will { get; set; }

    public bool HasEnded
    {
        get => _hasEnded;
        set => _hasEnded = value;
    }

    /// <summary>By filter. Guarded by the index.</summary>
    public Dictionary<string, Subscription> Subscriptions { get; } = new(StringComparer.Ordinal);

    /// <summary>Its shared subscriptions; replaced as a whole by the index.</summary>
    public Subscription[] Shares
    {
        get => _shares;
        set => _shares = value;
    }

    /// <summary>Its receivers without identifiers, by QoS and retain flag; see <see cref="Receiver.Of"/>.</summary>
    public Receiver?[]? PlainReceivers { get; set; }

    /// <summary>The match that the session was last found for. This and the next two are guarded by the index.</summary>
    public long MatchStamp { get; set; }

    public int MatchIndex { get; set; }

    public Subscription? MatchFirst { get; set; }

    /// <summary>What the store is to know of it. Called by the registry.</summary>
    public SessionRecord ToRecord(DateTimeOffset? disconnectedAt)
        => new(Number, ClientId, Principal, ExpirySeconds, disconnectedAt, Level, Will);

    /// <summary>QoS 2 messages received and not released.</summary>
    public int InboundCount => _inboundCount;

    /// <summary>Whether a QoS 2 message was accepted and is not released.</summary>
    public bool HasInbound(ushort packetId)
    {
        if (_inboundCount == 0)
        {
            return false;
        }

        lock (PacketGate)
        {
            return _inbound!.Contains(packetId);
        }
    }

    /// <summary>A QoS 2 message is accepted; the store is told with the message itself. The caller holds <see cref="PacketGate"/>.</summary>
    /// <returns>False when it is a repetition.</returns>
    public bool TryAddInbound(ushort packetId)
    {
        bool isNew = (_inbound ??= new InboundQoS2()).TryAdd(packetId);
        _inboundCount = _inbound.Count;
        return isNew;
    }

    /// <summary>A QoS 2 message is released. The caller holds <see cref="PacketGate"/>.</summary>
    /// <returns>False when its identifier is unknown.</returns>
    public bool TryRemoveInbound(ushort packetId)
    {
        if (_inbound is null || !_inbound.Remove(packetId))
        {
            return false;
        }

        _inboundCount = _inbound.Count;
        if (IsKept)
        {
            _core.Store?.RemoveInbound(Number, packetId);
        }

        return true;
    }

    /// <summary>Takes in what a store has kept.</summary>
    public void RestoreInbound(IReadOnlyList<ushort> packetIds)
    {
        lock (PacketGate)
        {
            foreach (ushort packetId in packetIds)
            {
                TryAddInbound(packetId);
            }
        }
    }
}
