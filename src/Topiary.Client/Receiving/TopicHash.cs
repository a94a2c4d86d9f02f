using System.Runtime.InteropServices;

namespace Topiary.Client;

/// <summary>A quick hash of topics, for small tables in memory. Its seed is another one in each process, which makes collisions hard to choose.</summary>
internal static class TopicHash
{
    private const ulong Factor = 0x9E3779B97F4A7C15;

    private static readonly ulong s_seed = (ulong)Random.Shared.NextInt64();

    /// <summary>The hash; all its bits may be used.</summary>
    public static int Of(ReadOnlySpan<byte> topic)
    {
        ulong hash = s_seed ^ (ulong)topic.Length;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(topic);
        foreach (ulong word in words)
        {
            hash = (hash ^ word) * Factor;
            hash ^= hash >> 29;
        }

        foreach (byte rest in topic[(words.Length * sizeof(ulong))..])
        {
            hash = (hash ^ rest) * Factor;
        }

        return (int)(hash >> 32);
    }
}
