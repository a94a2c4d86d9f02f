using Topiary.Protocol;

namespace Topiary.Broker;

/// <summary>
/// The messages of QoS 1 and 2 in flight to one session's client, its send quota, and what the store must know about both.
/// </summary>
/// <remarks>Threading: guarded by the outbox.</remarks>
internal sealed class SendWindow(Session session, BrokerCore core)
{
    private readonly SendQuota _quota = new(1);
    private readonly OutboundWindow<Delivery> _window = new();
    private long _lastSequence;

    public int Count => _window.Count;

    public bool HasQuota => _quota.Available > 0;

    /// <summary>Whether messages of an earlier connection have still to be sent again, which comes before anything new.</summary>
    public bool IsReplaying => _window.IsReplaying;

    public long NextSequence() => ++_lastSequence;

    /// <summary>A connection resumes the session.</summary>
    public void Begin(int quota)
    {
        _quota.Reset(quota);
        _window.BeginReplay();
    }

    /// <summary>Sends a message that is just being handed to its receivers.</summary>
    public SendOutcome TrySend(ClientConnection connection, FanOut message, QoS qos, bool retain, uint[] identifiers, SharedGroup? group)
    {
        var delivery = new Delivery(NextSequence(), message.Store(), qos, retain, identifiers, group, connection);
        return _window.TryAdd(qos, delivery, out ushort packetId)
            ? AfterWrite(message.TryWrite(connection, qos, retain, identifiers, packetId), packetId, delivery)
            : SendOutcome.Full;
    }

    /// <summary>Sends a message that has waited.</summary>
    public SendOutcome TrySend(ClientConnection connection, in Delivery waiting)
    {
        Delivery delivery = waiting with { SentOn = connection };
        return _window.TryAdd(delivery.QoS, delivery, out ushort packetId)
            ? AfterWrite(connection.TryPublish(core.ToOutgoing(delivery, packetId, duplicate: false)), packetId, delivery)
            : SendOutcome.Full;
    }

    /// <summary>Sends again what an earlier connection has left open, as far as quota and output allow.</summary>
    /// <returns>False when the output is full.</returns>
    public bool Resend(ClientConnection connection)
    {
        while (_window.IsReplaying && connection.HasRoom)
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
                connection.SendControl(new AckPacket(PacketType.PubRel, entry.PacketId));
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
                Record(released, DeliveryState.Released, packetId);
                return ReasonCode.Success;
            case OutboundResult.Unknown:
                return ReasonCode.PacketIdentifierNotFound;
            default:
                Finish(from, PacketType.PubRec, result, delivery);
                return null;
        }
    }

    /// <summary>Gives up a message of QoS 1 that another session is to get.</summary>
    public bool TryWithdraw(ushort packetId, in Delivery delivery)
    {
        if (_window.OnPubAck(packetId, out _) != OutboundResult.Completed)
        {
            return false;
        }

        Forget(delivery);
        return true;
    }

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
                Forget(entry.Value);
                count++;
            }
        }

        return count;
    }

    public void CopyTo(List<OutboundEntry<Delivery>> target) => _window.CopyTo(target);

    /// <summary>Takes in a message that was in flight when the store was last written.</summary>
    public void Restore(in OutboundRecord record, in Delivery delivery)
    {
        OutboundState state = record.State == DeliveryState.Released ? OutboundState.WaitPubComp
            : record.QoS == QoS.AtLeastOnce ? OutboundState.WaitPubAck : OutboundState.WaitPubRec;
        _window.TryRestore(record.PacketId, state, delivery);
    }

    /// <summary>Goes on counting after what a store has kept.</summary>
    public void RestoreSequence(long sequence) => _lastSequence = Math.Max(_lastSequence, sequence);

    public void Record(in Delivery delivery, DeliveryState state, ushort packetId)
    {
        if (session.IsKept)
        {
            core.SessionStore.SetOutbound(
                session.ClientId,
                new OutboundRecord(delivery.Sequence, state, packetId, delivery.Message, delivery.QoS, delivery.Retain, delivery.Identifiers));
        }
    }

    public void Forget(in Delivery delivery)
    {
        if (session.IsKept)
        {
            core.SessionStore.RemoveOutbound(session.ClientId, delivery.Sequence);
        }
    }

    private SendOutcome AfterWrite(SendOutcome outcome, ushort packetId, in Delivery delivery)
    {
        if (outcome == SendOutcome.Sent)
        {
            _quota.TryTake();
            Record(delivery, DeliveryState.Sent, packetId);
            return outcome;
        }

        Discard(packetId, delivery.QoS);
        if (outcome == SendOutcome.TooLarge)
        {
            Forget(delivery);
        }

        return outcome;
    }

    // A message that is sent again counts against the quota of the new connection, and is never dropped for its age.
    private void Resend(ClientConnection connection, in OutboundEntry<Delivery> entry)
    {
        Delivery delivery = entry.Value;
        switch (connection.TryPublish(core.ToOutgoing(delivery, entry.PacketId, duplicate: true)))
        {
            case SendOutcome.Sent:
                _quota.TryTake();
                _window.TryReplace(entry.PacketId, delivery with { SentOn = connection });
                break;
            case SendOutcome.TooLarge:
                core.Counters.Dropped(DropReason.TooLarge);
                Discard(entry.PacketId, delivery.QoS);
                Forget(delivery);
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

        Forget(delivery);
        return true;
    }

    // It never left on this connection: its identifier is free again.
    private void Discard(ushort packetId, QoS qos) => _ = qos == QoS.AtLeastOnce
        ? _window.OnPubAck(packetId, out _)
        : _window.OnPubRec(packetId, ReasonCode.UnspecifiedError, out _);
}
