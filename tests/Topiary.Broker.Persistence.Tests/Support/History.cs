using System.Text;
using Topiary.Broker.Tests;
using Topiary.Protocol;

namespace Topiary.Broker.Persistence.Tests;

/// <summary>Tells a store, and a model of it, what a broker might, at random.</summary>
internal sealed class History(int seed)
{
    private readonly Random _random = new(seed);
    private readonly Dictionary<long, HashSet<string>> _sessions = [];
    private readonly List<long> _groups = [];
    private readonly List<(DeliveryKey Key, DeliveryState State)> _deliveries = [];
    private readonly List<(long Session, ushort PacketId)> _inbound = [];
    private readonly List<StoredMessage> _messages = [];
    private long _lastNumber;
    private long _lastSequence;
    private ushort _lastPacketId;

    public Random Random => _random;

    /// <summary>What the store should say after each change, by the position that it had then.</summary>
    public RecordingStore Model { get; } = new();

    /// <summary>Goes on with the messages of a store that was opened again.</summary>
    public void Reload(StoredState state)
    {
        Model.Load(state);
        IEnumerable<StoredDelivery> deliveries = state.Sessions.SelectMany(session => session.Deliveries).Concat(state.Groups.SelectMany(group => group.Waiting));
        _messages.Clear();
        _messages.AddRange(deliveries.Select(delivery => delivery.Message).OfType<StoredMessage>().Concat(state.Retained).Distinct().Take(30));
    }

    public void Step(IBrokerStore store)
    {
        switch (_random.Next(20))
        {
            case 0:
                AddSession(store);
                break;
            case 1 when _sessions.Count > 4:
                EndSession(store);
                break;
            case 2 when _sessions.Count > 0:
                ChangeSession(store);
                break;
            case 3 when _sessions.Count > 0:
                Subscribe(store);
                break;
            case 4 when _groups.Count < 3:
                _groups.Add(++_lastNumber);
                Both(store, s => s.SetGroup(_groups[^1], $"$share/g{_groups[^1]}/t"));
                break;
            case 5 when _groups.Count > 2:
                EndGroup(store);
                break;
            case 6 when _inbound.Count > 0:
                (long session, ushort packetId) = Take(_inbound);
                Both(store, s => s.RemoveInbound(session, packetId));
                break;
            case 7 or 8 or 9 or 10 or 11 when _deliveries.Count > 0:
                Go(store);
                break;
            case 12 when _messages.Count > 0:
                StoredMessage message = _messages[_random.Next(_messages.Count)];
                Both(store, s => s.RemoveRetained(message));
                break;
            case 13 when _messages.Count > 0 && _sessions.Count > 0:
                AddDelivery(store);
                break;
            default:
                Publish(store);
                break;
        }
    }

    /// <summary>One message for so many subscriptions of one session that they do not fit into its record.</summary>
    public void PublishToMany(IBrokerStore store, int count)
    {
        StoredMessage message = NewMessage(100);
        long owner = _sessions.Keys.First();
        DeliveryRecord[] deliveries = [.. Enumerable.Range(0, count).Select(_ => NewDelivery(owner, DeliveryState.Queued, 0))];
        Both(store, s => s.Publish(new PublishRecord { Message = message, Deliveries = deliveries }));
        _deliveries.AddRange(deliveries.Take(20).Select(delivery => (delivery.Key, delivery.State)));
    }

    private void AddSession(IBrokerStore store)
    {
        long number = ++_lastNumber;
        _sessions.Add(number, []);
        Both(store, s => s.SetSession(ToSession(number)));
    }

    private void ChangeSession(IBrokerStore store)
    {
        long number = _sessions.Keys.ElementAt(_random.Next(_sessions.Count));
        SessionRecord session = ToSession(number);
        Both(store, s => s.SetSession(session));
    }

    private SessionRecord ToSession(long number)
    {
        WillMessage? will = (number % 3) switch
        {
            0 => new WillMessage { Topic = $"will/{number}", Payload = new byte[number % 6 == 0 ? 70_000 : 7], QoS = QoS.AtLeastOnce, DelayInterval = 5 },
            _ => null,
        };
        return new SessionRecord(
            number, $"client{number}", number % 2 == 0 ? $"user{number}" : null, (uint)number, number % 2 == 0 ? DateTimeOffset.UnixEpoch.AddDays(number) : null, DurabilityLevel.Disk, will);
    }

    private void EndSession(IBrokerStore store)
    {
        long number = _sessions.Keys.ElementAt(_random.Next(_sessions.Count));
        _sessions.Remove(number);
        _deliveries.RemoveAll(delivery => delivery.Key.Owner == number);
        _inbound.RemoveAll(inbound => inbound.Session == number);
        Both(store, s => s.RemoveSession(number));
    }

    private void EndGroup(IBrokerStore store)
    {
        long number = Take(_groups);
        _deliveries.RemoveAll(delivery => delivery.Key.Owner == number);
        Both(store, s => s.RemoveGroup(number));
    }

    private void Subscribe(IBrokerStore store)
    {
        (long number, HashSet<string> filters) = _sessions.ElementAt(_random.Next(_sessions.Count));
        string filter = $"f/{_random.Next(5)}/#";
        if (_random.Next(3) == 0 && filters.Remove(filter))
        {
            Both(store, s => s.RemoveSubscription(number, filter));
            return;
        }

        filters.Add(filter);
        var subscription = new SubscriptionRecord(
            filter, new SubscriptionOptions(QoS.ExactlyOnce, _random.Next(2) == 0, _random.Next(2) == 0, RetainHandling.DoNotSend), (uint)_random.Next(300), _random.Next(2) == 0);
        Both(store, s => s.SetSubscription(number, subscription));
    }

    private void Publish(IBrokerStore store)
    {
        int size = _random.Next(40) == 0 ? 70_000 : _random.Next(200);
        var message = NewMessage(size);
        var deliveries = new List<DeliveryRecord>();
        foreach (long owner in _sessions.Keys.Concat(_groups).Where(_ => _random.Next(3) == 0))
        {
            deliveries.Add(NewDelivery(owner, DeliveryState.Queued, 0));
        }

        bool isRetained = _random.Next(4) == 0;
        long inbound = 0;
        ushort packetId = 0;
        if (_sessions.Count > 0 && _random.Next(3) == 0)
        {
            inbound = _sessions.Keys.ElementAt(_random.Next(_sessions.Count));
            packetId = ++_lastPacketId;
            _inbound.Add((inbound, packetId));
        }

        // Some deliveries are for sessions that have ended meanwhile.
        DeliveryRecord[] all = [.. deliveries, NewDelivery(1_000_000, DeliveryState.Queued, 0)];
        Both(store, s => s.Publish(new PublishRecord
        {
            Message = message,
            IsRetained = isRetained,
            Deliveries = all,
            InboundSession = inbound,
            InboundPacketId = packetId,
        }));
        _deliveries.AddRange(deliveries.Select(delivery => (delivery.Key, delivery.State)));
        _messages.Add(message);
        if (_messages.Count > 30)
        {
            _messages.RemoveAt(0);
        }
    }

    private StoredMessage NewMessage(int size)
    {
        byte[] payload = new byte[size];
        _random.NextBytes(payload);
        return new StoredMessage(
            Encoding.UTF8.GetBytes($"t/{_random.Next(8)}"),
            _random.Next(2) == 0 ? "props"u8.ToArray() : default,
            payload,
            QoS.AtLeastOnce,
            _random.Next(2) == 0,
            _random.Next(2) == 0 ? DateTimeOffset.UnixEpoch.AddDays(20_000 + _random.Next(100)) : null)
        {
            PublisherId = _random.Next(2) == 0 ? "publisher" : null,
            PublisherPrincipal = _random.Next(2) == 0 ? "user" : null,
        };
    }

    private DeliveryRecord NewDelivery(long owner, DeliveryState state, ushort packetId)
        => new(new DeliveryKey(owner, ++_lastSequence), state, packetId, QoS.ExactlyOnce, _random.Next(2) == 0, _random.Next(3) == 0 ? [7u, 300u] : []);

    private void AddDelivery(IBrokerStore store)
    {
        bool hasMessage = _random.Next(3) > 0;
        StoredMessage? message = hasMessage ? _messages[_random.Next(_messages.Count)] : null;
        long owner = _sessions.Keys.ElementAt(_random.Next(_sessions.Count));
        DeliveryRecord delivery = NewDelivery(owner, hasMessage ? DeliveryState.Sent : DeliveryState.Released, ++_lastPacketId);
        Both(store, s => s.AddDelivery(message, delivery));
        _deliveries.Add((delivery.Key, delivery.State));
    }

    private void Go(IBrokerStore store)
    {
        int index = _random.Next(_deliveries.Count);
        (DeliveryKey key, DeliveryState state) = _deliveries[index];
        bool isGroup = _groups.Contains(key.Owner);
        if (isGroup && _sessions.Count > 0 && _random.Next(2) == 0)
        {
            DeliveryRecord to = NewDelivery(_sessions.Keys.ElementAt(_random.Next(_sessions.Count)), DeliveryState.Sent, ++_lastPacketId);
            Both(store, s => s.MoveDelivery(key, to));
            _deliveries[index] = (to.Key, DeliveryState.Sent);
        }
        else if (isGroup || state == DeliveryState.Released || _random.Next(3) == 0)
        {
            Both(store, s => s.RemoveDelivery(key));
            _deliveries.RemoveAt(index);
        }
        else
        {
            ushort packetId = ++_lastPacketId;
            state++;
            Both(store, s => s.SetDelivery(key, state, packetId));
            _deliveries[index] = (key, state);
        }
    }

    private T Take<T>(List<T> list)
    {
        int index = _random.Next(list.Count);
        T item = list[index];
        list.RemoveAt(index);
        return item;
    }

    private void Both(IBrokerStore store, Action<IBrokerStore> change)
    {
        change(store);
        change(Model);
    }
}
