namespace Topiary.Broker;

/// <summary>
/// One shared subscription (MQTT 5.0, section 4.8.2). It owns the messages of QoS 1 and 2 that no member can take at once;
/// members fetch them as they get credit, so a slow or absent one holds nobody up.
/// </summary>
/// <remarks>
/// Threading: any thread. Its lock is taken inside that of a session, never the other way round: it calls no session while it holds it.
/// </remarks>
internal sealed class SharedGroup(string filter, QueueLimits limits, BrokerCounters counters) : MatchTarget
{
    private readonly Lock _gate = new();
    private readonly Deque<StoredMessage> _waiting = new();
    private Subscription[] _members = [];
    private long _waitingBytes;
    private int _waitingCount;
    private uint _turn;
    private bool _ended;

    public string Filter { get; } = filter;

    /// <summary>Messages waiting; may be read without a lock.</summary>
    public int Waiting => Volatile.Read(ref _waitingCount);

    public Subscription[] Members => Volatile.Read(ref _members);

    public void SetMember(Subscription subscription)
    {
        lock (_gate)
        {
            _members = [.. Array.FindAll(_members, member => member.Session != subscription.Session), subscription];
        }
    }

    /// <summary>Takes a session out.</summary>
    /// <returns>True when it was the last one: the subscription ends with its messages.</returns>
    public bool RemoveMember(Session session)
    {
        lock (_gate)
        {
            _members = Array.FindAll(_members, member => member.Session != session);
            if (_members.Length > 0)
            {
                return false;
            }

            _ended = true;
            _waiting.Clear();
            _waitingBytes = 0;
            Volatile.Write(ref _waitingCount, 0);
            return true;
        }
    }

    /// <summary>Hands a message to one member, or keeps it until one can take it.</summary>
    public void Deliver(FanOut message, FlushSet flush, HashSet<Session>? denied = null)
    {
        Subscription[] members = Members;
        if (denied is not null)
        {
            members = Array.FindAll(members, member => !denied.Contains(member.Session));
            if (members.Length == 0)
            {
                counters.Dropped(DropReason.NotAuthorized);
                return;
            }
        }

        uint turn = Interlocked.Increment(ref _turn);
        if (Waiting == 0 || message.QoS == QoS.AtMostOnce)
        {
            for (int i = 0; i < members.Length; i++)
            {
                Subscription member = members[(int)((turn + (uint)i) % (uint)members.Length)];
                if (member.Session.Outbox.TryDeliverShared(message, member, flush))
                {
                    return;
                }
            }
        }

        if (message.QoS == QoS.AtMostOnce)
        {
            counters.Dropped(DropReason.NoShareMember);
            return;
        }

        if (Enqueue(message.Store(), atFront: false))
        {
            // A member may have got credit between the attempt and the queueing.
            OfferToMembers(flush);
        }
    }

    /// <summary>Lets members that have credit fetch what waits.</summary>
    public void OfferToMembers(FlushSet flush)
    {
        foreach (Subscription member in Members)
        {
            if (Waiting == 0)
            {
                return;
            }

            member.Session.Outbox.Pump(flush);
        }
    }

    /// <summary>Takes a message back that a member was sent and has not acknowledged.</summary>
    public void GiveBack(StoredMessage message) => Enqueue(message, atFront: true);

    /// <summary>Whether another member than the given one is connected.</summary>
    public bool HasOtherOnline(Session session) => Array.Exists(Members, member => member.Session != session && member.Session.Outbox.IsOnline);

    /// <summary>The topics of the messages that wait.</summary>
    public ReadOnlyMemory<byte>[] GetTopics()
    {
        lock (_gate)
        {
            var topics = new List<ReadOnlyMemory<byte>>();
            _waiting.ForEach(message => topics.Add(message.Topic));
            return [.. topics];
        }
    }

    /// <summary>Fetches the next message for a member.</summary>
    public StoredMessage? TryTake(DateTimeOffset now)
    {
        if (Waiting == 0)
        {
            return null;
        }

        lock (_gate)
        {
            while (_waiting.Count > 0)
            {
                StoredMessage message = TakeFirst();
                if (!message.IsExpired(now))
                {
                    return message;
                }

                counters.Dropped(DropReason.Expired);
            }

            return null;
        }
    }

    private bool Enqueue(StoredMessage message, bool atFront)
    {
        lock (_gate)
        {
            if (_ended)
            {
                return false;
            }

            if (!atFront && limits.IsFull(_waiting.Count, _waitingBytes, message.Size))
            {
                counters.Dropped(DropReason.QueueFull);
                if (limits.Overflow != OverflowPolicy.DropOldest || _waiting.Count == 0)
                {
                    return false;
                }

                TakeFirst();
            }

            if (atFront)
            {
                _waiting.AddFirst(message);
            }
            else
            {
                _waiting.AddLast(message);
            }

            _waitingBytes += message.Size;
            Volatile.Write(ref _waitingCount, _waiting.Count);
            return true;
        }
    }

    private StoredMessage TakeFirst()
    {
        StoredMessage message = _waiting.TakeFirst();
        _waitingBytes -= message.Size;
        Volatile.Write(ref _waitingCount, _waiting.Count);
        return message;
    }
}
