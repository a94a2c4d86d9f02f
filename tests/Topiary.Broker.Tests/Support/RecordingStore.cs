namespace Topiary.Broker.Tests;

/// <summary>Keeps sessions beyond the life of a broker, as a durable store does.</summary>
internal sealed class RecordingStore : ISessionStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _sessions = [];

    public IReadOnlyList<StoredSession> Sessions
    {
        get
        {
            lock (_gate)
            {
                return [.. _sessions.Values.Select(entry => new StoredSession
                {
                    Session = entry.Session,
                    Subscriptions = [.. entry.Subscriptions.Values],
                    Outbound = [.. entry.Outbound.Values],
                    Inbound = [.. entry.Inbound],
                })];
            }
        }
    }

    public ValueTask<IReadOnlyList<StoredSession>> LoadAsync(CancellationToken cancellationToken) => new(Sessions);

    public void SetSession(SessionRecord session)
    {
        lock (_gate)
        {
            if (_sessions.TryGetValue(session.ClientId, out Entry? entry))
            {
                entry.Session = session;
            }
            else
            {
                _sessions.Add(session.ClientId, new Entry { Session = session });
            }
        }
    }

    public void RemoveSession(string clientId)
    {
        lock (_gate)
        {
            _sessions.Remove(clientId);
        }
    }

    public void SetSubscription(string clientId, in SubscriptionRecord subscription)
    {
        lock (_gate)
        {
            _sessions[clientId].Subscriptions[subscription.Filter] = subscription;
        }
    }

    public void RemoveSubscription(string clientId, string filter)
    {
        lock (_gate)
        {
            Assert.True(_sessions[clientId].Subscriptions.Remove(filter));
        }
    }

    public void SetOutbound(string clientId, in OutboundRecord delivery)
    {
        lock (_gate)
        {
            _sessions[clientId].Outbound[delivery.Sequence] = delivery;
        }
    }

    public void RemoveOutbound(string clientId, long sequence)
    {
        lock (_gate)
        {
            _sessions[clientId].Outbound.Remove(sequence);
        }
    }

    public void AddInbound(string clientId, ushort packetId)
    {
        lock (_gate)
        {
            Assert.True(_sessions[clientId].Inbound.Add(packetId));
        }
    }

    public void RemoveInbound(string clientId, ushort packetId)
    {
        lock (_gate)
        {
            Assert.True(_sessions[clientId].Inbound.Remove(packetId));
        }
    }

    public ValueTask CommitAsync(CancellationToken cancellationToken) => default;

    private sealed class Entry
    {
        public required SessionRecord Session { get; set; }

        public Dictionary<string, SubscriptionRecord> Subscriptions { get; } = [];

        public SortedDictionary<long, OutboundRecord> Outbound { get; } = [];

        public SortedSet<ushort> Inbound { get; } = [];
    }
}
