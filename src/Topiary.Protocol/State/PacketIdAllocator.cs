using System.Numerics;

namespace Topiary.Protocol;

/// <summary>
/// Hands out the packet identifiers 1 to 65535 (MQTT 5.0, section 2.2.1). Finding a free one takes the same few steps however many are in use;
/// memory grows with the most ever in use at a time, and a released identifier rests before it is used again.
/// </summary>
/// <remarks>Threading: not thread-safe; owned by one session.</remarks>
public sealed class PacketIdAllocator
{
    private const int WordBits = 64;
    private const int Everything = ushort.MaxValue + 1;

    // A set bit is an identifier in use; a set bit in _full is a word of _used without a free bit. Identifier 0 is always in use.
    private ulong[] _used = [1];
    private readonly ulong[] _full = new ulong[Everything / WordBits / WordBits];
    private int _cursor = 1;

    /// <summary>Identifiers in use.</summary>
    public int InUse { get; private set; }

    private int Capacity => _used.Length * WordBits;

    /// <summary>Takes a free identifier.</summary>
    /// <param name="packetId">The identifier.</param>
    /// <returns>False when all 65535 are in use.</returns>
    public bool TryAllocate(out ushort packetId)
    {
        packetId = 0;
        if (InUse == ushort.MaxValue)
        {
            return false;
        }

        // At most half of the range is in use, so that a released identifier does not come back at once.
        if (InUse >= Capacity / 2 && Capacity < Everything)
        {
            Grow(Capacity * 2);
        }

        int id = FindFree(_cursor);
        if (id < 0)
        {
            id = FindFree(1);
        }

        Mark(id);
        _cursor = id + 1 < Capacity ? id + 1 : 1;
        packetId = (ushort)id;
        return true;
    }

    /// <summary>Takes one certain identifier, when a stored session is restored.</summary>
    /// <param name="packetId">The identifier.</param>
    /// <returns>False when it is 0 or in use already.</returns>
    public bool TryReserve(ushort packetId)
    {
        if (packetId == 0 || IsInUse(packetId))
        {
            return false;
        }

        if (packetId >= Capacity)
        {
            Grow((int)BitOperations.RoundUpToPowerOf2((uint)packetId + 1));
        }

        Mark(packetId);
        return true;
    }

    /// <summary>Gives an identifier back.</summary>
    /// <param name="packetId">The identifier.</param>
    /// <returns>False when it was not in use.</returns>
    public bool Release(ushort packetId)
    {
        if (!IsInUse(packetId))
        {
            return false;
        }

        int word = packetId / WordBits;
        _used[word] &= ~(1UL << (packetId % WordBits));
        _full[word / WordBits] &= ~(1UL << (word % WordBits));
        InUse--;
        return true;
    }

    /// <summary>Whether an identifier is in use.</summary>
    /// <param name="packetId">The identifier.</param>
    /// <returns>True when it has been taken and not given back.</returns>
    public bool IsInUse(ushort packetId)
        => packetId != 0 && packetId < Capacity && (_used[packetId / WordBits] & (1UL << (packetId % WordBits))) != 0;

    /// <summary>Gives all identifiers back.</summary>
    public void Clear()
    {
        _used = [1];
        Array.Clear(_full);
        _cursor = 1;
        InUse = 0;
    }

    private void Mark(int id)
    {
        int word = id / WordBits;
        _used[word] |= 1UL << (id % WordBits);
        if (_used[word] == ulong.MaxValue)
        {
            _full[word / WordBits] |= 1UL << (word % WordBits);
        }

        InUse++;
    }

    private void Grow(int capacity) => Array.Resize(ref _used, capacity / WordBits);

    // The first free identifier from there on, or -1: looks into one word, then into at most 16 words that summarise the others.
    private int FindFree(int from)
    {
        int word = from / WordBits;
        ulong free = ~_used[word] & (ulong.MaxValue << (from % WordBits));
        if (free != 0)
        {
            return (word * WordBits) + BitOperations.TrailingZeroCount(free);
        }

        word++;
        while (word < _used.Length)
        {
            ulong notFull = ~_full[word / WordBits] & (ulong.MaxValue << (word % WordBits));
            if (notFull != 0)
            {
                word = (word / WordBits * WordBits) + BitOperations.TrailingZeroCount(notFull);
                return word < _used.Length ? (word * WordBits) + BitOperations.TrailingZeroCount(~_used[word]) : -1;
            }

            word = ((word / WordBits) + 1) * WordBits;
        }

        return -1;
    }
}
