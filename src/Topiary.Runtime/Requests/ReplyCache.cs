using System.Diagnostics.CodeAnalysis;

namespace Topiary.Runtime;

/// <summary>
/// The answers to requests of topics that are idempotent, for those that come again. Bounded in number, bytes and time; what is
/// oldest goes first. Thread-safe.
/// </summary>
internal sealed class ReplyCache(IdempotencyOptions options, TimeProvider time)
{
    /// <summary>What an entry costs besides its bytes, roughly.</summary>
    private const int EntrySize = 512;

    private readonly Lock _lock = new();
    private readonly Dictionary<ReplyKey, Entry> _entries = [];
    private readonly Queue<(ReplyKey Key, Entry Entry)> _oldest = new();
    private long _bytes;

    /// <summary>Answers that are kept.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _entries.Count;
            }
        }
    }

    public bool TryGet(in ReplyKey key, [NotNullWhen(true)] out KnownReply? reply)
    {
        lock (_lock)
        {
            DropOld();
            reply = _entries.TryGetValue(key, out var entry) ? entry.Reply : null;
            return reply is not null;
        }
    }

    public void Add(in ReplyKey key, KnownReply reply)
    {
        var entry = new Entry(reply, time.GetTimestamp());
        if (entry.Size > options.MaxBytes)
        {
            return;
        }

        lock (_lock)
        {
            if (_entries.TryAdd(key, entry))
            {
                _oldest.Enqueue((key, entry));
                _bytes += entry.Size;
                DropOld();
            }
        }
    }

    private void DropOld()
    {
        while (_oldest.TryPeek(out var oldest)
            && (_entries.Count > options.Capacity || _bytes > options.MaxBytes || time.GetElapsedTime(oldest.Entry.Since) >= options.Retention))
        {
            _oldest.Dequeue();
            _entries.Remove(oldest.Key);
            _bytes -= oldest.Entry.Size;
        }
    }

    private sealed record Entry(KnownReply Reply, long Since)
    {
        public int Size => EntrySize + Reply.Size;
    }
}
