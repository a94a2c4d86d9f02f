namespace Topiary.Broker;

/// <summary>Makes the sessions anew that a store has kept. Used once, at start, by one thread.</summary>
internal sealed class SessionRestore
{
    private const uint Forever = uint.MaxValue;

    // Whatever the clock says about the time without the broker, clients find their sessions when they come back at once.
    private const long GraceMilliseconds = 60_000;

    private readonly BrokerCore _core;
    private readonly Dictionary<string, StoredGroup> _groups;
    private readonly DateTimeOffset _now;

    public SessionRestore(BrokerCore core, StoredState state)
    {
        _core = core;
        _groups = state.Groups.ToDictionary(group => group.Filter, StringComparer.Ordinal);
        _now = core.Clock.UtcNow;
    }

    public Session Create(StoredSession stored)
    {
        SessionRecord record = stored.Session;
        var session = new Session(_core, record.Number, record.ClientId, record.Principal)
        {
            ExpirySeconds = record.ExpirySeconds,
            Level = record.Level,
            IsKept = true,
            Will = record.Will,
        };
        session.RestoreInbound(stored.Inbound);
        session.Outbox.Restore(stored.Deliveries);
        foreach (SubscriptionRecord subscription in stored.Subscriptions)
        {
            _core.Index.Set(session, SubscribeRequest.From(subscription), CreateGroup, out _);
        }

        return session;
    }

    /// <summary>Sets when the session ends and its will is published. A client that was connected went when the broker did, as far as anybody knows: now.</summary>
    public void Schedule(Session session, SessionRecord record)
    {
        DateTimeOffset since = record.DisconnectedAt is { } at && at < _now ? at : _now;
        if (record.DisconnectedAt is null)
        {
            _core.Store!.SetSession(session.ToRecord(since));
        }

        long start = _core.Clock.ToMilliseconds(since);
        if (session.ExpirySeconds != Forever)
        {
            long due = start + (session.ExpirySeconds * 1000L);
            _core.Deadlines.Schedule(session.ExpiryDeadline, Math.Max(due, _core.Clock.Now + GraceMilliseconds));
        }

        if (session.Will is { } will)
        {
            _core.Deadlines.Schedule(session.WillDeadline, start + ((will.DelayInterval ?? 0) * 1000L));
        }
    }

    public void DropGroupsWithoutMembers()
    {
        foreach (StoredGroup group in _groups.Values)
        {
            _core.Store!.RemoveGroup(group.Number);
        }
    }

    private SharedGroup CreateGroup(string filter)
    {
        var group = new SharedGroup(filter, _core);
        if (_groups.Remove(filter, out StoredGroup? stored))
        {
            group.Restore(stored);
        }

        return group;
    }
}
