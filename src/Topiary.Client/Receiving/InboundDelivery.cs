namespace Topiary.Client;

/// <summary>A QoS 1 or 2 message whose receivers have not all completed. Pooled; receipts of an earlier use are told apart by the version.</summary>
/// <remarks>Threading: opened by the read loop, completed by any thread; link and ticket are guarded by the inbound session's lock.</remarks>
internal sealed class InboundDelivery(InboundSession session)
{
    private long _completed;
    private int _remaining;
    private int _reason;
    private int _version;

    public int Version => Volatile.Read(ref _version);

    public ILink Link { get; set; } = null!;

    public long Ticket { get; set; }

    public ushort PacketId { get; private set; }

    public QoS QoS { get; private set; }

    public ReasonCode Reason => (ReasonCode)Volatile.Read(ref _reason);

    public void Open(ILink link, long ticket, ushort packetId, QoS qos) => (Link, Ticket, PacketId, QoS) = (link, ticket, packetId, qos);

    /// <summary>Sets the number of receivers, before the first of them is called.</summary>
    public void Begin(int receivers) => Volatile.Write(ref _remaining, receivers);

    /// <summary>One receiver has completed; the last one finishes the delivery.</summary>
    public void Complete(int version, int index, ReasonCode reason)
    {
        if (version != Version)
        {
            return;
        }

        // With more than 64 receivers of one message, a second completion by the same one is not noticed.
        long bit = index < 64 ? 1L << index : 0;
        if (bit != 0 && (Interlocked.Or(ref _completed, bit) & bit) != 0)
        {
            return;
        }

        if ((byte)reason >= 0x80)
        {
            Interlocked.CompareExchange(ref _reason, (int)reason, (int)ReasonCode.Success);
        }

        if (Interlocked.Decrement(ref _remaining) == 0)
        {
            session.Finish(this);
        }
    }

    public void Recycle()
    {
        Volatile.Write(ref _version, _version + 1);
        _completed = 0;
        _reason = 0;
        Link = null!;
    }
}
