namespace Topiary.Protocol;

/// <summary>
/// How many QoS 1 and 2 PUBLISH packets may still be sent before one is acknowledged: the peer's Receive Maximum (MQTT 5.0, section 4.9).
/// </summary>
/// <remarks>Threading: not thread-safe; owned by one session.</remarks>
public sealed class SendQuota
{
    /// <summary>Creates one.</summary>
    /// <param name="receiveMaximum">The peer's Receive Maximum, 1 to 65535.</param>
    public SendQuota(int receiveMaximum) => Reset(receiveMaximum);

    /// <summary>The peer's Receive Maximum.</summary>
    public int Maximum { get; private set; }

    /// <summary>Packets that may be sent now; below 0 when more PUBRELs had to be sent again than the new maximum allows messages.</summary>
    public int Available { get; private set; }

    /// <summary>A connection has begun; nothing is carried over from the one before.</summary>
    /// <param name="receiveMaximum">The peer's Receive Maximum, 1 to 65535.</param>
    public void Reset(int receiveMaximum)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(receiveMaximum, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(receiveMaximum, ushort.MaxValue);
        Maximum = receiveMaximum;
        Available = receiveMaximum;
    }

    /// <summary>A PUBLISH of QoS 1 or 2 is to be sent, for the first time or again.</summary>
    /// <returns>False when it has to wait.</returns>
    public bool TryTake()
    {
        if (Available <= 0)
        {
            return false;
        }

        Available--;
        return true;
    }

    /// <summary>
    /// A PUBREL is sent again on a new connection. It needs no quota, but its PUBCOMP will return some: without this, every message that was
    /// carried over would let one more than the maximum be open.
    /// </summary>
    public void TakeForPubRel() => Available--;

    /// <summary>A PUBACK or PUBCOMP with any code, or a PUBREC with 0x80 or more, has arrived. Never goes above the maximum: a PUBREL sent again can bring a second PUBCOMP.</summary>
    public void Return()
    {
        if (Available < Maximum)
        {
            Available++;
        }
    }
}
