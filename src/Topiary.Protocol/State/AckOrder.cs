namespace Topiary.Protocol;

/// <summary>
/// Lets PUBACK and PUBREC leave in the order in which the PUBLISHes arrived, whatever the order in which they were handled
/// (MQTT 5.0, section 4.6). Nothing is allocated per message once the window has been as full before.
/// </summary>
/// <remarks>
/// One serves one connection: acknowledgements do not outlive it.
/// Threading: every member may be called by any thread. One thread at a time is the one who sends: when <see cref="Complete"/> returns true,
/// the caller takes and sends with <see cref="TryTake"/> until that returns false.
/// </remarks>
public sealed class AckOrder
{
    private readonly Lock _gate = new();
    private Slot[] _slots = new Slot[8];
    private long _first;
    private long _next;
    private int _pubAcks;
    private bool _isTaking;

    /// <summary>PUBLISHes that wait for their acknowledgement to be sent.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return (int)(_next - _first);
            }
        }
    }

    /// <summary>Those of <see cref="Count"/> with QoS 1; with <see cref="InboundQoS2.Count"/> they must not exceed the own Receive Maximum plus <see cref="InboundQoS2.CarriedOver"/>.</summary>
    public int PubAckCount
    {
        get
        {
            lock (_gate)
            {
                return _pubAcks;
            }
        }
    }

    /// <summary>A PUBLISH has arrived; call it in the order of arrival.</summary>
    /// <param name="ack"><see cref="PacketType.PubAck"/> or <see cref="PacketType.PubRec"/>, as its QoS asks.</param>
    /// <param name="packetId">Its identifier.</param>
    /// <returns>The ticket to complete it with.</returns>
    public long Open(PacketType ack, ushort packetId)
    {
        if (ack is not (PacketType.PubAck or PacketType.PubRec))
        {
            throw new ArgumentOutOfRangeException(nameof(ack), ack, "A PUBLISH is answered by PUBACK or PUBREC.");
        }

        lock (_gate)
        {
            int count = (int)(_next - _first);
            if (count == _slots.Length)
            {
                Grow(count);
            }

            _slots[_next & (_slots.Length - 1)] = new Slot { Type = ack, PacketId = packetId };
            _pubAcks += ack == PacketType.PubAck ? 1 : 0;
            return _next++;
        }
    }

    /// <summary>A PUBLISH has been handled. Nothing comes of a ticket that is completed already or older than <see cref="Clear"/>.</summary>
    /// <param name="ticket">Its ticket.</param>
    /// <param name="reasonCode">The code to acknowledge it with.</param>
    /// <returns>True when acknowledgements can be sent and nobody is doing it: the caller must.</returns>
    public bool Complete(long ticket, ReasonCode reasonCode)
    {
        lock (_gate)
        {
            if (ticket < _first || ticket >= _next)
            {
                return false;
            }

            ref Slot slot = ref _slots[ticket & (_slots.Length - 1)];
            if (slot.IsCompleted)
            {
                return false;
            }

            slot.IsCompleted = true;
            slot.ReasonCode = reasonCode;
            if (_isTaking || ticket != _first)
            {
                return false;
            }

            _isTaking = true;
            return true;
        }
    }

    /// <summary>Takes the next acknowledgement that may be sent; only for the thread that <see cref="Complete"/> has told to.</summary>
    /// <param name="entry">The acknowledgement.</param>
    /// <returns>False when there is none: the thread's turn is over.</returns>
    public bool TryTake(out AckEntry entry)
    {
        lock (_gate)
        {
            ref Slot slot = ref _slots[_first & (_slots.Length - 1)];
            if (_first == _next || !slot.IsCompleted)
            {
                entry = default;
                _isTaking = false;
                return false;
            }

            entry = new AckEntry(slot.Type, slot.PacketId, slot.ReasonCode);
            _pubAcks -= slot.Type == PacketType.PubAck ? 1 : 0;
            _first++;
            return true;
        }
    }

    /// <summary>The connection has ended: nothing that is open can be acknowledged any more.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _first = _next;
            _pubAcks = 0;
        }
    }

    private void Grow(int count)
    {
        var larger = new Slot[_slots.Length * 2];
        for (int i = 0; i < count; i++)
        {
            long ticket = _first + i;
            larger[ticket & (larger.Length - 1)] = _slots[ticket & (_slots.Length - 1)];
        }

        _slots = larger;
    }

    private struct Slot
    {
        public PacketType Type;
        public ReasonCode ReasonCode;
        public ushort PacketId;
        public bool IsCompleted;
    }
}
