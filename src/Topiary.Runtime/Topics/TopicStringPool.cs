namespace Topiary.Runtime;

/// <summary>
/// Strings of received topic levels, found again by their UTF-8 bytes so that the steady state allocates nothing. Direct
/// mapped with a hash seeded for each process: whoever chooses levels can make it allocate, never make it grow or slow.
/// Thread-safe: a slot is replaced as a whole.
/// </summary>
internal sealed class TopicStringPool
{
    private const int SlotCount = 4096;
    private const int LongestPooled = 128;
    private readonly Entry?[] _slots = new Entry?[SlotCount];

    public static TopicStringPool Shared { get; } = new();

    public string GetString(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            return "";
        }

        if (utf8.Length > LongestPooled)
        {
            return System.Text.Encoding.UTF8.GetString(utf8);
        }

        var hash = new HashCode();
        hash.AddBytes(utf8);
        ref var slot = ref _slots[hash.ToHashCode() & (SlotCount - 1)];
        var entry = Volatile.Read(ref slot);
        if (entry is not null && utf8.SequenceEqual(entry.Utf8))
        {
            return entry.Value;
        }

        entry = new Entry(utf8.ToArray(), System.Text.Encoding.UTF8.GetString(utf8));
        Volatile.Write(ref slot, entry);
        return entry.Value;
    }

    private sealed record Entry(byte[] Utf8, string Value);
}
