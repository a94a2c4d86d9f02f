using Topiary.Broker;

namespace Topiary.Fuzz;

/// <summary>What a broker has to know and to do, written down without any of the ways in which ours does it fast.</summary>
internal sealed class BrokerModel(Func<DateTimeOffset> now, FuzzRights rights, FuzzSettings settings)
{
    public FuzzRights Rights { get; } = rights;

    /// <summary>Copies that a full queue has cost.</summary>
    public int Overflown { get; private set; }

    public Dictionary<string, ModelSession> Sessions { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, ModelMessage> Retained { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, ModelGroup> Groups { get; } = new(StringComparer.Ordinal);

    /// <summary>The next moment at which the broker does something by itself.</summary>
    public DateTimeOffset? NextEvent => Moments().Min();

    /// <summary>Every moment at which something is due.</summary>
    public IEnumerable<DateTimeOffset?> Moments() => Sessions.Values.SelectMany(session => (DateTimeOffset?[])[session.EndsAt, session.WillAt, KeepAliveEnd(session)])
        .Concat(Retained.Values.Select(message => message.ExpiresAt));

    /// <summary>A client has been let in.</summary>
    /// <returns>The session, and whether it was there before.</returns>
    public (ModelSession Session, bool IsPresent) Open(string clientId, bool cleanStart, uint expirySeconds, ModelWill? will)
    {
        ModelWill? due = null;
        if (Sessions.TryGetValue(clientId, out ModelSession? session))
        {
            bool goesOn = !cleanStart && session.ExpirySeconds > 0;
            due = session.Will is { DelaySeconds: > 0 } && goesOn ? null : session.Will;
            session.Will = null;
            session.WillAt = session.EndsAt = null;
            if (session.Connection is { } previous)
            {
                previous.Ending = [ReasonCode.SessionTakenOver];
                Detach(session);
            }

            if (!goesOn)
            {
                End(session);
                session = null;
            }
        }

        bool isPresent = session is not null;
        session ??= Sessions[clientId] = new ModelSession(clientId);
        session.ExpirySeconds = expirySeconds;
        session.Will = will;
        PublishWill(session, due);
        if (isPresent && settings.HasRights)
        {
            Fuzz.Rights.Recheck(this, session);
        }

        return (session, isPresent);
    }

    /// <summary>The connection of a session has ended.</summary>
    public void Close(ModelSession session, bool keepsWill)
    {
        ModelWill? will = keepsWill ? session.Will : null;
        session.Will = null;
        Detach(session);
        if (session.ExpirySeconds == 0)
        {
            PublishWill(session, will);
            End(session);
            return;
        }

        session.EndsAt = session.ExpirySeconds == uint.MaxValue ? null : now().AddSeconds(session.ExpirySeconds);
        if (will is { DelaySeconds: > 0 })
        {
            session.Will = will;
            session.WillAt = now().AddSeconds(will.DelaySeconds);
            return;
        }

        PublishWill(session, will);
    }

    /// <summary>The session is over: nothing of it is left.</summary>
    public void End(ModelSession session)
    {
        session.HasEnded = true;
        if (Sessions.GetValueOrDefault(session.ClientId) == session)
        {
            Sessions.Remove(session.ClientId);
        }

        foreach (ModelSubscription subscription in session.Subscriptions.Values)
        {
            Leave(session, subscription);
        }

        foreach (ModelGroup group in Groups.Values)
        {
            foreach ((ModelSession holder, Copy copy) in group.Floating.ToArray())
            {
                if (holder == session)
                {
                    group.Floating.Remove((holder, copy));
                    group.Waiting.Add(copy.Message);
                }
            }
        }
    }

    /// <summary>Whatever is due now.</summary>
    public void FireDue()
    {
        foreach (ModelSession session in Sessions.Values.ToArray())
        {
            if (session.WillAt == now() || (session.EndsAt == now() && session.Will is not null))
            {
                ModelWill? will = session.Will;
                session.Will = null;
                session.WillAt = null;
                PublishWill(session, will);
            }

            if (session.EndsAt == now())
            {
                End(session);
            }

            if (KeepAliveEnd(session) == now())
            {
                session.Connection!.Ending = [ReasonCode.KeepAliveTimeout];
                Close(session, keepsWill: true);
            }
        }

        foreach (ModelMessage message in Retained.Values.Where(message => message.IsExpired(now())).ToArray())
        {
            RemoveRetained(message.Topic);
        }
    }

    /// <summary>SUBSCRIBE with one filter.</summary>
    public void Subscribe(ModelSession session, string filter, SubscriptionOptions options, uint identifier, bool isShared)
    {
        ModelGroup? group = null;
        string topicFilter = filter;
        bool isNew = !session.Subscriptions.TryGetValue(filter, out ModelSubscription? replaced);
        if (isShared)
        {
            topicFilter = filter.Split('/', 3)[2];
            group = Groups.TryGetValue(filter, out ModelGroup? known) ? known : Groups[filter] = new ModelGroup(filter);
        }

        if (replaced?.Group is { } old && old != group)
        {
            Leave(session, replaced);
        }

        var subscription = new ModelSubscription(filter, topicFilter, options, identifier, group);
        session.Subscriptions[filter] = subscription;
        if (group is not null)
        {
            group.Members[session] = subscription;
            return;
        }

        if (options.RetainHandling == RetainHandling.SendAtSubscribe || (options.RetainHandling == RetainHandling.SendIfNew && isNew))
        {
            uint[] identifiers = identifier == 0 ? [] : [identifier];
            session.Replays.AddRange(Retained.Keys.Where(topic => TopicRules.Matches(filter, topic) && Fuzz.Rights.MayDeliver(this, session, topic))
                .Select(topic => new Replay(filter, topic, options.MaximumQoS, identifiers)));
        }
    }

    /// <summary>UNSUBSCRIBE with one filter.</summary>
    /// <returns>Whether there was such a subscription.</returns>
    public bool Unsubscribe(ModelSession session, string filter)
    {
        if (!session.Subscriptions.Remove(filter, out ModelSubscription? subscription))
        {
            return false;
        }

        // What is not subscribed to any more must not be sent, however old it is.
        session.Replays.RemoveAll(replay => replay.Filter == filter);
        Leave(session, subscription);
        return true;
    }

    /// <summary>A message is published.</summary>
    /// <returns>How many sessions and shared subscriptions match.</returns>
    public int Publish(ModelMessage message, ModelSession publisher)
    {
        if (message.Retain)
        {
            Retain(message);
        }

        int count = 0;
        var overflown = new List<ModelSession>();
        foreach (ModelSession session in Sessions.Values.Where(session => Rights.MayReceive(session.ClientId, message.Topic)))
        {
            ModelSubscription[] matching = [.. session.Subscriptions.Values.Where(s => s.Group is null
                && TopicRules.Matches(s.TopicFilter, message.Topic) && !(s.Options.NoLocal && session == publisher))];
            if (matching.Length > 0)
            {
                count++;
                if (!TryAdd(session, message, matching) && settings.Overflow == OverflowPolicy.Disconnect && session.Connection is not null)
                {
                    overflown.Add(session);
                }
            }
        }

        foreach (ModelGroup group in Groups.Values.Where(group => TopicRules.Matches(group.Filter.Split('/', 3)[2], message.Topic)))
        {
            count++;
            Add(group, message);
        }

        foreach (ModelSession session in overflown)
        {
            session.Connection!.Ending = [ReasonCode.QuotaExceeded];
            Close(session, keepsWill: true);
        }

        return count;
    }

    public void RemoveRetained(string topic)
    {
        Retained.Remove(topic);
        foreach (ModelSession session in Sessions.Values)
        {
            session.Replays.RemoveAll(replay => replay.Topic == topic);
        }
    }

    private static DateTimeOffset? KeepAliveEnd(ModelSession session) => session.Connection is { KeepAliveSeconds: > 0 } connection
        ? connection.Wire.LastSent.AddMilliseconds(connection.KeepAliveSeconds * 1500)
        : null;

    // False: there was no room for it.
    private bool TryAdd(ModelSession session, ModelMessage message, ModelSubscription[] matching)
    {
        QoS granted = matching.Max(s => s.Options.MaximumQoS);
        QoS qos = message.QoS < granted ? message.QoS : granted;
        bool retain = message.Retain && matching.Any(s => s.Options.RetainAsPublished);
        uint[] identifiers = [.. matching.Select(s => s.Identifier).Where(i => i != 0).Order()];
        var copy = new Copy(message, qos, retain, identifiers, null);
        if (qos == QoS.AtMostOnce)
        {
            if (session.Connection is not null)
            {
                session.Fleeting.Add(copy);
            }

            return true;
        }

        bool waits = !session.HasQuota || session.Waiting.Count > 0;
        if (waits && settings.HasSmallQueues && !MakeRoom(session))
        {
            return false;
        }

        session.Waiting.Add(copy);
        return true;
    }

    private bool MakeRoom(ModelSession session)
    {
        session.Waiting.RemoveAll(copy => copy.Message.IsExpired(now()));
        if (session.Waiting.Count < settings.QueueLimit)
        {
            return true;
        }

        Overflown++;
        if (settings.Overflow != OverflowPolicy.DropOldest)
        {
            return false;
        }

        session.Waiting.RemoveAt(0);
        return true;
    }

    private void Add(ModelGroup group, ModelMessage message)
    {
        ModelSession[] members = [.. group.Members.Keys.Where(member => Rights.MayReceive(member.ClientId, message.Topic))];
        if (members.Length == 0)
        {
            return;
        }

        if (message.QoS != QoS.AtMostOnce)
        {
            group.Waiting.Add(message);
        }
        else if (Array.Exists(members, member => member.Connection is not null))
        {
            group.Fleeting.Add(message);
        }
    }

    private void Retain(ModelMessage message)
    {
        if (message.Payload.Length == 0 || message.IsExpired(now()))
        {
            RemoveRetained(message.Topic);
        }
        else
        {
            Retained[message.Topic] = message;
        }
    }

    private void Leave(ModelSession session, ModelSubscription subscription)
    {
        if (subscription.Group is { } group && group.Members.Remove(session) && group.Members.Count == 0)
        {
            group.HasEnded = true;
            Groups.Remove(group.Filter);
        }
    }

    private static void Detach(ModelSession session)
    {
        session.Connection = null;
        foreach (Copy copy in session.InFlight)
        {
            copy.IsStale = true;
            copy.CountsHere = false;
            if (copy is { Group: { HasEnded: false } group, QoS: QoS.AtLeastOnce } && !group.Floating.Contains((session, copy)))
            {
                group.Floating.Add((session, copy));
            }
        }
    }

    private void PublishWill(ModelSession session, ModelWill? will)
    {
        if (will is not null && (!Rights.ChecksDelivery || Rights.MayPublish(session.ClientId, will.Topic)))
        {
            DateTimeOffset? expiresAt = will.ExpirySeconds is { } seconds ? now().AddSeconds(seconds) : null;
            Publish(new ModelMessage(will.Number, session.ClientId, will.Topic, will.QoS, will.Retain, will.Payload, expiresAt, false) { IsWill = true }, session);
        }
    }
}
