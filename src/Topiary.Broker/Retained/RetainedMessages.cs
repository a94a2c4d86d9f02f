namespace Topiary.Broker;

/// <summary>The retained messages (MQTT 5.0, section 3.3.1.3).</summary>
/// <remarks>Threading: any thread; a short lock around the tree. The store is told inside it, so that changes of a topic come in order.</remarks>
internal sealed class RetainedMessages(IRetainedStore store, BrokerClock clock, DeadlineQueue deadlines, MqttBrokerOptions options)
{
    private readonly Lock _gate = new();
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

    public async ValueTask LoadAsync(CancellationToken cancellationToken)
    {
        foreach (StoredMessage message in await store.LoadAsync(cancellationToken).ConfigureAwait(false))
        {
            Put(message);
        }
    }

    public void Set(StoredMessage message)
    {
        lock (_gate)
        {
            store.Set(message);
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

    public void Remove(ReadOnlyMemory<byte> topic)
    {
        lock (_gate)
        {
            if (_tree.Find(topic.Span) is { } retained)
            {
                Drop(retained);
            }
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
        _bytes -= topic.Message?.Size ?? 0;
        topic.Message = null;
        _tree.Remove(topic.Name);
        deadlines.Cancel(topic);
        store.Remove(topic.Name);
    }
}
