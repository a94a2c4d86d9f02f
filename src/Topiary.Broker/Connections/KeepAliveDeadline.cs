namespace Topiary.Broker;

/// <summary>
/// The end of a client's silence. What counts is whole packets (MQTT 5.0, section 3.1.2.10); one that has begun to arrive may take a while, but not for ever,
/// so that a peer which sends a byte now and then holds its place no longer than others.
/// </summary>
/// <remarks>Threading: the deadline's thread, one call at a time.</remarks>
internal struct KeepAliveDeadline
{
    private readonly long _silence;
    private readonly long _packetTime;
    private long _packets;
    private long _lastPacket;

    public KeepAliveDeadline(int keepAliveSeconds, TimeSpan packetTimeout, long now, long packets)
    {
        _silence = keepAliveSeconds * 1500L;
        _packetTime = (long)packetTimeout.TotalMilliseconds;
        _packets = packets;
        _lastPacket = now;
        Due = now + _silence;
    }

    /// <summary>When to look again.</summary>
    public long Due { get; private set; }

    /// <summary>Looks whether the client has been silent for too long.</summary>
    /// <param name="now">The time.</param>
    /// <param name="packets">Packets received so far.</param>
    /// <param name="lastBytes">When bytes last came.</param>
    /// <param name="limit">Which limit was reached.</param>
    public bool IsOver(long now, long packets, long lastBytes, out BrokerLimit limit)
    {
        if (packets != _packets)
        {
            // When the last one was whole is known to no more than the last bytes.
            _packets = packets;
            _lastPacket = lastBytes;
        }

        bool isTrickling = lastBytes > _lastPacket;
        limit = isTrickling ? BrokerLimit.PacketTime : BrokerLimit.KeepAlive;
        Due = _lastPacket + _silence;
        if (isTrickling)
        {
            // More bytes must come within the keep-alive, and the whole packet within its time.
            Due = Math.Min(lastBytes + _silence, Due + _packetTime);
        }

        return now >= Due;
    }
}
