using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Topiary.Broker;

/// <summary>A hash of topic bytes, seeded per process so that nobody can prepare topics that collide.</summary>
internal static class Utf8Hash
{
    private const ulong Multiplier = 0x9E37_79B9_7F4A_7C15;

    private static readonly ulong s_seed = BitConverter.ToUInt64(Guid.NewGuid().ToByteArray()) | 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Compute(ReadOnlySpan<byte> bytes)
    {
        ulong hash = s_seed ^ (ulong)bytes.Length;
        while (bytes.Length >= 8)
        {
            hash = Mix(hash ^ MemoryMarshal.Read<ulong>(bytes));
            bytes = bytes[8..];
        }

        ulong rest = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            rest = (rest << 8) | bytes[i];
        }

        hash = Mix(hash ^ rest);
        return (int)(hash ^ (hash >> 32));
    }

    private static ulong Mix(ulong value)
    {
        ulong high = Math.BigMul(value, Multiplier ^ s_seed, out ulong low);
        return high ^ low;
    }
}
