namespace Topiary.Broker;

/// <summary>What the broker counts.</summary>
/// <remarks>Threading: any thread; the sums of a batch are added once, at its end.</remarks>
internal sealed class BrokerCounters
{
    private readonly long[] _dropped = new long[Enum.GetValues<DropReason>().Length];
    private readonly long[] _limits = new long[Enum.GetValues<BrokerLimit>().Length];
    private long _messagesReceived;
    private long _messagesDelivered;
    private long _bytesReceived;
    private long _bytesSent;
    private long _connectionsAccepted;
    private long _connectionsRefused;

    public long MessagesReceived => Interlocked.Read(ref _messagesReceived);

    public long MessagesDelivered => Interlocked.Read(ref _messagesDelivered);

    /// <summary>Of connections that have ended.</summary>
    public long BytesReceived => Interlocked.Read(ref _bytesReceived);

    /// <summary>Of connections that have ended.</summary>
    public long BytesSent => Interlocked.Read(ref _bytesSent);

    public long ConnectionsAccepted => Interlocked.Read(ref _connectionsAccepted);

    public long ConnectionsRefused => Interlocked.Read(ref _connectionsRefused);

    public void Messages(int received, int delivered)
    {
        if (received > 0)
        {
            Interlocked.Add(ref _messagesReceived, received);
        }

        if (delivered > 0)
        {
            Interlocked.Add(ref _messagesDelivered, delivered);
        }
    }

    public void ConnectionEnded(long bytesReceived, long bytesSent)
    {
        Interlocked.Add(ref _bytesReceived, bytesReceived);
        Interlocked.Add(ref _bytesSent, bytesSent);
    }

    public void ConnectionAccepted() => Interlocked.Increment(ref _connectionsAccepted);

    public void ConnectionRefused() => Interlocked.Increment(ref _connectionsRefused);

    public void Dropped(DropReason reason, long count = 1) => Interlocked.Add(ref _dropped[(int)reason], count);

    public IReadOnlyDictionary<DropReason, long> GetDropped()
        => Enum.GetValues<DropReason>().ToDictionary(reason => reason, reason => Interlocked.Read(ref _dropped[(int)reason]));

    public void Reached(BrokerLimit limit) => Interlocked.Increment(ref _limits[(int)limit]);

    public IReadOnlyDictionary<BrokerLimit, long> GetLimits()
    {
        Dictionary<BrokerLimit, long> limits = Enum.GetValues<BrokerLimit>().ToDictionary(limit => limit, limit => Interlocked.Read(ref _limits[(int)limit]));
        limits[BrokerLimit.Queue] = Interlocked.Read(ref _dropped[(int)DropReason.QueueFull]);
        limits[BrokerLimit.OutboundBuffer] = Interlocked.Read(ref _dropped[(int)DropReason.SlowConsumer]);
        return limits;
    }
}
