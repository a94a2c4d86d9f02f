using Topiary.Storage;

namespace Topiary.Broker.Persistence;

/// <summary>Writes anew what is still true of the records that compaction comes upon.</summary>
/// <remarks>Threading: guarded by the store.</remarks>
internal sealed class RecordCompaction(StoreIndex index, Journal journal, RecordLog log, StoreClock clock)
{
    /// <summary>The most records that were written anew in one go.</summary>
    public long MostRecords { get; private set; }

    /// <summary>The most bytes that were written anew in one go.</summary>
    public long MostBytes { get; private set; }

    /// <summary>Writes anew what a record says, if that is still true. This is what is done while the store's lock is held once.</summary>
    public void Move(in LogRecord record)
    {
        (long records, long bytes) = (journal.Records, journal.Bytes);
        MoveRecord(record);
        MostRecords = Math.Max(MostRecords, journal.Records - records);
        MostBytes = Math.Max(MostBytes, journal.Bytes - bytes);
    }

    private void MoveRecord(in LogRecord record)
    {
        var reader = new RecordReader(record.Body);
        switch ((RecordType)record.Type)
        {
            case RecordType.Session:
                MoveSession(SessionFields.Read(ref reader).Number, record.Entry);
                break;
            case RecordType.Group:
                GroupFields group = GroupFields.Read(ref reader);
                if (index.Find(group.Number) is { } owner && owner.Entry.Position == record.Entry.Position)
                {
                    index.SetOwner(group.Number, journal.WriteGroup(group.Number, group.Filter));
                }

                break;
            case RecordType.Subscription:
                SubscriptionFields subscription = SubscriptionFields.Read(ref reader);
                MoveSubscription(subscription.Session, subscription.Subscription.Filter, record.Entry);
                break;
            case RecordType.Inbound:
                MoveInbound(InboundFields.Read(ref reader), record.Entry);
                break;
            case RecordType.Message:
                MessageFields fields = MessageFields.Read(ref reader);
                MoveMessage(fields.Number, record.Entry);
                MoveInbound(fields.Inbound, record.Entry);
                break;
            case RecordType.Recipients:
                MoveRecipients(RecipientsFields.Read(ref reader).Message, record.Entry);
                break;
            case RecordType.Time:
                journal.MoveTime(record.Entry.Position, clock);
                break;
            case RecordType.Delivery:
                MoveDelivery(ref reader, record.Entry);
                break;
        }
    }

    private void MoveSession(long number, LogEntry entry)
    {
        if (index.Find(number) is { Session: { } session } owner && owner.Entry.Position == entry.Position)
        {
            // The content may be a blob; without the will that made it so, it is not any more.
            index.SetOwner(number, journal.WriteSession(session));
        }
    }

    private void MoveSubscription(long session, string filter, LogEntry entry)
    {
        if (index.Find(session) is { } owner && owner.Subscriptions.TryGetValue(filter, out SubscriptionEntry known) && known.Entry.Position == entry.Position)
        {
            index.SetSubscription(owner, known.Subscription, journal.WriteSubscription(session, known.Subscription));
        }
    }

    private void MoveInbound(InboundFields fields, LogEntry entry)
    {
        if (index.Find(fields.Session) is { } owner
            && owner.Inbound.TryGetValue(fields.PacketId, out InboundEntry known) && known.Entry.Position == entry.Position)
        {
            LogEntry moved = journal.WriteInbound(fields.Session, fields.PacketId);
            index.SetInbound(owner, fields.PacketId, new InboundEntry(moved, IsOwn: true));
        }
    }

    private void MoveMessage(long number, LogEntry entry)
    {
        if (index.Messages.TryGetValue(number, out MessageEntry? message) && message.Entry.Position == entry.Position)
        {
            Move(message);
        }
    }

    // The records before that of a message may be in an older segment than it: all of it is moved.
    private void MoveRecipients(long number, LogEntry entry)
    {
        if (index.Messages.TryGetValue(number, out MessageEntry? message) && message.Recipients.Exists(known => known.Position == entry.Position))
        {
            Move(message);
        }
    }

    private void Move(MessageEntry message)
    {
        var recipients = new List<LogEntry>();
        LogEntry moved = journal.WriteMessage(
            message.Number,
            message.Message!,
            message.IsRetained,
            [.. message.Deliveries.Select(delivery => delivery.Record)],
            recipients,
            blob: message.Entry.Blob);
        index.SetMessage(message.Number, message.Topic, moved).Recipients.AddRange(recipients);
    }

    private void MoveDelivery(ref RecordReader reader, LogEntry entry)
    {
        // One with a message is told of by the record of the message.
        if (reader.Number() != 0)
        {
            return;
        }

        DeliveryKey key = DeliveryFields.Read(ref reader).Key;
        if (index.Find(key) is { Message: null } delivery && delivery.Entry.Position == entry.Position)
        {
            delivery.Entry = journal.WriteDelivery(0, delivery.Record);
            log.MarkDead(entry);
        }
    }
}
