using Topiary.Protocol;

namespace Topiary.Broker;

/// <summary>
/// The messages of QoS 1 and 2 in flight to one session's client, its send quota, and what the store must know about both.
/// </summary>
/// <remarks>Threading: guarded by the outbox.</remarks>
internal sealed class SendWindow(Session session, BrokerCore core, StoredDeliveries stored)
{
    private readonly SendQuota _quota = new(1);
    private readonly OutboundWindow<Delivery> _window = new();
    private readonly Queue<HeldSend> _held = new();
    private long _lastSequence;

    public int Count => _window.Count;

    public bool HasQuota => _quota.Available > 0;

    /// <summary>Whether messages of an earlier connection have still to be sent again, which comes before anything new.</summary>
    public bool IsReplaying => _window.IsReplaying;

    /// <summary>Whether packets wait for the store before they may be written; what is sent after them waits behind them.</summary>
    public bool IsHolding => _held.Count > 0;

    /// <summary>What the store has to keep before all that is held may be written.</summary>
    public long HeldPosition { get; private set; }

    public DeliveryKey NextKey() => new(session.Number, ++_lastSequence);

    /// <summary>A connection resumes the session.</summary>
    public void Begin(int quota)
    {
        _held.Clear();
        _quota.Reset(quota);
        _window.BeginReplay();
    }

    /// <summary>Sends a message that is just being handed to its receivers.</summary>
    public SendOutcome TrySend(ClientConnection connection, FanOut message, QoS qos, bool retain, uint[] identifiers, SharedGroup? group)
    {
        // A session that ends with its connection sends nothing again: its identifier is all that is needed.
        StoredMessage? kept = session.ExpirySeconds == 0 && group is null ? null : message.Store();
        var delivery = new Delivery(default, kept, qos, retain, identifiers, group, connection);
        return _window.TryAdd(qos, delivery, out ushort packetId)
            ? AfterWrite(message.TryWrite(connection, qos, retain, identifiers, packetId), packetId, delivery)
            : SendOutcome.Full;
    }

    /// <summary>
    /// Sends a message that has waited. One of QoS 2 to a session that outlives the process is held back until the store has its packet identifier:
    /// under another one the client would take it for another message.
    /// </summary>
    public SendOutcome TrySend(ClientConnection connection, in Delivery waiting)
    {
        Delivery delivery = waiting with { SentOn = connection };
        if (!_window.TryAdd(delivery.QoS, delivery, out ushort packetId))
        {
            return SendOutcome.Full;
        }

        bool mustHold = IsHolding || (delivery.QoS == QoS.ExactlyOnce && (session.IsKept || delivery.Key.IsStored));
        if (!mustHold)
        {
            return AfterWrite(connection.Writer.TryPublish(core.ToOutgoing(delivery, packetId, duplicate: false)), packetId, delivery);
        }

        _quota.TryTake();
        RecordSent(packetId, delivery);
        HeldPosition = core.Store?.Position ?? 0;
        _held.Enqueue(new HeldSend(packetId, HeldPosition));
        return SendOutcome.Sent;
    }

    /// <summary>Writes what was held back, as far as the store has kept it and the output has room.</summary>
    /// <returns>False when the output is full.</returns>
    public bool SendHeld(ClientConnection connection, long committed)
    {
        while (_held.TryPeek(out HeldSend held) && held.Position <= committed)
        {
            if (!connection.Writer.HasRoom)
            {
                return false;
            }

            _held.Dequeue();
            if (!_window.TryGet(held.PacketId, out OutboundEntry<Delivery> entry) || entry.Value.Message is null)
            {
                continue;
            }

            switch (connection.Writer.TryPublish(core.ToOutgoing(entry.Value, held.PacketId, duplicate: false)))
            {
                case SendOutcome.TooLarge:
                    core.Counters.Dropped(DropReason.TooLarge);
                    Discard(held.PacketId, entry.Value.QoS);
                    _quota.Return();
                    stored.Forget(entry.Value);
                    break;
                case SendOutcome.Full:
                    // There was room a moment ago. The client gets it on its next connection.
                    connection.Abort();
                    break;
            }
        }

        return true;
    }

    /// <summary>Sends again what an earlier connection has left open, as far as quota and output allow.</summary>
    /// <returns>False when the output is full.</returns>
    public bool Resend(ClientConnection connection)
    {
        while (_window.IsReplaying && connection.Writer.HasRoom)
        {
            if (!_window.TryNextReplay(HasQuota, out OutboundEntry<Delivery> entry))
            {
                return true;
            }

            if (entry.State == OutboundState.WaitPubComp)
            {
                // The message is still open for the client: it counts until PUBCOMP.
                _quota.TakeForPubRel();
                _window.TryReplace(entry.PacketId, entry.Value with { SentOn = connection });
                connection.Writer.SendControl(new AckPacket(PacketType.PubRel, entry.PacketId));
            }
            else
            {
                Resend(connection, entry);
            }
        }

        return !_window.IsReplaying;
    }

    /// <summary>PUBACK or PUBCOMP has come.</summary>
    /// <returns>True when a message is done.</returns>
    public bool OnAck(ClientConnection from, PacketType type, ushort packetId)
    {
        OutboundResult result = type == PacketType.PubAck
            ? _window.OnPubAck(packetId, out Delivery delivery)
            : _window.OnPubComp(packetId, out delivery);
        return Finish(from, type, result, delivery);
    }

    /// <summary>PUBREC has come.</summary>
    /// <returns>The code of the PUBREL to answer with; null when the message is done and has no answer.</returns>
    public ReasonCode? OnPubRec(ClientConnection from, ushort packetId, ReasonCode reasonCode)
    {
        OutboundResult result = _window.OnPubRec(packetId, reasonCode, out Delivery delivery);
        switch (result)
        {
            case OutboundResult.SendPubRel:
                Delivery released = delivery with { Message = null };
                _window.TryReplace(packetId, released);
                if (released.Key.IsStored)
                {
                    core.Store?.SetDelivery(released.Key, DeliveryState.Released, packetId);
                }

                return ReasonCode.Success;
            case OutboundResult.Unknown:
                return ReasonCode.PacketIdentifierNotFound;
            default:
                Finish(from, PacketType.PubRec, result, delivery);
                return null;
        }
    }

    /// <summary>Gives up a message of QoS 1 that another session is to get.</summary>
    public bool TryWithdraw(ushort packetId) => _window.OnPubAck(packetId, out _) == OutboundResult.Completed;

    /// <summary>The messages that would be sent again to the next connection.</summary>
    public IEnumerable<StoredMessage> GetMessages()
    {
        var entries = new List<OutboundEntry<Delivery>>();
        _window.CopyTo(entries);
        return entries.Where(entry => entry.State != OutboundState.WaitPubComp && entry.Value.Message is not null).Select(entry => entry.Value.Message!);
    }

    /// <summary>Gives messages up that no connection waits for.</summary>
    public int Remove(HashSet<StoredMessage> messages)
    {
        var entries = new List<OutboundEntry<Delivery>>();
        _window.CopyTo(entries);
        int count = 0;
        foreach (OutboundEntry<Delivery> entry in entries)
        {
            if (entry.State != OutboundState.WaitPubComp && entry.Value.Message is { } message && messages.Contains(message))
            {
                Discard(entry.PacketId, entry.Value.QoS);
                stored.Forget(entry.Value);
                count++;
            }
        }

        return count;
    }

    public void CopyTo(List<OutboundEntry<Delivery>> target) => _window.CopyTo(target);

    /// <summary>Takes in a message that was in flight when the store was last written.</summary>
    public void Restore(in DeliveryRecord record, in Delivery delivery)
    {
        OutboundState state = record.State == DeliveryState.Released ? OutboundState.WaitPubComp
            : record.QoS == QoS.AtLeastOnce ? OutboundState.WaitPubAck : OutboundState.WaitPubRec;
        _window.TryRestore(record.PacketId, state, delivery);
    }

    /// <summary>Goes on counting after what a store has kept.</summary>
    public void RestoreSequence(long sequence) => _lastSequence = Math.Max(_lastSequence, sequence);

    private SendOutcome AfterWrite(SendOutcome outcome, ushort packetId, in Delivery delivery)
    {
        if (outcome == SendOutcome.Sent)
        {
            _quota.TryTake();
            RecordSent(packetId, delivery);
            return outcome;
        }

        Discard(packetId, delivery.QoS);
        if (outcome == SendOutcome.TooLarge)
        {
            stored.Forget(delivery);
        }

        return outcome;
    }

    // What the store has to know of a message that is being sent, and under which key.
    private void RecordSent(ushort packetId, in Delivery delivery)
    {
        if (core.Store is not { } store)
        {
            return;
        }

        DeliveryKey key = delivery.Key;
        if (key.IsStored && key.Owner == session.Number)
        {
            store.SetDelivery(key, DeliveryState.Sent, packetId);
            return;
        }

        if (key.IsStored && delivery.QoS == QoS.AtLeastOnce)
        {
            // It stays with the shared subscription until it is acknowledged; another member may get it.
            return;
        }

        key = session.IsKept ? RecordNew(store, packetId, delivery) : default;
        if (delivery.Key.IsStored && !key.IsStored)
        {
            // No other member may get it, and this one does not outlive the process.
            store.RemoveDelivery(delivery.Key);
        }

        _window.TryReplace(packetId, delivery with { Key = key });
    }

    private DeliveryKey RecordNew(IBrokerStore store, ushort packetId, in Delivery delivery)
    {
        bool hasMessage = delivery.Message is { IsRecorded: true };
        if (!hasMessage && delivery.QoS == QoS.AtLeastOnce)
        {
            return default;
        }

        // Of a message that is not kept only the identifier is: it is released when the client comes back.
        DeliveryState state = hasMessage ? DeliveryState.Sent : DeliveryState.Released;
        var record = new DeliveryRecord(NextKey(), state, packetId, delivery.QoS, delivery.Retain, delivery.Identifiers);
        if (delivery.Key.IsStored)
        {
            store.MoveDelivery(delivery.Key, record);
        }
        else
        {
            store.AddDelivery(hasMessage ? delivery.Message : null, record);
        }

        return record.Key;
    }

    // A message that is sent again counts against the quota of the new connection, and is never dropped for its age.
    private void Resend(ClientConnection connection, in OutboundEntry<Delivery> entry)
    {
        Delivery delivery = entry.Value;
        switch (connection.Writer.TryPublish(core.ToOutgoing(delivery, entry.PacketId, duplicate: true)))
        {
            case SendOutcome.Sent:
                _quota.TryTake();
                _window.TryReplace(entry.PacketId, delivery with { SentOn = connection });
                break;
            case SendOutcome.TooLarge:
                core.Counters.Dropped(DropReason.TooLarge);
                Discard(entry.PacketId, delivery.QoS);
                stored.Forget(delivery);
                break;
            default:
                // There was room a moment ago. The client gets it on its next connection.
                connection.Abort();
                break;
        }
    }

    private bool Finish(ClientConnection from, PacketType type, OutboundResult result, in Delivery delivery)
    {
        if (result == OutboundResult.Mismatch)
        {
            throw new MqttProtocolException(ReasonCode.ProtocolError, 0, $"{type} does not fit the message with this packet identifier");
        }

        if (result != OutboundResult.Completed)
        {
            return false;
        }

        if (ReferenceEquals(delivery.SentOn, from))
        {
            _quota.Return();
        }

        stored.Forget(delivery);
        return true;
    }

    // It never left on this connection: its identifier is free again.
    private void Discard(ushort packetId, QoS qos) => _ = qos == QoS.AtLeastOnce
        ? _window.OnPubAck(packetId, out _)
        : _window.OnPubRec(packetId, ReasonCode.UnspecifiedError, out _);

    private readonly record struct HeldSend(ushort PacketId, long Position);
}
