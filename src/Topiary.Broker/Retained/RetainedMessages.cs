namespace Topiary.Broker;

/// <summary>The retained messages (MQTT 5.0, section 3.3.1.3).</summary>
/// <remarks>
/// Threading: any thread; a short lock around the tree. Who changes what the store knows of a topic holds its <see cref="OrderOf"/> as well, which is
/// taken before every other lock.
/// </remarks>
internal sealed class RetainedMessages(IBrokerStore? store, BrokerClock clock, DeadlineQueue deadlines, MqttBrokerOptions options)
{
    private const int Orders = 64;

    private readonly Lock _gate = new();
    private readonly Lock[] _orders = [.. Enumerable.Range(0, Orders).Select(static _ => new Lock())];
    private readonly RetainedTree _tree = new();
    private long _bytes;

    /// <summary>Bytes of all messages.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
            {
                return _bytes;
            }
        }
    }

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _tree.Count;
            }
        }
    }

    /// <summary>Whether no level of a topic is left behind.</summary>
    public bool IsPruned
    {
        get
        {
            lock (_gate)
            {
                return _tree.IsPruned;
            }
        }
    }

    /// <summary>Nodes of the tree that matches have looked at so far.</summary>
    public long Visited
    {
        get
        {
            lock (_gate)
            {
                return _tree.Visited;
            }
        }
    }

    /// <summary>The lock that keeps the changes of a topic in order.</summary>
    public Lock OrderOf(ReadOnlySpan<byte> topic) => _orders[Utf8Hash.Compute(topic) & (Orders - 1)];

    /// <summary>Takes in what a store has kept.</summary>
    public void Restore(IReadOnlyList<StoredMessage> messages)
    {
        lock (_gate)
        {
            foreach (StoredMessage message in messages)
            {
                message.IsRecorded = true;
                Put(message);
            }
        }
    }

    /// <summary>A topic has a new retained message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="isStored">Whether the store is going to be told of it; else it only has to forget the one before.</param>
    public void Set(StoredMessage message, bool isStored)
    {
        lock (_gate)
        {
            if (!isStored && _tree.Find(message.Topic.Span)?.Message is { IsRecorded: true } old)
            {
                store?.RemoveRetained(old);
            }

            Put(message);
        }
    }

    /// <summary>Whether there is no room for a message.</summary>
    /// <returns>The limit that it would break; null when there is room.</returns>
    public BrokerLimit? FindLimit(ReadOnlySpan<byte> topic, int size)
    {
        lock (_gate)
        {
            int replaced = 0;
            if (_tree.Find(topic)?.Message is { } old)
            {
                replaced = old.Size;
            }
            else if (_tree.Count >= options.MaximumRetainedMessages)
            {
                return BrokerLimit.RetainedMessages;
            }

            return _bytes - replaced + size > options.MaximumRetainedBytes ? BrokerLimit.RetainedBytes : null;
        }
    }

    /// <summary>Removes the message of a topic.</summary>
    /// <returns>True when there was one.</returns>
    public bool Remove(ReadOnlyMemory<byte> topic)
    {
        lock (_gate)
        {
            RetainedTopic? retained = _tree.Find(topic.Span);
            if (retained is not null)
            {
                Drop(retained);
            }

            return retained is not null;
        }
    }

    /// <summary>The topics with a retained message that a filter matches.</summary>
    public List<RetainedTopic> Match(ReadOnlySpan<byte> filter)
    {
        var results = new List<RetainedTopic>();
        lock (_gate)
        {
            if (_tree.Count > 0)
            {
                _tree.Match(filter, results);
            }
        }

        return results;
    }

    /// <summary>Every topic with a retained message.</summary>
    public List<RetainedTopic> GetAll()
    {
        var results = new List<RetainedTopic>();
        lock (_gate)
        {
            _tree.CollectAll(results);
        }

        return results;
    }

    /// <summary>Removes one message, unless its topic has another by now.</summary>
    public bool TryRemove(RetainedTopic topic, StoredMessage message)
    {
        lock (OrderOf(topic.Name))
        lock (_gate)
        {
            bool isSame = ReferenceEquals(topic.Message, message);
            if (isSame)
            {
                Drop(topic);
            }

            return isSame;
        }
    }

    /// <summary>The message of a topic has reached its expiry, if it is still that message.</summary>
    public void Expire(RetainedTopic topic)
    {
        lock (OrderOf(topic.Name))
        lock (_gate)
        {
            if (topic.Message is { } message && message.IsExpired(clock.UtcNow))
            {
                Drop(topic);
            }
        }
    }

    private void Put(StoredMessage message)
    {
        RetainedTopic topic = _tree.GetOrAdd(message.Topic.Span, name => new RetainedTopic(this, name));
        _bytes += message.Size - (topic.Message?.Size ?? 0);
        topic.Message = message;
        if (message.ExpiresAt is { } at)
        {
            deadlines.Schedule(topic, clock.ToMilliseconds(at));
        }
        else
        {
            deadlines.Cancel(topic);
        }
    }

    private void Drop(RetainedTopic topic)
    {
        StoredMessage? message = topic.Message;
        _bytes -= message?.Size ?? 0;
        topic.Message = null;
        _tree.Remove(topic.Name);
        deadlines.Cancel(topic);
        if (message is { IsRecorded: true })
        {
            store?.RemoveRetained(message);
        }
    }
}
