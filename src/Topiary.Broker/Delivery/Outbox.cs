using Topiary.Protocol;

namespace Topiary.Broker;

/// <summary>
/// Everything on its way to one session: what is in flight, retained messages still to be sent, and what waits. Messages of QoS 0
/// pass by it straight to the connection.
/// </summary>
/// <remarks>
/// Threading: any thread; one short lock, under which nothing waits and no user code runs. Inside it only the locks of a shared
/// subscription, of a connection's aliases and of its output queue are taken.
/// </remarks>
internal sealed class Outbox(Session session, BrokerCore core)
{
    private readonly Lock _gate = new();
    private readonly SendWindow _window = new(session, core);
    private readonly WaitingQueue _waiting = new(core.QueueLimits, core.Counters);
    private Queue<RetainedReplay>? _replays;
    private volatile ClientConnection? _connection;
    private bool _waitsForRoom;
    private bool _ended;

    /// <summary>Whether the session has a connection that takes messages.</summary>
    public bool IsOnline => _connection is not null;

    /// <summary>Messages that wait, and messages under way, for the session.</summary>
    public OutboxLoad Load
    {
        get
        {
            lock (_gate)
            {
                return new OutboxLoad(_waiting.Count + (_replays?.Count ?? 0), _window.Count, _waiting.Bytes);
            }
        }
    }

    private bool MaySend => !_waitsForRoom && !_window.IsReplaying && _replays is null && _waiting.Count == 0 && _window.HasQuota;

    /// <summary>Hands over one copy of a message.</summary>
    public void Deliver(FanOut message, Receiver receiver, bool retain, FlushSet flush)
    {
        QoS qos = message.QoS < receiver.QoS ? message.QoS : receiver.QoS;
        if (qos == QoS.AtMostOnce)
        {
            DeliverAtMostOnce(message, retain, receiver.Identifiers, flush);
            return;
        }

        bool overflown;
        lock (_gate)
        {
            if (_ended
                || (_connection is { } connection && MaySend
                    && IsSent(_window.TrySend(connection, message, qos, retain, receiver.Identifiers, null), connection, flush)))
            {
                return;
            }

            overflown = !Enqueue(new Delivery(_window.NextSequence(), message.Store(), qos, retain, receiver.Identifiers, null));
        }

        if (overflown)
        {
            _connection?.Disconnect(ReasonCode.QuotaExceeded, "Too many messages wait for this client");
        }
    }

    /// <summary>Hands over a message of a shared subscription, if the session can take it at once.</summary>
    public bool TryDeliverShared(FanOut message, Subscription member, FlushSet flush)
    {
        QoS granted = member.Options.MaximumQoS;
        QoS qos = message.QoS < granted ? message.QoS : granted;
        bool retain = message.Retain && member.Options.RetainAsPublished;
        if (_connection is not { } connection)
        {
            return false;
        }

        if (qos == QoS.AtMostOnce)
        {
            return IsSent(message.TryWrite(connection, qos, retain, member.Receiver.Identifiers, 0), connection, flush, mayWait: false);
        }

        lock (_gate)
        {
            return !_ended && ReferenceEquals(_connection, connection) && MaySend
                && IsSent(_window.TrySend(connection, message, qos, retain, member.Receiver.Identifiers, member.Group), connection, flush);
        }
    }

    /// <summary>Begins to send retained messages because of a subscription.</summary>
    public void Replay(RetainedReplay replay, FlushSet flush)
    {
        lock (_gate)
        {
            if (!_ended)
            {
                (_replays ??= new Queue<RetainedReplay>()).Enqueue(replay);
                PumpLocked(flush);
            }
        }
    }

    /// <summary>Sends no more retained messages because of a subscription that has ended.</summary>
    public void CancelReplay(string filter, FlushSet flush)
    {
        lock (_gate)
        {
            if (_replays is not null && _replays.Any(replay => replay.Filter == filter))
            {
                _replays = new Queue<RetainedReplay>(_replays.Where(replay => replay.Filter != filter));
                PumpLocked(flush);
            }
        }
    }

    /// <summary>Sends what may be sent now.</summary>
    public void Pump(FlushSet flush)
    {
        lock (_gate)
        {
            PumpLocked(flush);
        }
    }

    /// <summary>A connection takes over: what is in flight is sent again, then what waits.</summary>
    public void Attach(ClientConnection connection, int quota, FlushSet flush)
    {
        lock (_gate)
        {
            // Another connection may have taken the session over since this one got it.
            if (_ended || !ReferenceEquals(session.Owner, connection))
            {
                return;
            }

            _waitsForRoom = false;
            _window.Begin(quota);
            _connection = connection;
            flush.Add(connection);
            PumpLocked(flush);
        }
    }

    /// <summary>The connection has gone. Messages of shared subscriptions go to other members, if any is connected.</summary>
    public void Detach(ClientConnection connection, FlushSet flush)
    {
        List<OutboundEntry<Delivery>>? inFlight = null;
        lock (_gate)
        {
            if (!ReferenceEquals(_connection, connection))
            {
                return;
            }

            _connection = null;
            if (session.Shares.Length > 0)
            {
                _window.CopyTo(inFlight = []);
            }
        }

        if (inFlight is not null)
        {
            GiveBackShared(inFlight, group => group.HasOtherOnline(session), flush);
        }
    }

    /// <summary>The session has ended: everything is dropped, but for messages of shared subscriptions, which other members get.</summary>
    public void End(FlushSet flush)
    {
        var inFlight = new List<OutboundEntry<Delivery>>();
        lock (_gate)
        {
            _ended = true;
            _connection = null;
            _window.CopyTo(inFlight);
            _waiting.Clear();
            _replays = null;
        }

        GiveBackShared(inFlight, static _ => true, flush);
    }

    /// <summary>PUBACK or PUBCOMP has come.</summary>
    public void OnAck(ClientConnection from, PacketType type, ushort packetId, FlushSet flush)
    {
        lock (_gate)
        {
            if (ReferenceEquals(_connection, from) && _window.OnAck(from, type, packetId))
            {
                PumpLocked(flush);
            }
        }
    }

    /// <summary>PUBREC has come.</summary>
    /// <returns>The code of the PUBREL to answer with; null for no answer.</returns>
    public ReasonCode? OnPubRec(ClientConnection from, ushort packetId, ReasonCode reasonCode, FlushSet flush)
    {
        lock (_gate)
        {
            if (!ReferenceEquals(_connection, from))
            {
                return null;
            }

            ReasonCode? answer = _window.OnPubRec(from, packetId, reasonCode);
            if (answer is null)
            {
                PumpLocked(flush);
            }

            return answer;
        }
    }

    /// <summary>The messages on their way to the session, those under way to a connected client excepted.</summary>
    public StoredMessage[] GetMessages()
    {
        lock (_gate)
        {
            var messages = new List<StoredMessage>();
            _waiting.ForEach(delivery => messages.Add(delivery.Message!));
            if (_connection is null)
            {
                messages.AddRange(_window.GetMessages());
            }

            return [.. messages];
        }
    }

    /// <summary>Drops messages out of those that <see cref="GetMessages"/> gives.</summary>
    /// <returns>How many.</returns>
    public int Remove(HashSet<StoredMessage> messages)
    {
        lock (_gate)
        {
            List<Delivery> removed = _waiting.RemoveAll(messages.Contains);
            removed.ForEach(delivery => _window.Forget(delivery));
            return removed.Count + (_connection is null ? _window.Remove(messages) : 0);
        }
    }

    /// <summary>Takes in what a store has kept of the session.</summary>
    public void Restore(IReadOnlyList<OutboundRecord> records)
    {
        lock (_gate)
        {
            foreach (OutboundRecord record in records)
            {
                var delivery = new Delivery(record.Sequence, record.Message, record.QoS, record.Retain, record.Identifiers.ToArray(), null);
                _window.RestoreSequence(record.Sequence);
                if (record.State == DeliveryState.Queued)
                {
                    _waiting.Add(delivery);
                }
                else
                {
                    _window.Restore(record, delivery);
                }
            }
        }
    }

    private void DeliverAtMostOnce(FanOut message, bool retain, uint[] identifiers, FlushSet flush)
    {
        if (_connection is not { } connection)
        {
            core.Counters.Dropped(DropReason.Offline);
        }
        else if (!IsSent(message.TryWrite(connection, QoS.AtMostOnce, retain, identifiers, 0), connection, flush, mayWait: false))
        {
            core.Counters.Dropped(DropReason.SlowConsumer);
        }
    }

    // False: it must wait. True also when it was dropped because it is too large for the client.
    private bool IsSent(SendOutcome outcome, ClientConnection connection, FlushSet flush, bool mayWait = true)
    {
        if (outcome == SendOutcome.Sent)
        {
            flush.Add(connection);
            return true;
        }

        if (outcome == SendOutcome.TooLarge)
        {
            core.Counters.Dropped(DropReason.TooLarge);
            return true;
        }

        if (mayWait)
        {
            WaitForRoom(connection);
        }

        return false;
    }

    private bool Enqueue(in Delivery delivery)
    {
        bool taken = _waiting.TryAdd(delivery, core.Clock, out List<Delivery>? dropped);
        dropped?.ForEach(d => _window.Forget(d));
        if (taken)
        {
            _window.Record(delivery, DeliveryState.Queued, 0);
        }

        return taken || core.QueueLimits.Overflow != OverflowPolicy.Disconnect;
    }

    private void PumpLocked(FlushSet flush)
    {
        if (_connection is not { } connection || _waitsForRoom)
        {
            return;
        }

        if (_window.IsReplaying)
        {
            flush.Add(connection);
            if (!_window.Resend(connection))
            {
                WaitForRoom(connection);
                return;
            }
        }

        if (!_window.IsReplaying && ReplayRetained(connection, flush) && SendWaiting(connection, flush))
        {
            FetchShared(connection, flush);
        }
    }

    private bool ReplayRetained(ClientConnection connection, FlushSet flush)
    {
        while (_replays is not null)
        {
            if (!_replays.TryPeek(out RetainedReplay? replay))
            {
                _replays = null;
                return true;
            }

            while (replay.TryPeek(core.Clock.UtcNow, out StoredMessage? message))
            {
                QoS qos = message.QoS < replay.QoS ? message.QoS : replay.QoS;
                if ((qos != QoS.AtMostOnce && !_window.HasQuota)
                    || !TrySend(connection, new Delivery(_window.NextSequence(), message, qos, true, replay.Identifiers, null), flush))
                {
                    return false;
                }

                replay.Advance();
            }

            _replays.Dequeue();
        }

        return true;
    }

    private bool SendWaiting(ClientConnection connection, FlushSet flush)
    {
        while (_waiting.Count > 0 && _window.HasQuota)
        {
            Delivery delivery = _waiting.First;
            if (delivery.Message!.IsExpired(core.Clock.UtcNow))
            {
                core.Counters.Dropped(DropReason.Expired);
                _window.Forget(delivery);
            }
            else if (!TrySend(connection, delivery, flush))
            {
                return false;
            }

            _waiting.TakeFirst();
        }

        return _waiting.Count == 0;
    }

    private void FetchShared(ClientConnection connection, FlushSet flush)
    {
        foreach (Subscription member in session.Shares)
        {
            while (_window.HasQuota && member.Group!.TryTake(core.Clock.UtcNow) is { } message)
            {
                // Nobody can be asked here; what is not known to be allowed waits for another member, or for this one to be asked about.
                if (core.Authorization.ChecksDelivery && session.Rights.Find(message.Topic.Span) is not true)
                {
                    member.Group.GiveBack(message);
                    break;
                }

                QoS granted = member.Options.MaximumQoS;
                QoS qos = message.QoS < granted ? message.QoS : granted;
                bool retain = message.Retain && member.Options.RetainAsPublished;
                if (!TrySend(connection, new Delivery(_window.NextSequence(), message, qos, retain, member.Receiver.Identifiers, member.Group), flush))
                {
                    member.Group.GiveBack(message);
                    return;
                }
            }
        }
    }

    private bool TrySend(ClientConnection connection, in Delivery delivery, FlushSet flush) => IsSent(
        delivery.QoS == QoS.AtMostOnce ? connection.TryPublish(core.ToOutgoing(delivery, 0, duplicate: false)) : _window.TrySend(connection, delivery),
        connection,
        flush);

    private void WaitForRoom(ClientConnection connection)
    {
        if (!_waitsForRoom && !connection.Output.IsCompleted)
        {
            _waitsForRoom = true;
            _ = PumpWhenDrainedAsync(connection);
        }
    }

    private async Task PumpWhenDrainedAsync(ClientConnection connection)
    {
        // Off this thread first: the caller holds the lock.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        connection.Output.Flush();
        await connection.Output.DrainedAsync(CancellationToken.None).ConfigureAwait(false);
        var flush = new FlushSet();
        lock (_gate)
        {
            if (ReferenceEquals(_connection, connection))
            {
                _waitsForRoom = false;
                PumpLocked(flush);
            }
        }

        flush.Flush();
    }

    // Last first, as each goes to the front of its group's queue. QoS 2 stays with the member that it was sent to.
    private void GiveBackShared(List<OutboundEntry<Delivery>> inFlight, Predicate<SharedGroup> isWanted, FlushSet flush)
    {
        var groups = new HashSet<SharedGroup>();
        for (int i = inFlight.Count - 1; i >= 0; i--)
        {
            Delivery delivery = inFlight[i].Value;
            if (delivery.Group is { } group && inFlight[i].State == OutboundState.WaitPubAck && isWanted(group)
                && TryWithdraw(inFlight[i].PacketId, delivery))
            {
                group.GiveBack(delivery.Message!);
                groups.Add(group);
            }
        }

        foreach (SharedGroup group in groups)
        {
            group.OfferToMembers(flush);
        }
    }

    private bool TryWithdraw(ushort packetId, in Delivery delivery)
    {
        lock (_gate)
        {
            return _connection is null && _window.TryWithdraw(packetId, delivery);
        }
    }
}
