namespace Topiary.Broker;

/// <summary>
/// One shared subscription (MQTT 5.0, section 4.8.2). It owns the messages of QoS 1 and 2 that no member can take at once;
/// members fetch them as they get credit, so a slow or absent one holds nobody up.
/// </summary>
/// <remarks>
/// Threading: any thread. Its lock is taken inside that of a session, never the other way round: it calls no session while it holds it.
/// </remarks>
internal sealed class SharedGroup(string filter, BrokerCore core) : MatchTarget, IRecordedQueue
{
    private readonly Lock _gate = new();
    private readonly Deque<Delivery> _waiting = new();
    private readonly StoredDeliveries _stored = new(core);
    private Subscription[] _members = [];
    private long _number;
    private long _lastSequence;
    private long _waitingBytes;
    private int _waitingCount;
    private uint _turn;
    private bool _ended;

    public string Filter { get; } = filter;

    /// <summary>Messages waiting; may be read without a lock.</summary>
    public int Waiting => Volatile.Read(ref _waitingCount);

    public Subscription[] Members => Volatile.Read(ref _members);

    private bool IsKept => Volatile.Read(ref _number) != 0;

    public void SetMember(Subscription subscription)
    {
        lock (_gate)
        {
            _members = [.. Array.FindAll(_members, member => member.Session != subscription.Session), subscription];
            UpdateKept();
        }
    }

    /// <summary>A member's session has come to outlive the process, or does not any more.</summary>
    public void OnMemberChanged()
    {
        lock (_gate)
        {
            UpdateKept();
        }
    }

    /// <summary>Takes in what a store has kept of it.</summary>
    public void Restore(StoredGroup stored)
    {
        lock (_gate)
        {
            foreach ((DeliveryRecord record, StoredMessage? message) in stored.Waiting)
            {
                message!.IsRecorded = true;
                _waiting.AddLast(new Delivery(record.Key, message, record.QoS, record.Retain, record.Identifiers, this));
                _waitingBytes += message.Size;
                _lastSequence = Math.Max(_lastSequence, record.Key.Sequence);
            }

            Volatile.Write(ref _waitingCount, _waiting.Count);
            Volatile.Write(ref _number, stored.Number);
        }
    }

    /// <summary>Takes a session out.</summary>
    /// <returns>True when it was the last one: the subscription ends with its messages.</returns>
    public bool RemoveMember(Session session)
    {
        lock (_gate)
        {
            _members = Array.FindAll(_members, member => member.Session != session);
            UpdateKept();
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
                core.Counters.Dropped(DropReason.NotAuthorized);
                return;
            }
        }

        if (message.IsStored && IsKept)
        {
            // Members are offered it when the store has it.
            Enqueue(message);
            return;
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
            core.Counters.Dropped(DropReason.NoShareMember);
            return;
        }

        if (Enqueue(message))
        {
            // A member may have got credit between the attempt and the queueing.
            OfferToMembers(flush);
        }
    }

    /// <summary>The store has been told of a message that was handed over.</summary>
    public void OnRecorded(FlushSet flush)
    {
        lock (_gate)
        {
            _stored.OnRecorded();
        }

        OfferToMembers(flush);
    }

    /// <summary>Lets members that have credit fetch what waits, each in its turn first.</summary>
    public void OfferToMembers(FlushSet flush)
    {
        Subscription[] members = Members;
        uint turn = Interlocked.Increment(ref _turn);
        for (int i = 0; i < members.Length && Waiting > 0; i++)
        {
            members[(int)((turn + (uint)i) % (uint)members.Length)].Session.Outbox.Pump(flush);
        }
    }

    /// <summary>Takes a message back that a member was sent and has not acknowledged.</summary>
    public void GiveBack(in Delivery delivery)
    {
        lock (_gate)
        {
            if (!_ended)
            {
                _waiting.AddFirst(delivery);
                CountWaiting(delivery.Message!.Size);
            }
        }
    }

    /// <summary>Whether another member than the given one is connected.</summary>
    public bool HasOtherOnline(Session session) => Array.Exists(Members, member => member.Session != session && member.Session.Outbox.IsOnline);

    /// <summary>The topics of the messages that wait.</summary>
    public ReadOnlyMemory<byte>[] GetTopics()
    {
        lock (_gate)
        {
            var topics = new List<ReadOnlyMemory<byte>>();
            _waiting.ForEach(delivery => topics.Add(delivery.Message!.Topic));
            return [.. topics];
        }
    }

    /// <summary>Fetches the next message for a member.</summary>
    /// <param name="now">The time.</param>
    /// <param name="mayHave">Which messages the member may have; others wait for other members and hold nobody up. Null: all.</param>
    public Delivery? TryTake(DateTimeOffset now, Func<Delivery, bool>? mayHave = null)
    {
        if (Waiting == 0)
        {
            return null;
        }

        lock (_gate)
        {
            while (_waiting.Count > 0 && (mayHave is null ? 0 : _waiting.IndexOf(mayHave)) is >= 0 and int next && _waiting[next].IsReady)
            {
                Delivery delivery = Take(next);
                if (!delivery.Message!.IsExpired(now))
                {
                    return delivery;
                }

                core.Counters.Dropped(DropReason.Expired);
                _stored.Forget(delivery);
            }

            return null;
        }
    }

    private bool Enqueue(FanOut message)
    {
        lock (_gate)
        {
            if (_ended)
            {
                return false;
            }

            StoredMessage stored = message.Store();
            QueueLimits limits = core.QueueLimits;
            if (limits.IsFull(_waiting.Count, _waitingBytes, stored.Size))
            {
                core.Counters.Dropped(DropReason.QueueFull);
                if (limits.Overflow != OverflowPolicy.DropOldest || _waiting.Count == 0)
                {
                    return false;
                }

                _stored.Forget(Take(0));
            }

            DeliveryKey key = message.IsStored && IsKept ? new DeliveryKey(_number, ++_lastSequence) : default;
            _waiting.AddLast(new Delivery(key, stored, stored.QoS, stored.Retain, [], this));
            CountWaiting(stored.Size);
            if (key.IsStored)
            {
                message.AddDelivery(this, new DeliveryRecord(key, DeliveryState.Queued, 0, stored.QoS, stored.Retain, []));
            }

            return true;
        }
    }

    private Delivery Take(int index)
    {
        Delivery delivery = _waiting.TakeAt(index);
        CountWaiting(-delivery.Message!.Size);
        return delivery;
    }

    private void CountWaiting(int bytes)
    {
        _waitingBytes += bytes;
        Volatile.Write(ref _waitingCount, _waiting.Count);
    }

    // The store knows of it while the session of a member is kept; the number is seen only when it does.
    private void UpdateKept()
    {
        if (core.Store is not { } store)
        {
            return;
        }

        bool isKept = Array.Exists(_members, member => member.Session.IsKept);
        if (isKept && !IsKept)
        {
            long number = core.NextNumber();
            store.SetGroup(number, Filter);
            Volatile.Write(ref _number, number);
        }
        else if (!isKept && IsKept)
        {
            store.RemoveGroup(_number);
            Volatile.Write(ref _number, 0);
        }
    }
}
