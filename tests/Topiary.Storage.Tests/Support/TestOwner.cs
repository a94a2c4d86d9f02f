using Topiary.Storage;

namespace Topiary.Storage.Tests;

/// <summary>An owner that keeps numbered values: setting and removing are records.</summary>
internal sealed class TestOwner : ILogOwner
{
    public const byte Set = 1;
    public const byte Removed = 2;

    private readonly Lock _gate = new();
    private readonly Dictionary<int, (LogEntry Entry, string Value)> _values = [];

    public RecordLog Log { get; set; } = null!;

    public List<LogProblem> Problems { get; } = [];

    public List<LogState> States { get; } = [];

    public List<(byte Type, long Position, string Body)> Seen { get; } = [];

    public IReadOnlyDictionary<int, string> Values
    {
        get
        {
            lock (_gate)
            {
                return _values.ToDictionary(pair => pair.Key, pair => pair.Value.Value);
            }
        }
    }

    /// <summary>Sets a value; large ones go to a blob, so only their length and first character is compared.</summary>
    public LogEntry SetValue(int key, string value, int blobLength = 0)
    {
        lock (_gate)
        {
            var entry = blobLength == 0
                ? Log.Append(Set, Encode(key, value))
                : Log.Append(Set, Encode(key, value), BlobOf(key, blobLength));
            Replace(key, entry, value);
            return entry;
        }
    }

    public LogEntry Remove(int key)
    {
        lock (_gate)
        {
            var entry = Log.Append(Removed, Encode(key, ""));
            Drop(key);
            Log.MarkDead(entry);
            return entry;
        }
    }

    public LogEntry EntryOf(int key)
    {
        lock (_gate)
        {
            return _values[key].Entry;
        }
    }

    public static byte[] BlobOf(int key, int length)
    {
        var blob = new byte[length];
        new Random(key).NextBytes(blob);
        return blob;
    }

    void ILogOwner.OnRecord(in LogRecord record)
    {
        var key = BitConverter.ToInt32(record.Body);
        var value = System.Text.Encoding.UTF8.GetString(record.Body[4..]);
        Seen.Add((record.Type, record.Entry.Position, value));
        lock (_gate)
        {
            if (record.Type == Set)
            {
                Replace(key, record.Entry, value);
            }
            else
            {
                Drop(key);
                Log.MarkDead(record.Entry);
            }
        }
    }

    void ILogOwner.OnCompact(in LogRecord record)
    {
        if (record.Type != Set)
        {
            return;
        }

        var key = BitConverter.ToInt32(record.Body);
        lock (_gate)
        {
            if (_values.TryGetValue(key, out var held) && held.Entry.Position == record.Entry.Position)
            {
                var entry = held.Entry.HasBlob
                    ? Log.AppendWithBlob(Set, Encode(key, held.Value), held.Entry.Blob)
                    : Log.Append(Set, Encode(key, held.Value));
                Replace(key, entry, held.Value);
            }
        }
    }

    void ILogOwner.OnProblem(LogProblem problem)
    {
        lock (_gate)
        {
            Problems.Add(problem);
        }
    }

    void ILogOwner.OnStateChanged(LogState state, Exception? error)
    {
        lock (_gate)
        {
            States.Add(state);
        }
    }

    private static byte[] Encode(int key, string value) => [.. BitConverter.GetBytes(key), .. System.Text.Encoding.UTF8.GetBytes(value)];

    private void Replace(int key, LogEntry entry, string value)
    {
        Drop(key);
        _values[key] = (entry, value);
    }

    private void Drop(int key)
    {
        if (_values.Remove(key, out var old))
        {
            Log.MarkDead(old.Entry);
        }
    }
}
