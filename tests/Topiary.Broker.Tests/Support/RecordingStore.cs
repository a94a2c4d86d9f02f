namespace Topiary.Broker.Tests;

/// <summary>Keeps what outlives a broker, as a durable store does: in memory, so that another broker can go on with it. Commits can be held back and made to fail.</summary>
internal sealed class RecordingStore : IBrokerStore
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, Entry> _owners = [];
    private readonly Dictionary<string, StoredMessage> _retained = [];
    private TaskCompletionSource? _held;
    private int _waiting;
    private long _lastNumber;
    private long _position;

    public ReasonCode? Refusal { get; set; }

    public long Position => Interlocked.Read(ref _position);

    public int Publishes { get; private set; }

    /// <summary>Commits that were held back.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    public StoredState State
    {
        get
        {
            lock (_gate)
            {
                return new StoredState
                {
                    Sessions = [.. _owners.Values.Where(entry => entry.Session is not null).Select(entry => new StoredSession
                    {
                        Session = entry.Session!,
                        Subscriptions = [.. entry.Subscriptions.Values],
                        Deliveries = [.. entry.Deliveries.Values],
                        Inbound = [.. entry.Inbound],
                    })],
                    Groups = [.. _owners.Where(pair => pair.Value.Filter is not null)
                        .Select(pair => new StoredGroup(pair.Key, pair.Value.Filter!, [.. pair.Value.Deliveries.Values]))],
                    Retained = [.. _retained.Values],
                    LastNumber = _lastNumber,
                };
            }
        }
    }

    /// <summary>What a broker finds that starts after this one has died now.</summary>
    public RecordingStore Copy()
    {
        var copy = new RecordingStore();
        lock (_gate)
        {
            copy._lastNumber = _lastNumber;
            foreach ((long number, Entry entry) in _owners)
            {
                copy._owners.Add(number, entry.Copy());
            }

            foreach ((string topic, StoredMessage message) in _retained)
            {
                copy._retained.Add(topic, message);
            }
        }

        return copy;
    }

    /// <summary>Goes on from another store's state.</summary>
    public void Load(StoredState state) => Change(() =>
    {
        _owners.Clear();
        _retained.Clear();
        foreach (StoredSession session in state.Sessions)
        {
            Entry entry = Add(session.Session.Number);
            entry.Session = session.Session;
            entry.Inbound.UnionWith(session.Inbound);
            foreach (SubscriptionRecord subscription in session.Subscriptions)
            {
                entry.Subscriptions.Add(subscription.Filter, subscription);
            }

            foreach (StoredDelivery delivery in session.Deliveries)
            {
                entry.Deliveries.Add(delivery.Delivery.Key.Sequence, delivery);
            }
        }

        foreach (StoredGroup group in state.Groups)
        {
            Entry entry = Add(group.Number);
            entry.Filter = group.Filter;
            foreach (StoredDelivery delivery in group.Waiting)
            {
                entry.Deliveries.Add(delivery.Delivery.Key.Sequence, delivery);
            }
        }

        foreach (StoredMessage message in state.Retained)
        {
            _retained.Add(Convert.ToHexString(message.Topic.Span), message);
        }
    });

    public ValueTask<StoredState> OpenAsync(StoreContext context, CancellationToken cancellationToken) => new(State);

    public void SetSession(SessionRecord session) => Change(() => Add(session.Number).Session = session);

    public void RemoveSession(long session) => Change(() => Assert.True(_owners.Remove(session)));

    public void SetSubscription(long session, in SubscriptionRecord subscription)
    {
        SubscriptionRecord copy = subscription;
        Change(() => _owners[session].Subscriptions[copy.Filter] = copy);
    }

    public void RemoveSubscription(long session, string filter) => Change(() => Assert.True(_owners[session].Subscriptions.Remove(filter)));

    public void SetGroup(long group, string filter) => Change(() => Add(group).Filter = filter);

    public void RemoveGroup(long group) => Change(() => Assert.True(_owners.Remove(group)));

    public void Publish(in PublishRecord publish)
    {
        StoredMessage? message = publish.Message;
        DeliveryRecord[] deliveries = publish.Deliveries.ToArray();
        long inbound = publish.InboundSession;
        ushort packetId = publish.InboundPacketId;
        long willOf = publish.WillOf;
        bool isRetained = publish.IsRetained;
        Change(() =>
        {
            Publishes++;
            foreach (DeliveryRecord delivery in deliveries)
            {
                _owners.GetValueOrDefault(delivery.Key.Owner)?.Deliveries.Add(delivery.Key.Sequence, new StoredDelivery(delivery, message));
            }

            if (isRetained)
            {
                _retained[Convert.ToHexString(message!.Topic.Span)] = message;
            }

            if (_owners.TryGetValue(inbound, out Entry? publisher))
            {
                Assert.True(publisher.Inbound.Add(packetId));
            }

            if (_owners.TryGetValue(willOf, out Entry? gone))
            {
                gone.Session = gone.Session! with { Will = null };
            }
        });
    }

    public void RemoveRetained(StoredMessage message) => Change(() =>
    {
        string topic = Convert.ToHexString(message.Topic.Span);
        if (ReferenceEquals(_retained.GetValueOrDefault(topic), message))
        {
            _retained.Remove(topic);
        }
    });

    public void AddDelivery(StoredMessage? message, in DeliveryRecord delivery)
    {
        DeliveryRecord copy = delivery;
        Change(() => _owners.GetValueOrDefault(copy.Key.Owner)?.Deliveries.Add(copy.Key.Sequence, new StoredDelivery(copy, message)));
    }

    public void SetDelivery(DeliveryKey key, DeliveryState state, ushort packetId) => Change(() =>
    {
        if (_owners.GetValueOrDefault(key.Owner) is { } entry && entry.Deliveries.TryGetValue(key.Sequence, out StoredDelivery old))
        {
            DeliveryRecord next = old.Delivery with { State = state, PacketId = packetId };
            entry.Deliveries[key.Sequence] = new StoredDelivery(next, state == DeliveryState.Released ? null : old.Message);
        }
    });

    public void MoveDelivery(DeliveryKey from, in DeliveryRecord to)
    {
        DeliveryRecord copy = to;
        Change(() =>
        {
            if (_owners.GetValueOrDefault(from.Owner) is { } source && source.Deliveries.Remove(from.Sequence, out StoredDelivery moved))
            {
                _owners[copy.Key.Owner].Deliveries.Add(copy.Key.Sequence, new StoredDelivery(copy, moved.Message));
            }
        });
    }

    public void RemoveDelivery(DeliveryKey key) => Change(() => _owners.GetValueOrDefault(key.Owner)?.Deliveries.Remove(key.Sequence));

    public void RemoveInbound(long session, ushort packetId) => Change(() => _owners[session].Inbound.Remove(packetId));

    public void Hold() => Volatile.Write(ref _held, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    public void Release(Exception? failure = null)
    {
        TaskCompletionSource held = Interlocked.Exchange(ref _held, null)!;
        if (failure is null)
        {
            held.SetResult();
        }
        else
        {
            held.SetException(failure);
        }
    }

    public ValueTask CommitAsync(long position, DurabilityLevel level)
    {
        if (Volatile.Read(ref _held) is not { } held)
        {
            return default;
        }

        Interlocked.Increment(ref _waiting);
        return new ValueTask(held.Task);
    }

    public StoreStatistics GetStatistics() => new() { Refusal = Refusal, Records = Position };

    public ValueTask DisposeAsync() => default;

    private Entry Add(long number)
    {
        _lastNumber = Math.Max(_lastNumber, number);
        if (!_owners.TryGetValue(number, out Entry? entry))
        {
            _owners.Add(number, entry = new Entry());
        }

        return entry;
    }

    private void Change(Action change)
    {
        lock (_gate)
        {
            Interlocked.Increment(ref _position);
            change();
        }
    }

    private sealed class Entry
    {
        public SessionRecord? Session { get; set; }

        public string? Filter { get; set; }

        public Dictionary<string, SubscriptionRecord> Subscriptions { get; private init; } = [];

        public SortedDictionary<long, StoredDelivery> Deliveries { get; private init; } = [];

        public SortedSet<ushort> Inbound { get; private init; } = [];

        public Entry Copy() => new()
        {
            Session = Session,
            Filter = Filter,
            Subscriptions = new(Subscriptions),
            Deliveries = new(Deliveries),
            Inbound = [.. Inbound],
        };
    }
}
