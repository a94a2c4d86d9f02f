using System.Collections.Concurrent;
using Topiary.Protocol;

namespace Topiary.Broker;

/// <summary>
/// The sessions by client identifier: who owns each, when it ends, and what becomes of its will.
/// </summary>
/// <remarks>
/// Threading: any thread. One short lock decides about ownership; what follows from a decision (closing the old connection,
/// publishing a will, dropping subscriptions) is done after it was released.
/// </remarks>
internal sealed class SessionRegistry(BrokerCore core)
{
    private const uint Forever = uint.MaxValue;

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, Session> _sessions = new(StringComparer.Ordinal);
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public IEnumerable<Session> All => _sessions.Values;

    /// <summary>Takes in what a store has kept, before anybody connects.</summary>
    public void Restore(StoredState state)
    {
        var restore = new SessionRestore(core, state);
        foreach (StoredSession stored in state.Sessions)
        {
            Session session = restore.Create(stored);
            _sessions[session.ClientId] = session;
            _count++;
            restore.Schedule(session, stored.Session);
        }

        restore.DropGroupsWithoutMembers();
    }

    /// <summary>Makes a connection the owner of its client's session, taking it over from another connection and beginning a new one as asked.</summary>
    public OpenedSession Open(ClientConnection connection, SessionOpening opening, FlushSet flush)
    {
        Session? session;
        Session? ended = null;
        ClientConnection? previous = null;
        WillMessage? will = null;
        bool isPresent;
        DurabilityLevel level = DurabilityLevel.Memory;
        lock (_gate)
        {
            if (!_sessions.TryGetValue(opening.ClientId, out session))
            {
                if (_count >= core.Options.MaximumSessions)
                {
                    return new OpenedSession(null, false, IsFull: true);
                }
            }
            else
            {
                if (!string.Equals(session.Principal, opening.Principal, StringComparison.Ordinal))
                {
                    return default;
                }

                previous = session.Owner;
                will = TakeWill(session, opening.CleanStart);
                core.Deadlines.Cancel(session.ExpiryDeadline);
                level = session.CommitLevel;
                if (opening.CleanStart || session.ExpirySeconds == 0)
                {
                    // Its connection must not leave it behind once more when it is closed.
                    ended = session;
                    session.HasEnded = true;
                    session.Owner = null;
                    session = null;
                }
            }

            isPresent = session is not null;
            if (session is null)
            {
                _count += ended is null ? 1 : 0;
                session = _sessions[opening.ClientId] = new Session(core, core.NextNumber(), opening.ClientId, opening.Principal);
            }

            session.Owner = connection;
            session.ExpirySeconds = opening.ExpirySeconds;
            session.Level = connection.Level;
            session.Will = opening.Will;
            if (ended is not null)
            {
                Drop(ended);
            }

            Record(session, null);
            level = session.CommitLevel > level ? session.CommitLevel : level;
        }

        // The connection before may just be routing a message; from here on it does not.
        lock ((ended ?? session).PacketGate)
        {
        }

        TakeOver(previous, session, ended, flush);
        if (will is not null)
        {
            core.PublishWill(session, will, flush, isLast: false);
        }

        return new OpenedSession(session, isPresent, level);
    }

    /// <summary>The connection of a session has ended.</summary>
    /// <param name="session">The session.</param>
    /// <param name="connection">The connection; nothing happens when it does not own the session any more.</param>
    /// <param name="keepsWill">False when the client left with DISCONNECT 0: its will is dropped.</param>
    /// <param name="flush">Who is written to.</param>
    public void Close(Session session, ClientConnection connection, bool keepsWill, FlushSet flush)
    {
        WillMessage? will;
        bool ends;
        lock (_gate)
        {
            if (!ReferenceEquals(session.Owner, connection))
            {
                return;
            }

            session.Owner = null;
            long now = core.Clock.Now;
            ends = session.ExpirySeconds == 0;
            will = keepsWill ? session.Will : null;
            session.Will = will;
            if (!ends)
            {
                // With its will, which the store forgets when it is published.
                Record(session, core.Clock.UtcNow);
                ScheduleExpiry(session, now);
                session.Will = null;
                if (will is { DelayInterval: > 0 })
                {
                    session.Will = will;
                    core.Deadlines.Schedule(session.WillDeadline, now + (will.DelayInterval.Value * 1000L));
                    will = null;
                }
            }
            else
            {
                session.Will = null;
                session.HasEnded = true;
                Drop(session);
                RemoveLocked(session);
            }
        }

        session.Outbox.Detach(connection, flush);
        if (will is not null)
        {
            core.PublishWill(session, will, flush);
        }

        if (ends)
        {
            Finish(session, flush);
        }
    }

    /// <summary>The client leaves a new expiry behind with its DISCONNECT.</summary>
    public void ChangeExpiry(Session session, ClientConnection connection, uint seconds)
    {
        lock (_gate)
        {
            if (ReferenceEquals(session.Owner, connection))
            {
                session.ExpirySeconds = seconds;
                Record(session, null);
            }
        }
    }

    /// <summary>The expiry of a session has passed.</summary>
    public void Expire(Session session)
    {
        WillMessage? will;
        lock (_gate)
        {
            if (session.Owner is not null || session.HasEnded)
            {
                return;
            }

            will = session.Will;
            session.Will = null;
            session.HasEnded = true;
            core.Deadlines.Cancel(session.WillDeadline);
            RemoveLocked(session);
        }

        var flush = new FlushSet();
        if (will is not null)
        {
            core.PublishWill(session, will, flush);
        }

        // The store forgets the session after its will, which must not go with it.
        Drop(session);
        Finish(session, flush);
        flush.Flush();
        core.Log.SessionExpired(session.ClientId);
    }

    /// <summary>The delay of a will has passed.</summary>
    public void WillDelayPassed(Session session)
    {
        WillMessage? will;
        lock (_gate)
        {
            if (session.Owner is not null || session.Will is null)
            {
                return;
            }

            will = session.Will;
            session.Will = null;
        }

        var flush = new FlushSet();
        core.PublishWill(session, will, flush);
        flush.Flush();
    }

    /// <summary>The broker stops: publishes the wills of connected clients, but for those that are to wait longer than the connection.</summary>
    public async ValueTask PublishWillsAsync()
    {
        var flush = new FlushSet();
        foreach (Session session in _sessions.Values)
        {
            WillMessage? will;
            lock (_gate)
            {
                bool goesOn = session.ExpirySeconds > 0 && session.Will?.DelayInterval > 0;
                will = session.Owner is null || goesOn ? null : session.Will;
                session.Will = will is null ? session.Will : null;
            }

            if (will is not null)
            {
                await core.PublishWill(session, will, flush).ConfigureAwait(false);
            }
        }

        flush.Flush();
    }

    /// <summary>Forgets every session, as if the broker had lost its memory. Connections are cut; no will is published.</summary>
    public void LoseAll()
    {
        var flush = new FlushSet();
        foreach (Session session in _sessions.Values)
        {
            ClientConnection? owner;
            lock (_gate)
            {
                owner = session.Owner;
                session.Owner = null;
                session.Will = null;
                session.HasEnded = true;
                core.Deadlines.Cancel(session.ExpiryDeadline);
                core.Deadlines.Cancel(session.WillDeadline);
                RemoveLocked(session);
                Drop(session);
            }

            owner?.Abort();
            Finish(session, flush);
        }

        flush.Flush();
    }

    private void ScheduleExpiry(Session session, long since)
    {
        if (session.ExpirySeconds != Forever)
        {
            core.Deadlines.Schedule(session.ExpiryDeadline, since + (session.ExpirySeconds * 1000L));
        }
    }

    // The will that a new connection sets free: at once, unless the session goes on and its delay has not passed.
    private WillMessage? TakeWill(Session session, bool cleanStart)
    {
        WillMessage? will = session.Will;
        session.Will = null;
        core.Deadlines.Cancel(session.WillDeadline);
        bool goesOn = !cleanStart && session.ExpirySeconds > 0;
        return will is { DelayInterval: > 0 } && goesOn ? null : will;
    }

    private void TakeOver(ClientConnection? previous, Session session, Session? ended, FlushSet flush)
    {
        if (previous is not null)
        {
            core.Log.SessionTakenOver(session.ClientId, previous.RemoteAddress);
            (ended ?? session).Outbox.Detach(previous, flush);
            previous.Disconnect(ReasonCode.SessionTakenOver, null);
        }

        if (ended is not null)
        {
            Finish(ended, flush);
        }
    }

    private void RemoveLocked(Session session)
    {
        if (_sessions.TryRemove(new KeyValuePair<string, Session>(session.ClientId, session)))
        {
            _count--;
        }
    }

    private void Finish(Session session, FlushSet flush)
    {
        core.Index.RemoveAll(session);
        session.Outbox.End(flush);
    }

    // The store hears of a session before anybody may tell it of what happens in it, and of its end after.
    private void Record(Session session, DateTimeOffset? disconnectedAt)
    {
        if (core.Store is not { } store)
        {
            return;
        }

        if (session.ExpirySeconds == 0 || session.Level == DurabilityLevel.Memory || session.HasEnded)
        {
            Drop(session);
            return;
        }

        store.SetSession(session.ToRecord(disconnectedAt));
        if (session.IsKept)
        {
            return;
        }

        session.IsKept = true;
        foreach (Subscription subscription in core.Index.GetAll(session))
        {
            store.SetSubscription(
                session.Number, new SubscriptionRecord(subscription.Filter, subscription.Options, subscription.Identifier, subscription.Group is not null));
            subscription.Group?.OnMemberChanged();
        }
    }

    private void Drop(Session session)
    {
        if (!session.IsKept)
        {
            return;
        }

        session.IsKept = false;
        core.Store!.RemoveSession(session.Number);
        foreach (Subscription share in session.Shares)
        {
            share.Group!.OnMemberChanged();
        }
    }
}
