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
internal sealed class Outbox : IRecordedQueue
{
    private readonly Lock _gate = new();
    private readonly Session _session;
    private readonly BrokerCore _core;
    private readonly StoredDeliveries _stored;
    private readonly SendWindow _window;
    private readonly WaitingQueue _waiting;
    private readonly RetainedReplays _replays = new();
    private volatile ClientConnection? _connection;
    private bool _waitsForRoom;
    private bool _waitsForCommit;
    private long _committed;
    private bool _ended;

    public Outbox(Session session, BrokerCore core)
    {
        _session = session;
        _core = core;
        _stored = new StoredDeliveries(core);
        _window = new SendWindow(session, core, _stored);
        _waiting = new WaitingQueue(core.QueueLimits, core.Counters);
    }

    /// <summary>Whether the session has a connection that takes messages.</summary>
    public bool IsOnline => _connection is not null;

    /// <summary>Messages that wait, and messages under way, for the session.</summary>
    public OutboxLoad Load
    {
        get
        {
            lock (_gate)
            {
                return new OutboxLoad(_waiting.Count + (_replays.Count), _window.Count, _waiting.Bytes);
            }
        }
    }

    private bool MaySend => !_waitsForRoom && !_window.IsReplaying && !_window.IsHolding && _replays.IsEmpty && _waiting.Count == 0 && _window.HasQuota;

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
            // What the store is to have waits until it has it; so does what it has to know the packet identifier of.
            bool isKept = _session.IsKept;
            bool isStored = isKept && message.IsStored;
            bool mustWait = isStored || (isKept && qos == QoS.ExactlyOnce);
            if (_ended
                || (!mustWait && _connection is { } connection && MaySend
                    && IsSent(_window.TrySend(connection, message, qos, retain, receiver.Identifiers, null), connection, flush)))
            {
                return;
            }

            DeliveryKey key = isStored ? _window.NextKey() : default;
            overflown = !Enqueue(message, new Delivery(key, message.Store(), qos, retain, receiver.Identifiers, null));
            if (mustWait && !isStored)
            {
                PumpLocked(flush);
            }
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
            return !_ended && (qos == QoS.AtLeastOnce || !_session.IsKept) && ReferenceEquals(_connection, connection) && MaySend
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
                _replays.Add(replay);
                PumpLocked(flush);
            }
        }
    }

    /// <summary>Sends no more retained messages because of a subscription that has ended.</summary>
    public void CancelReplay(string filter, FlushSet flush)
    {
        lock (_gate)
        {
            if (_replays.Cancel(filter))
            {
                PumpLocked(flush);
            }
        }
    }

    /// <summary>The store has been told of a message that was handed over.</summary>
    public void OnRecorded(FlushSet flush)
    {
        lock (_gate)
        {
            _stored.OnRecorded();
            PumpLocked(flush);
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
            if (_ended || !ReferenceEquals(_session.Owner, connection))
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
            if (_session.Shares.Length > 0)
            {
                _window.CopyTo(inFlight = []);
            }
        }

        if (inFlight is not null)
        {
            SharedReturn.GiveBack(_session, _core.Store, inFlight, group => group.HasOtherOnline(_session), TryWithdraw, flush);
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
            _replays.Clear();
        }

        SharedReturn.GiveBack(_session, _core.Store, inFlight, static _ => true, TryWithdraw, flush);
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
            removed.ForEach(delivery => _stored.Forget(delivery));
            return removed.Count + (_connection is null ? _window.Remove(messages) : 0);
        }
    }

    /// <summary>Takes in what a store has kept of the session.</summary>
    public void Restore(IReadOnlyList<StoredDelivery> deliveries)
    {
        lock (_gate)
        {
            foreach ((DeliveryRecord record, StoredMessage? message) in deliveries)
            {
                message?.IsRecorded = true;
                var delivery = new Delivery(record.Key, message, record.QoS, record.Retain, record.Identifiers, null);
                _window.RestoreSequence(record.Key.Sequence);
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

    /// <summary>Whether something is held back that the store has not kept yet.</summary>
    public bool TryFindUncommitted(out long position)
    {
        lock (_gate)
        {
            position = _window.HeldPosition;
            _waitsForCommit = _connection is not null && _window.IsHolding && position > _committed;
            return _waitsForCommit;
        }
    }

    /// <summary>The store has kept what was held back.</summary>
    public void OnCommitted(long position, FlushSet flush)
    {
        lock (_gate)
        {
            _committed = Math.Max(_committed, position);
            PumpLocked(flush);
        }
    }

    /// <summary>The store cannot keep what was held back: the client gets on its next connection what cannot be promised to be sent once now.</summary>
    public void OnCommitFailed()
    {
        ClientConnection? connection;
        lock (_gate)
        {
            _waitsForCommit = false;
            connection = _connection;
        }

        connection?.Abort();
    }

    private void DeliverAtMostOnce(FanOut message, bool retain, uint[] identifiers, FlushSet flush)
    {
        if (_connection is not { } connection)
        {
            _core.Counters.Dropped(DropReason.Offline);
        }
        else if (!IsSent(message.TryWrite(connection, QoS.AtMostOnce, retain, identifiers, 0), connection, flush, mayWait: false))
        {
            _core.Counters.Dropped(DropReason.SlowConsumer);
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
            _core.Counters.Dropped(DropReason.TooLarge);
            return true;
        }

        if (mayWait)
        {
            WaitForRoom(connection);
        }

        return false;
    }

    private bool Enqueue(FanOut message, in Delivery delivery)
    {
        bool taken = _waiting.TryAdd(delivery, _core.Clock, out List<Delivery>? dropped);
        dropped?.ForEach(d => _stored.Forget(d));
        if (taken && delivery.Key.IsStored)
        {
            message.AddDelivery(this, new DeliveryRecord(
                delivery.Key, DeliveryState.Queued, 0, delivery.QoS, delivery.Retain, delivery.Identifiers));
        }

        return taken || _core.QueueLimits.Overflow != OverflowPolicy.Disconnect;
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

        if (_window.IsReplaying || !SendHeld(connection, flush))
        {
            return;
        }

        if (ReplayRetained(connection, flush) && SendWaiting(connection, flush))
        {
            FetchShared(connection, flush);
        }

        if (_window.IsHolding && !_waitsForCommit)
        {
            _waitsForCommit = true;
            _ = HeldSends.ReleaseAsync(this, _session, _core);
        }
    }

    private bool SendHeld(ClientConnection connection, FlushSet flush)
    {
        if (!_window.IsHolding)
        {
            return true;
        }

        flush.Add(connection);
        if (_window.SendHeld(connection, _committed))
        {
            return true;
        }

        WaitForRoom(connection);
        return false;
    }

    private bool ReplayRetained(ClientConnection connection, FlushSet flush)
    {
        while (_replays.TryPeek(_core.Clock.UtcNow, out RetainedReplay? replay, out StoredMessage? message))
        {
            QoS qos = message.QoS < replay.QoS ? message.QoS : replay.QoS;
            if ((qos != QoS.AtMostOnce && !_window.HasQuota)
                || !TrySend(connection, new Delivery(default, message, qos, true, replay.Identifiers, null), flush))
            {
                return false;
            }

            replay.Advance();
        }

        return true;
    }

    private bool SendWaiting(ClientConnection connection, FlushSet flush)
    {
        while (_waiting.Count > 0 && _window.HasQuota)
        {
            Delivery delivery = _waiting.First;
            if (!delivery.IsReady)
            {
                return false;
            }

            if (delivery.Message!.IsExpired(_core.Clock.UtcNow))
            {
                _core.Counters.Dropped(DropReason.Expired);
                _stored.Forget(delivery);
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
        foreach (Subscription member in _session.Shares)
        {
            while (_window.HasQuota && member.Group!.TryTake(_core.Clock.UtcNow) is { } waiting)
            {
                // Nobody can be asked here; what is not known to be allowed waits for another member, or for this one to be asked about.
                StoredMessage message = waiting.Message!;
                if (_core.Authorization.ChecksDelivery && _session.Rights.Find(message.Topic.Span) is not true)
                {
                    member.Group.GiveBack(waiting);
                    break;
                }

                QoS granted = member.Options.MaximumQoS;
                QoS qos = message.QoS < granted ? message.QoS : granted;
                bool retain = message.Retain && member.Options.RetainAsPublished;
                if (!TrySend(connection, waiting with { QoS = qos, Retain = retain, Identifiers = member.Receiver.Identifiers }, flush))
                {
                    member.Group.GiveBack(waiting);
                    return;
                }

                if (qos == QoS.AtMostOnce)
                {
                    _stored.Forget(waiting);
                }
            }
        }
    }

    private bool TrySend(ClientConnection connection, in Delivery delivery, FlushSet flush) => IsSent(
        delivery.QoS == QoS.AtMostOnce ? connection.TryPublish(_core.ToOutgoing(delivery, 0, duplicate: false)) : _window.TrySend(connection, delivery),
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

    private bool TryWithdraw(ushort packetId)
    {
        lock (_gate)
        {
            return _connection is null && _window.TryWithdraw(packetId);
        }
    }
}
