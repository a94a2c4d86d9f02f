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
    private readonly OutboxPump _pump;
    private volatile ClientConnection? _connection;
    private bool _ended;

    public Outbox(Session session, BrokerCore core)
    {
        _session = session;
        _core = core;
        _pump = new OutboxPump(session, core, this, new StoredDeliveries(core));
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
                return new OutboxLoad(_pump.Waiting.Count + (_pump.Replays.Count), _pump.Window.Count, _pump.Waiting.Bytes);
            }
        }
    }

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
                || (!mustWait && _connection is { } connection && _pump.MaySend
                    && _pump.IsSent(_pump.Window.TrySend(connection, message, qos, retain, receiver.Identifiers, null), connection, flush)))
            {
                return;
            }

            DeliveryKey key = isStored ? _pump.Window.NextKey() : default;
            overflown = !_pump.Enqueue(message, new Delivery(key, message.Store(), qos, retain, receiver.Identifiers, null));
            if (mustWait && !isStored)
            {
                _pump.Pump(_connection, flush);
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
            return _pump.IsSent(message.TryWrite(connection, qos, retain, member.Receiver.Identifiers, 0), connection, flush, mayWait: false);
        }

        lock (_gate)
        {
            return !_ended && (qos == QoS.AtLeastOnce || !_session.IsKept) && ReferenceEquals(_connection, connection) && _pump.MaySend
                && _pump.IsSent(_pump.Window.TrySend(connection, message, qos, retain, member.Receiver.Identifiers, member.Group), connection, flush);
        }
    }

    /// <summary>Begins to send retained messages because of a subscription.</summary>
    public void Replay(RetainedReplay replay, FlushSet flush)
    {
        lock (_gate)
        {
            if (!_ended)
            {
                _pump.Replays.Add(replay);
                _pump.Pump(_connection, flush);
            }
        }
    }

    /// <summary>Sends no more retained messages because of a subscription that has ended. What waited behind them goes with the next <see cref="Pump"/>.</summary>
    /// <returns>True when there were some.</returns>
    public bool CancelReplay(string filter)
    {
        lock (_gate)
        {
            return _pump.Replays.Cancel(filter);
        }
    }

    /// <summary>The topics whose retained messages are still to be sent.</summary>
    public RetainedTopic[] GetReplayTopics()
    {
        lock (_gate)
        {
            return _pump.Replays.GetTopics();
        }
    }

    /// <summary>Sends no retained message of some topics any more.</summary>
    /// <returns>How many would have been sent.</returns>
    public int CancelReplays(HashSet<RetainedTopic> topics)
    {
        lock (_gate)
        {
            return _pump.Replays.Cancel(topics);
        }
    }

    /// <summary>The store has been told of a message that was handed over.</summary>
    public void OnRecorded(FlushSet flush)
    {
        lock (_gate)
        {
            _pump.Stored.OnRecorded();
            _pump.Pump(_connection, flush);
        }
    }

    /// <summary>Sends what may be sent now.</summary>
    public void Pump(FlushSet flush)
    {
        lock (_gate)
        {
            _pump.Pump(_connection, flush);
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

            _pump.WaitsForRoom = false;
            _pump.Window.Begin(quota);
            _connection = connection;
            flush.Add(connection);
            _pump.Pump(_connection, flush);
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
                _pump.Window.CopyTo(inFlight = []);
            }
        }

        if (inFlight is not null)
        {
            SharedReturn.GiveBack(_session, _core, inFlight, group => group.HasOtherOnline(_session), TryWithdraw, flush);
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
            _pump.Window.CopyTo(inFlight);
            _pump.Waiting.Clear();
            _pump.Replays.Clear();
        }

        SharedReturn.GiveBack(_session, _core, inFlight, static _ => true, TryWithdraw, flush);
    }

    /// <summary>PUBACKs or PUBCOMPs have come.</summary>
    public void OnAcks(ClientConnection from, PacketType type, ReadOnlySpan<ushort> packetIds, FlushSet flush)
    {
        lock (_gate)
        {
            if (!ReferenceEquals(_connection, from))
            {
                return;
            }

            bool isAnyDone = false;
            foreach (ushort packetId in packetIds)
            {
                isAnyDone |= _pump.Window.OnAck(from, type, packetId);
            }

            if (isAnyDone)
            {
                _pump.Pump(_connection, flush);
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

            ReasonCode? answer = _pump.Window.OnPubRec(from, packetId, reasonCode);
            if (answer is null)
            {
                _pump.Pump(_connection, flush);
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
            _pump.Waiting.ForEach(delivery => messages.Add(delivery.Message!));
            if (_connection is null)
            {
                messages.AddRange(_pump.Window.GetMessages());
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
            List<Delivery> removed = _pump.Waiting.RemoveAll(messages.Contains);
            removed.ForEach(delivery => _pump.Stored.Forget(delivery));
            return removed.Count + (_connection is null ? _pump.Window.Remove(messages) : 0);
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
                _pump.Window.RestoreSequence(record.Key.Sequence);
                if (record.State == DeliveryState.Queued)
                {
                    _pump.Waiting.Add(delivery);
                }
                else
                {
                    _pump.Window.Restore(record, delivery);
                }
            }
        }
    }

    /// <summary>Whether something is held back that the store has not kept yet.</summary>
    public bool TryFindUncommitted(out long position)
    {
        lock (_gate)
        {
            position = _pump.Window.HeldPosition;
            _pump.WaitsForCommit = _connection is not null && _pump.Window.IsHolding && position > _pump.Committed;
            return _pump.WaitsForCommit;
        }
    }

    /// <summary>The store has kept what was held back.</summary>
    public void OnCommitted(long position, FlushSet flush)
    {
        lock (_gate)
        {
            _pump.Committed = Math.Max(_pump.Committed, position);
            _pump.Pump(_connection, flush);
        }
    }

    /// <summary>The store cannot keep what was held back: the client gets on its next connection what cannot be promised to be sent once now.</summary>
    public void OnCommitFailed()
    {
        ClientConnection? connection;
        lock (_gate)
        {
            _pump.WaitsForCommit = false;
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
        else if (!_pump.IsSent(message.TryWrite(connection, QoS.AtMostOnce, retain, identifiers, 0), connection, flush, mayWait: false))
        {
            _core.Counters.Dropped(DropReason.SlowConsumer);
        }
    }

    /// <summary>Goes on when the output of a connection has room.</summary>
    public async Task PumpWhenDrainedAsync(ClientConnection connection)
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
                _pump.WaitsForRoom = false;
                _pump.Pump(_connection, flush);
            }
        }

        flush.Flush();
    }

    private bool TryWithdraw(ushort packetId)
    {
        lock (_gate)
        {
            return _connection is null && _pump.Window.TryWithdraw(packetId);
        }
    }
}
