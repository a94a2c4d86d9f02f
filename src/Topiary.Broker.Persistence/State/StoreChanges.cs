using Topiary.Storage;

namespace Topiary.Broker.Persistence;

/// <summary>Makes changes: appends the record of each, then changes the index in the same way. The record goes first, as the log may delete what the index marks dead.</summary>
/// <remarks>Threading: guarded by the store.</remarks>
internal sealed class StoreChanges(StoreIndex index, Journal journal, RecordLog log, StoreClock clock)
{
    private readonly List<DeliveryRecord> _deliveries = [];

    public void SetSession(SessionRecord session)
    {
        journal.WriteTime(clock);
        index.SetOwner(session.Number, journal.WriteSession(session)).Session = session;
    }

    public void SetGroup(long group, string filter) => index.SetOwner(group, journal.WriteGroup(group, filter)).GroupFilter = filter;

    /// <summary>A session or shared subscription has ended.</summary>
    public void RemoveOwner(long number, RecordType type)
    {
        if (index.Find(number) is { } owner)
        {
            journal.WriteNumber(type, number);
            index.RemoveOwner(owner);
        }
    }

    public void SetSubscription(long session, in SubscriptionRecord subscription)
    {
        if (index.Find(session) is { } owner)
        {
            index.SetSubscription(owner, subscription, journal.WriteSubscription(session, subscription));
        }
    }

    public void RemoveSubscription(long session, string filter)
    {
        if (index.Find(session) is { } owner && owner.Subscriptions.ContainsKey(filter))
        {
            journal.Body.Clear();
            SubscriptionFields.WriteKey(journal.Body, session, filter);
            journal.AppendChange(RecordType.SubscriptionEnd);
            index.RemoveSubscription(owner, filter);
        }
    }

    public void Publish(in PublishRecord publish)
    {
        journal.WriteTime(clock);
        _deliveries.Clear();
        foreach (DeliveryRecord delivery in publish.Deliveries)
        {
            // One whose session has ended meanwhile is of no interest.
            if (index.Find(delivery.Key.Owner) is not null)
            {
                _deliveries.Add(delivery);
            }
        }

        OwnerEntry? inbound = index.Find(publish.InboundSession);
        OwnerEntry? willOf = index.Find(publish.WillOf);
        if (publish.Message is { } message && (publish.IsRetained || _deliveries.Count > 0))
        {
            WriteMessage(message, publish.IsRetained, inbound, publish.InboundPacketId, willOf);
            return;
        }

        if (inbound is not null)
        {
            LogEntry entry = journal.WriteInbound(inbound.Number, publish.InboundPacketId);
            index.SetInbound(inbound, publish.InboundPacketId, new InboundEntry(entry, IsOwn: true));
        }

        if (willOf is { Session: { } session })
        {
            session = session with { Will = null };
            index.SetOwner(session.Number, journal.WriteSession(session)).Session = session;
        }
    }

    public void RemoveRetained(StoredMessage message)
    {
        if (message.StoreState is MessageEntry { IsRetained: true } known)
        {
            journal.WriteNumber(RecordType.RetainedEnd, known.Number);
            index.RemoveRetained(known);
        }
    }

    public void AddDelivery(StoredMessage? message, in DeliveryRecord delivery)
    {
        if (index.Find(delivery.Key.Owner) is not { } owner)
        {
            return;
        }

        if (message is null)
        {
            index.SetDelivery(owner, delivery, null, journal.WriteDelivery(0, delivery));
        }
        else if (message.StoreState is MessageEntry known)
        {
            log.MarkDead(journal.WriteDelivery(known.Number, delivery));
            index.SetDelivery(owner, delivery, known, default);
        }
        else
        {
            // Nobody else needs it any more, so that it was forgotten.
            _deliveries.Clear();
            _deliveries.Add(delivery);
            WriteMessage(message, isRetained: false, null, 0, null);
        }
    }

    public void SetDelivery(DeliveryKey key, DeliveryState state, ushort packetId)
    {
        if (index.Find(key.Owner) is not { } owner || !owner.Deliveries.TryGetValue(key.Sequence, out DeliveryEntry? delivery))
        {
            return;
        }

        DeliveryRecord record = delivery.Record with { State = state, PacketId = packetId };
        if (state == DeliveryState.Released)
        {
            index.SetDelivery(owner, record, null, journal.WriteDelivery(0, record));
            return;
        }

        delivery.Record = record;
        journal.Body.Clear();
        DeliverySentFields.Write(journal.Body, key, packetId);
        journal.AppendChange(RecordType.DeliverySent);
    }

    public void MoveDelivery(DeliveryKey from, in DeliveryRecord to)
    {
        if (index.Find(to.Key.Owner) is not { } owner)
        {
            return;
        }

        if (index.Find(from)?.Message is not { } message)
        {
            // The shared subscription has ended: the packet identifier is all that can be kept.
            DeliveryRecord released = to with { State = DeliveryState.Released };
            index.SetDelivery(owner, released, null, journal.WriteDelivery(0, released));
            return;
        }

        journal.Body.Clear();
        DeliveryMoveFields.Write(journal.Body, from, to);
        journal.AppendChange(RecordType.DeliveryMove);
        index.SetDelivery(owner, to, message, default);
        index.RemoveDelivery(from);
    }

    public void RemoveDelivery(DeliveryKey key)
    {
        if (index.Find(key) is not null)
        {
            journal.Body.Clear();
            DeliveryEndFields.Write(journal.Body, key);
            journal.AppendChange(RecordType.DeliveryEnd);
            index.RemoveDelivery(key);
        }
    }

    public void RemoveInbound(long session, ushort packetId)
    {
        if (index.Find(session) is { } owner && owner.Inbound.ContainsKey(packetId))
        {
            journal.Body.Clear();
            InboundFields.Write(journal.Body, session, packetId);
            journal.AppendChange(RecordType.InboundEnd);
            index.RemoveInbound(owner, packetId);
        }
    }

    // The message goes to the deliveries that have been gathered.
    private void WriteMessage(StoredMessage message, bool isRetained, OwnerEntry? inbound, ushort packetId, OwnerEntry? willOf)
    {
        long number = index.LastMessage + 1;
        var recipients = new List<LogEntry>();
        LogEntry entry = journal.WriteMessage(
            number, message, isRetained, _deliveries, recipients, new InboundFields(inbound?.Number ?? 0, packetId), willOf?.Number ?? 0);
        MessageEntry known = index.SetMessage(number, message.Topic, entry);
        known.Recipients.AddRange(recipients);
        known.Message = message;
        message.StoreState = known;
        foreach (DeliveryRecord delivery in _deliveries)
        {
            index.SetDelivery(index.Find(delivery.Key.Owner)!, delivery, known, default);
        }

        if (isRetained)
        {
            index.SetRetained(known);
        }

        if (inbound is not null)
        {
            index.SetInbound(inbound, packetId, new InboundEntry(entry, IsOwn: false));
        }

        if (willOf is { Session: { } session })
        {
            willOf.Session = session with { Will = null };
        }
    }
}
