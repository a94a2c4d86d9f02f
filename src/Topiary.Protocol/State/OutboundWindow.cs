using System.Numerics;

namespace Topiary.Protocol;

/// <summary>
/// The sender's half of QoS 1 and 2: the messages in flight by packet identifier and in the order of sending (MQTT 5.0, sections 4.3, 4.4 and 4.6).
/// Every step takes constant time; nothing is allocated per message once the window has been as full before.
/// </summary>
/// <typeparam name="T">What the owner keeps with a message.</typeparam>
/// <remarks>
/// Threading: not thread-safe; owned by one session.
/// Resuming: <see cref="BeginReplay"/> on the new connection, then <see cref="TryNextReplay"/> while the send quota allows (a PUBREL always goes: <see cref="SendQuota.TakeForPubRel"/>). A message added
/// while <see cref="IsReplaying"/> is not sent by who adds it: it comes out of <see cref="TryNextReplay"/> in its turn.
/// </remarks>
public sealed class OutboundWindow<T>
{
    private const int SmallestCapacity = 16;

    private readonly PacketIdAllocator _ids = new();

    // Index = packet identifier. Slot 0 is the head of the list of PUBLISHes in order of sending.
    private Slot[] _slots = new Slot[1];

    // First and last of the messages whose PUBREC has come, in the order in which it came.
    private ushort _firstReleased;
    private ushort _lastReleased;
    private ushort _nextPubRel;
    private ushort _nextPublish;

    /// <summary>Messages in flight.</summary>
    public int Count => _ids.InUse;

    /// <summary>Whether packets have still to be sent again on this connection.</summary>
    public bool IsReplaying => _nextPubRel != 0 || _nextPublish != 0;

    /// <summary>Takes a message in under a new packet identifier.</summary>
    /// <param name="qos">Its QoS, 1 or 2.</param>
    /// <param name="value">What to keep with it.</param>
    /// <param name="packetId">Its identifier.</param>
    /// <returns>False when all 65535 identifiers are in use.</returns>
    public bool TryAdd(QoS qos, T value, out ushort packetId)
    {
        OutboundState state = StateOf(qos);
        if (!_ids.TryAllocate(out packetId))
        {
            return false;
        }

        bool waits = IsReplaying;
        Append(packetId, state, value, wasSent: !waits);
        if (waits && _nextPublish == 0)
        {
            _nextPublish = packetId;
        }

        return true;
    }

    /// <summary>Takes in a message of a stored session; call it in the original order, before <see cref="BeginReplay"/>.</summary>
    /// <param name="packetId">Its identifier.</param>
    /// <param name="state">What it waited for.</param>
    /// <param name="value">What to keep with it.</param>
    /// <returns>False when the identifier is 0 or in use.</returns>
    public bool TryRestore(ushort packetId, OutboundState state, T value)
    {
        if (!_ids.TryReserve(packetId))
        {
            return false;
        }

        if (state == OutboundState.WaitPubComp)
        {
            Put(packetId, state, value, wasSent: true);
            LinkReleased(packetId);
        }
        else
        {
            Append(packetId, state, value, wasSent: true);
        }

        return true;
    }

    /// <summary>Looks a message up.</summary>
    /// <param name="packetId">The identifier.</param>
    /// <param name="entry">The message.</param>
    /// <returns>False when no message has it.</returns>
    public bool TryGet(ushort packetId, out OutboundEntry<T> entry)
    {
        bool found = _ids.IsInUse(packetId);
        entry = found ? EntryOf(packetId) : default;
        return found;
    }

    /// <summary>Keeps something else with a message, for instance no payload once PUBREC has come.</summary>
    /// <param name="packetId">Its identifier.</param>
    /// <param name="value">What to keep.</param>
    /// <returns>False when no message has it.</returns>
    public bool TryReplace(ushort packetId, T value)
    {
        bool found = _ids.IsInUse(packetId);
        if (found)
        {
            _slots[packetId].Value = value;
        }

        return found;
    }

    /// <summary>PUBACK has arrived, with any reason code.</summary>
    /// <param name="packetId">Its identifier.</param>
    /// <param name="value">What was kept with the message, when completed.</param>
    /// <returns>What it means.</returns>
    public OutboundResult OnPubAck(ushort packetId, out T? value) => Finish(packetId, OutboundState.WaitPubAck, out value);

    /// <summary>PUBCOMP has arrived, with any reason code.</summary>
    /// <param name="packetId">Its identifier.</param>
    /// <param name="value">What was kept with the message, when completed.</param>
    /// <returns>What it means.</returns>
    public OutboundResult OnPubComp(ushort packetId, out T? value) => Finish(packetId, OutboundState.WaitPubComp, out value);

    /// <summary>PUBREC has arrived.</summary>
    /// <param name="packetId">Its identifier.</param>
    /// <param name="reasonCode">Its reason code; 0x80 and more ends the message.</param>
    /// <param name="value">What is kept with the message, when it is known; kept on unless completed.</param>
    /// <returns>What it means.</returns>
    public OutboundResult OnPubRec(ushort packetId, ReasonCode reasonCode, out T? value)
    {
        value = default;
        if (!_ids.IsInUse(packetId))
        {
            return OutboundResult.Unknown;
        }

        ref Slot slot = ref _slots[packetId];
        if (slot.State == OutboundState.WaitPubAck)
        {
            return OutboundResult.Mismatch;
        }

        value = slot.Value;
        if (slot.State == OutboundState.WaitPubRec)
        {
            if ((byte)reasonCode >= 0x80)
            {
                return Finish(packetId, OutboundState.WaitPubRec, out value);
            }

            SkipReplayOf(packetId);
            Unlink(packetId);
            slot.State = OutboundState.WaitPubComp;
            LinkReleased(packetId);
        }
        else if (_nextPubRel == packetId)
        {
            // The PUBREL that this asks for is the one that is due to be sent again.
            _nextPubRel = slot.Next;
        }

        return OutboundResult.SendPubRel;
    }

    /// <summary>Gives a message up that has not been sent on any connection, freeing its identifier.</summary>
    /// <param name="packetId">Its identifier.</param>
    /// <param name="value">What was kept with it.</param>
    /// <returns>False when no message has it, or it has been sent: then it must be acknowledged first.</returns>
    public bool TryWithdraw(ushort packetId, out T? value)
    {
        value = default;
        return _ids.IsInUse(packetId)
            && !_slots[packetId].WasSent
            && Finish(packetId, _slots[packetId].State, out value) == OutboundResult.Completed;
    }

    /// <summary>A connection resumes the session: all that is in flight has to be sent again.</summary>
    public void BeginReplay()
    {
        _nextPubRel = _firstReleased;
        _nextPublish = _slots[0].Next;
    }

    /// <summary>The next packet to be sent again: first the PUBRELs in the order of their PUBRECs, then the PUBLISHes in their original order.</summary>
    /// <param name="mayPublish">Whether the send quota has room; PUBREL needs none.</param>
    /// <param name="entry">The message.</param>
    /// <returns>False when there is none, or the next is a PUBLISH and may not be sent yet.</returns>
    public bool TryNextReplay(bool mayPublish, out OutboundEntry<T> entry)
    {
        ushort id = _nextPubRel;
        if (id != 0)
        {
            _nextPubRel = _slots[id].Next;
        }
        else if (mayPublish && _nextPublish != 0)
        {
            id = _nextPublish;
            _nextPublish = _slots[id].Next;
        }

        if (id == 0)
        {
            entry = default;
            return false;
        }

        entry = EntryOf(id);
        _slots[id].WasSent = true;
        return true;
    }

    /// <summary>Appends everything in flight, in the order of <see cref="TryNextReplay"/>, to store or drop it.</summary>
    /// <param name="target">Where to put it.</param>
    public void CopyTo(ICollection<OutboundEntry<T>> target)
    {
        ArgumentNullException.ThrowIfNull(target);
        for (ushort id = _firstReleased; id != 0; id = _slots[id].Next)
        {
            target.Add(EntryOf(id));
        }

        for (ushort id = _slots[0].Next; id != 0; id = _slots[id].Next)
        {
            target.Add(EntryOf(id));
        }
    }

    /// <summary>The session begins anew: everything is forgotten.</summary>
    public void Clear()
    {
        _ids.Clear();
        _slots = new Slot[1];
        _firstReleased = _lastReleased = _nextPubRel = _nextPublish = 0;
    }

    private static OutboundState StateOf(QoS qos) => qos switch
    {
        QoS.AtLeastOnce => OutboundState.WaitPubAck,
        QoS.ExactlyOnce => OutboundState.WaitPubRec,
        _ => throw new ArgumentOutOfRangeException(nameof(qos), qos, "Only messages of QoS 1 and 2 are in flight."),
    };

    private OutboundEntry<T> EntryOf(ushort id) => new(id, _slots[id].State, _slots[id].WasSent, _slots[id].Value);

    private OutboundResult Finish(ushort packetId, OutboundState expected, out T? value)
    {
        value = default;
        if (!_ids.IsInUse(packetId))
        {
            return OutboundResult.Unknown;
        }

        if (_slots[packetId].State != expected)
        {
            return OutboundResult.Mismatch;
        }

        value = _slots[packetId].Value;
        SkipReplayOf(packetId);
        Unlink(packetId);
        _slots[packetId] = default;
        _ids.Release(packetId);
        return OutboundResult.Completed;
    }

    private void SkipReplayOf(ushort id)
    {
        if (_nextPublish == id)
        {
            _nextPublish = _slots[id].Next;
        }

        if (_nextPubRel == id)
        {
            _nextPubRel = _slots[id].Next;
        }
    }

    private void Append(ushort id, OutboundState state, T value, bool wasSent)
    {
        Put(id, state, value, wasSent);
        ushort last = _slots[0].Previous;
        _slots[id].Previous = last;
        _slots[last].Next = id;
        _slots[0].Previous = id;
    }

    private void Put(ushort id, OutboundState state, T value, bool wasSent)
    {
        if (id >= _slots.Length)
        {
            Array.Resize(ref _slots, Math.Max(SmallestCapacity, (int)BitOperations.RoundUpToPowerOf2((uint)id + 1)));
        }

        _slots[id] = new Slot { State = state, Value = value, WasSent = wasSent };
    }

    private void LinkReleased(ushort id)
    {
        _slots[id].Previous = _lastReleased;
        _slots[id].Next = 0;
        if (_lastReleased == 0)
        {
            _firstReleased = id;
        }
        else
        {
            _slots[_lastReleased].Next = id;
        }

        _lastReleased = id;
    }

    private void Unlink(ushort id)
    {
        ref Slot slot = ref _slots[id];
        if (slot.State != OutboundState.WaitPubComp)
        {
            // In the list of PUBLISHes slot 0 stands at both ends.
            _slots[slot.Previous].Next = slot.Next;
            _slots[slot.Next].Previous = slot.Previous;
            return;
        }

        if (slot.Previous == 0)
        {
            _firstReleased = slot.Next;
        }
        else
        {
            _slots[slot.Previous].Next = slot.Next;
        }

        if (slot.Next == 0)
        {
            _lastReleased = slot.Previous;
        }
        else
        {
            _slots[slot.Next].Previous = slot.Previous;
        }
    }

    private struct Slot
    {
        public T Value;
        public ushort Previous;
        public ushort Next;
        public OutboundState State;
        public bool WasSent;
    }
}
