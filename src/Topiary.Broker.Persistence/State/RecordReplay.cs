using Topiary.Storage;

namespace Topiary.Broker.Persistence;

/// <summary>Makes the changes again that the records of a log tell of, in their order.</summary>
/// <remarks>Threading: one thread, while the store is opened.</remarks>
internal sealed class RecordReplay(StoreIndex index, Action<LogEntry> markDead)
{
    private readonly List<DeliveryRecord> _recipients = [];
    private readonly List<LogEntry> _recipientEntries = [];
    private long _recipientsOf;

    /// <summary>The newest time of day.</summary>
    public TimeFields? LastTime { get; private set; }

    public void Apply(in LogRecord record)
    {
        var reader = new RecordReader(record.Body);
        switch ((RecordType)record.Type)
        {
            case RecordType.Session:
                ApplySession(ref reader, record);
                return;
            case RecordType.Group:
                GroupFields group = GroupFields.Read(ref reader);
                index.SetOwner(group.Number, record.Entry).GroupFilter = group.Filter;
                return;
            case RecordType.Subscription:
                SubscriptionFields subscription = SubscriptionFields.Read(ref reader);
                index.SetSubscription(index.FindOrAdd(subscription.Session), subscription.Subscription, record.Entry);
                return;
            case RecordType.Inbound:
                InboundFields inbound = InboundFields.Read(ref reader);
                index.SetInbound(index.FindOrAdd(inbound.Session), inbound.PacketId, new InboundEntry(record.Entry, IsOwn: true));
                return;
            case RecordType.Message:
                ApplyMessage(ref reader, record);
                return;
            case RecordType.Recipients:
                ApplyRecipients(ref reader, record.Entry);
                return;
            case RecordType.Delivery:
                ApplyDelivery(ref reader, record.Entry);
                return;
            default:
                ApplyChange((RecordType)record.Type, ref reader);
                markDead(record.Entry);
                return;
        }
    }

    /// <summary>Every record has been read: what belongs to nobody goes.</summary>
    /// <returns>How many sessions and shared subscriptions were never told of themselves.</returns>
    public int Finish()
    {
        DropRecipients();
        OwnerEntry[] orphans = [.. index.Owners.Values.Where(owner => !owner.IsRecorded)];
        foreach (OwnerEntry orphan in orphans)
        {
            index.RemoveOwner(orphan);
        }

        return orphans.Count(orphan => orphan.Subscriptions.Count + orphan.Deliveries.Count + orphan.Inbound.Count > 0);
    }

    /// <summary>Moves every time that was written so far.</summary>
    public static void Shift(StoreIndex index, TimeSpan by)
    {
        foreach (OwnerEntry owner in index.Owners.Values)
        {
            owner.Session = owner.Session is { } session ? session with { DisconnectedAt = session.DisconnectedAt + by } : null;
            owner.Unread = owner.Unread is { } unread ? unread with { DisconnectedAt = unread.DisconnectedAt + by } : null;
        }

        foreach (MessageEntry entry in index.Messages.Values)
        {
            entry.Unread = entry.Unread is { } unread ? unread with { ExpiresAt = unread.ExpiresAt + by } : null;
            if (entry.Message is { ExpiresAt: { } at } message)
            {
                entry.Message = new StoredMessage(message.Topic, message.Properties, message.Payload, message.QoS, message.Retain, at + by)
                {
                    PublisherId = message.PublisherId,
                    PublisherPrincipal = message.PublisherPrincipal,
                    StoreState = entry,
                };
            }
        }
    }

    private void ApplySession(ref RecordReader reader, in LogRecord record)
    {
        SessionFields fields = SessionFields.Read(ref reader);
        bool isUnread = record.Entry.HasBlob;
        SessionRecord? session = isUnread ? null : fields.ToSession(reader.Rest.ToArray());
        OwnerEntry owner = index.SetOwner(fields.Number, record.Entry);
        owner.Session = session;
        owner.Unread = isUnread ? fields : null;
    }

    private void ApplyMessage(ref RecordReader reader, in LogRecord record)
    {
        MessageFields fields = MessageFields.Read(ref reader);
        var deliveries = new DeliveryRecord[Math.Min(reader.Length(), reader.Rest.Length)];
        for (int i = 0; i < deliveries.Length; i++)
        {
            deliveries[i] = DeliveryFields.Read(ref reader);
        }

        bool isUnread = record.Entry.HasBlob;
        StoredMessage? content = isUnread ? null : fields.ToMessage(reader.Rest.ToArray());
        MessageEntry message = index.SetMessage(fields.Number, fields.Topic, record.Entry);
        message.Message = content;
        message.Unread = isUnread ? fields : null;
        content?.StoreState = message;
        if (fields.Recipients > 0 && _recipientsOf == fields.Number)
        {
            message.Recipients.AddRange(_recipientEntries);
            _recipients.ForEach(delivery => SetDelivery(delivery, message));
            _recipientEntries.Clear();
        }

        foreach (DeliveryRecord delivery in deliveries)
        {
            SetDelivery(delivery, message);
        }

        if (fields.IsRetained)
        {
            index.SetRetained(message);
        }

        if (fields.Inbound.Session != 0)
        {
            index.SetInbound(index.FindOrAdd(fields.Inbound.Session), fields.Inbound.PacketId, new InboundEntry(record.Entry, IsOwn: false));
        }

        if (fields.WillOf != 0 && index.Find(fields.WillOf) is { } owner)
        {
            owner.Session = owner.Session is { } session ? session with { Will = null } : null;
            owner.Unread = owner.Unread?.WithoutWill();
        }

        index.DropIfDead(message);
    }

    private void SetDelivery(in DeliveryRecord delivery, MessageEntry message)
        => index.SetDelivery(index.FindOrAdd(delivery.Key.Owner), delivery, message, default);

    private void ApplyRecipients(ref RecordReader reader, LogEntry entry)
    {
        RecipientsFields fields = RecipientsFields.Read(ref reader);
        if (fields.Index == 0 || fields.Message != _recipientsOf)
        {
            DropRecipients();
            _recipientsOf = fields.Message;
        }

        _recipientEntries.Add(entry);
        while (!reader.Rest.IsEmpty)
        {
            _recipients.Add(DeliveryFields.Read(ref reader));
        }
    }

    private void DropRecipients()
    {
        _recipientEntries.ForEach(markDead);
        _recipientEntries.Clear();
        _recipients.Clear();
        _recipientsOf = 0;
    }

    private void ApplyDelivery(ref RecordReader reader, LogEntry entry)
    {
        long number = reader.Number();
        DeliveryRecord delivery = DeliveryFields.Read(ref reader);
        if (number == 0)
        {
            index.SetDelivery(index.FindOrAdd(delivery.Key.Owner), delivery, null, entry);
            return;
        }

        if (index.Messages.TryGetValue(number, out MessageEntry? message))
        {
            index.SetDelivery(index.FindOrAdd(delivery.Key.Owner), delivery, message, default);
        }

        markDead(entry);
    }

    private void ApplyChange(RecordType type, ref RecordReader reader)
    {
        switch (type)
        {
            case RecordType.SessionEnd or RecordType.GroupEnd:
                index.RemoveOwner(index.FindOrAdd(NumberFields.Read(ref reader)));
                break;
            case RecordType.SubscriptionEnd:
                (long session, string filter) = SubscriptionFields.ReadKey(ref reader);
                index.RemoveSubscription(index.FindOrAdd(session), filter);
                break;
            case RecordType.InboundEnd:
                InboundFields inbound = InboundFields.Read(ref reader);
                index.RemoveInbound(index.FindOrAdd(inbound.Session), inbound.PacketId);
                break;
            case RecordType.DeliverySent:
                DeliverySentFields sent = DeliverySentFields.Read(ref reader);
                if (index.Find(sent.Key) is { } delivery)
                {
                    delivery.Record = delivery.Record with { State = DeliveryState.Sent, PacketId = sent.PacketId };
                }

                break;
            case RecordType.DeliveryMove:
                DeliveryMoveFields move = DeliveryMoveFields.Read(ref reader);
                if (index.Find(move.From)?.Message is { } message)
                {
                    index.SetDelivery(index.FindOrAdd(move.To.Key.Owner), move.To, message, default);
                    index.RemoveDelivery(move.From);
                }

                break;
            case RecordType.DeliveryEnd:
                index.RemoveDelivery(DeliveryEndFields.Read(ref reader));
                break;
            case RecordType.RetainedEnd:
                if (index.Messages.TryGetValue(NumberFields.Read(ref reader), out MessageEntry? retained))
                {
                    index.RemoveRetained(retained);
                }

                break;
            case RecordType.Time:
                LastTime = TimeFields.Read(ref reader);
                break;
            case RecordType.TimeShift:
                Shift(index, TimeSpan.FromMilliseconds(NumberFields.Read(ref reader)));
                break;
            default:
                throw new RecordFormatException("its type is not known");
        }
    }
}
