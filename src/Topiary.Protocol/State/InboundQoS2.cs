namespace Topiary.Protocol;

/// <summary>The receiver's half of QoS 2: the identifiers of messages taken whose PUBREL has not come (MQTT 5.0, section 4.3.3).</summary>
/// <remarks>Threading: not thread-safe; owned by one session.</remarks>
public sealed class InboundQoS2
{
    private const int WordBits = 64;
    private ulong[] _open = [];

    /// <summary>Identifiers that await PUBREL.</summary>
    public int Count { get; private set; }

    /// <summary>
    /// Of <see cref="Count"/>, how many were open when the connection began. A peer that follows the letter of the specification may have so many
    /// more open than Receive Maximum says, as a PUBCOMP for them returns quota that they never took on this connection.
    /// </summary>
    public int CarriedOver { get; private set; }

    /// <summary>A connection begins or resumes the session.</summary>
    public void BeginConnection() => CarriedOver = Count;

    /// <summary>A PUBLISH of QoS 2 that is accepted has arrived. Either way PUBREC is the answer.</summary>
    /// <param name="packetId">Its identifier.</param>
    /// <returns>True: deliver it. False: it is a repetition and was delivered already.</returns>
    public bool TryAdd(ushort packetId)
    {
        ArgumentOutOfRangeException.ThrowIfZero(packetId);
        int word = packetId / WordBits;
        if (word >= _open.Length)
        {
            Array.Resize(ref _open, Math.Min((ushort.MaxValue + 1) / WordBits, Math.Max(word + 1, _open.Length * 2)));
        }

        ulong bit = 1UL << (packetId % WordBits);
        if ((_open[word] & bit) != 0)
        {
            return false;
        }

        _open[word] |= bit;
        Count++;
        return true;
    }

    /// <summary>Whether an identifier awaits PUBREL.</summary>
    /// <param name="packetId">The identifier.</param>
    /// <returns>True when its message was taken and not released.</returns>
    public bool Contains(ushort packetId)
        => packetId / WordBits < _open.Length && (_open[packetId / WordBits] & (1UL << (packetId % WordBits))) != 0;

    /// <summary>PUBREL has arrived, or the message was refused after all. PUBCOMP is the answer to every PUBREL.</summary>
    /// <param name="packetId">Its identifier.</param>
    /// <returns>False when the identifier is unknown: MQTT 5 answers with <see cref="ReasonCode.PacketIdentifierNotFound"/>.</returns>
    public bool Remove(ushort packetId)
    {
        if (!Contains(packetId))
        {
            return false;
        }

        _open[packetId / WordBits] &= ~(1UL << (packetId % WordBits));
        Count--;
        return true;
    }

    /// <summary>Appends the identifiers that await PUBREL, lowest first, to store them.</summary>
    /// <param name="target">Where to put them.</param>
    public void CopyTo(ICollection<ushort> target)
    {
        ArgumentNullException.ThrowIfNull(target);
        for (int word = 0; word < _open.Length; word++)
        {
            for (ulong rest = _open[word]; rest != 0; rest &= rest - 1)
            {
                target.Add((ushort)((word * WordBits) + System.Numerics.BitOperations.TrailingZeroCount(rest)));
            }
        }
    }

    /// <summary>The session begins anew.</summary>
    public void Clear()
    {
        _open = [];
        Count = 0;
        CarriedOver = 0;
    }
}
