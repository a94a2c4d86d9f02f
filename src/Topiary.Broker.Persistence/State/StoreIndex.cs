using Topiary.Storage;

namespace Topiary.Broker.Persistence;

/// <summary>
/// Everything that the log holds and that is still true, with the records that say so. A change is made here in the same way when it happens and
/// when its record is read back.
/// </summary>
/// <remarks>Threading: guarded by the store.</remarks>
internal sealed class StoreIndex(Action<LogEntry> markDead)
{
    private readonly Dictionary<ReadOnlyMemory<byte>, MessageEntry> _retained = new(TopicComparer.Instance);

    public Dictionary<long, OwnerEntry> Owners { get; } = [];

    public Dictionary<long, MessageEntry> Messages { get; } = [];

    public IEnumerable<MessageEntry> Retained => _retained.Values;

    /// <summary>The highest number of a session or shared subscription so far.</summary>
    public long LastOwner { get; private set; }

    /// <summary>The highest number of a message so far.</summary>
    public long LastMessage { get; private set; }

    public OwnerEntry? Find(long owner) => Owners.GetValueOrDefault(owner);

    public DeliveryEntry? Find(DeliveryKey key) => Find(key.Owner)?.Deliveries.GetValueOrDefault(key.Sequence);

    /// <summary>Finds a session or shared subscription, or makes a place for one whose record comes later because compaction has moved it on.</summary>
    public OwnerEntry FindOrAdd(long number)
    {
        if (!Owners.TryGetValue(number, out OwnerEntry? owner))
        {
            LastOwner = Math.Max(LastOwner, number);
            Owners.Add(number, owner = new OwnerEntry(number));
        }

        return owner;
    }

    /// <summary>A session or shared subscription has a new record.</summary>
    public OwnerEntry SetOwner(long number, LogEntry entry)
    {
        OwnerEntry owner = FindOrAdd(number);
        MarkDead(owner);
        owner.Entry = entry;
        return owner;
    }

    public void RemoveOwner(OwnerEntry owner)
    {
        Owners.Remove(owner.Number);
        MarkDead(owner);
        foreach (SubscriptionEntry subscription in owner.Subscriptions.Values)
        {
            markDead(subscription.Entry);
        }

        foreach (InboundEntry inbound in owner.Inbound.Values)
        {
            Drop(inbound);
        }

        foreach (DeliveryEntry delivery in owner.Deliveries.Values)
        {
            Release(delivery);
        }
    }

    public void SetSubscription(OwnerEntry owner, in SubscriptionRecord subscription, LogEntry entry)
    {
        RemoveSubscription(owner, subscription.Filter);
        owner.Subscriptions.Add(subscription.Filter, new SubscriptionEntry(subscription, entry));
    }

    public void RemoveSubscription(OwnerEntry owner, string filter)
    {
        if (owner.Subscriptions.Remove(filter, out SubscriptionEntry old))
        {
            markDead(old.Entry);
        }
    }

    public void SetInbound(OwnerEntry owner, ushort packetId, in InboundEntry inbound)
    {
        RemoveInbound(owner, packetId);
        owner.Inbound.Add(packetId, inbound);
    }

    public void RemoveInbound(OwnerEntry owner, ushort packetId)
    {
        if (owner.Inbound.Remove(packetId, out InboundEntry old))
        {
            Drop(old);
        }
    }

    /// <summary>A message has a new record; the one that it had, if any, is dead.</summary>
    public MessageEntry SetMessage(long number, ReadOnlyMemory<byte> topic, LogEntry entry)
    {
        LastMessage = Math.Max(LastMessage, number);
        if (Messages.TryGetValue(number, out MessageEntry? message))
        {
            MarkDead(message);
        }
        else
        {
            Messages.Add(number, message = new MessageEntry(number) { Topic = topic });
        }

        message.Entry = entry;
        return message;
    }

    /// <summary>A delivery was added to a message, or is known already and has changed.</summary>
    public void SetDelivery(OwnerEntry owner, in DeliveryRecord record, MessageEntry? message, LogEntry entry)
    {
        if (!owner.Deliveries.TryGetValue(record.Key.Sequence, out DeliveryEntry? delivery))
        {
            owner.Deliveries.Add(record.Key.Sequence, delivery = new DeliveryEntry(record));
        }
        else if (!ReferenceEquals(delivery.Message, message) || message is null)
        {
            Release(delivery);
        }

        delivery.Record = record;
        delivery.Entry = entry;
        if (message is not null && delivery.Message is null)
        {
            message.Add(delivery);
        }
    }

    public void RemoveDelivery(DeliveryKey key)
    {
        if (Find(key.Owner) is { } owner && owner.Deliveries.Remove(key.Sequence, out DeliveryEntry? delivery))
        {
            Release(delivery);
        }
    }

    /// <summary>A message is the retained one of its topic from now on.</summary>
    public void SetRetained(MessageEntry message)
    {
        message.IsRetained = true;
        if (_retained.Remove(message.Topic, out MessageEntry? old) && !ReferenceEquals(old, message))
        {
            old.IsRetained = false;
            DropIfDead(old);
        }

        _retained.Add(message.Topic, message);
    }

    public void RemoveRetained(MessageEntry message)
    {
        if (message.IsRetained)
        {
            message.IsRetained = false;
            _retained.Remove(message.Topic);
            DropIfDead(message);
        }
    }

    /// <summary>Forgets a message and its deliveries: its content is lost.</summary>
    public void RemoveMessage(MessageEntry message)
    {
        RemoveRetained(message);
        foreach (DeliveryEntry delivery in message.Deliveries.ToArray())
        {
            RemoveDelivery(delivery.Record.Key);
        }
    }

    /// <summary>Forgets a message if nobody needs it.</summary>
    public void DropIfDead(MessageEntry message)
    {
        if (!message.IsAlive && Messages.Remove(message.Number))
        {
            MarkDead(message);
            message.Message?.StoreState = null;
        }
    }

    private void MarkDead(OwnerEntry owner)
    {
        if (owner.IsRecorded)
        {
            markDead(owner.Entry);
        }
    }

    private void MarkDead(MessageEntry message)
    {
        markDead(message.Entry);
        message.Recipients.ForEach(markDead);
        message.Recipients.Clear();
    }

    private void Release(DeliveryEntry delivery)
    {
        if (delivery.Message is { } message)
        {
            message.Release(delivery);
            DropIfDead(message);
        }
        else
        {
            markDead(delivery.Entry);
        }
    }

    private void Drop(in InboundEntry inbound)
    {
        if (inbound.IsOwn)
        {
            markDead(inbound.Entry);
        }
    }
}
