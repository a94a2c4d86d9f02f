namespace Topiary.Storage;

/// <summary>The segments of a log, oldest first, and what is in them. Guarded by the log's lock, but for the live bytes.</summary>
internal sealed class SegmentList
{
    private readonly List<Segment> _segments = [];
    private long _live;

    public int Count => _segments.Count;

    /// <summary>Bytes of records, dead ones included.</summary>
    public long TotalBytes { get; private set; }

    /// <summary>Bytes of records that the owner has not marked dead.</summary>
    public long LiveBytes => Volatile.Read(ref _live);

    /// <summary>The oldest segment, unless it is the only one and still written.</summary>
    public Segment? OldestClosed => _segments.Count > 1 ? _segments[0] : null;

    public void Add(Segment segment)
    {
        _segments.Add(segment);
        TotalBytes += segment.RecordBytes;
    }

    public void Grow(Segment segment, long end)
    {
        TotalBytes += end - segment.End;
        segment.End = end;
    }

    public void RemoveOldest(Segment segment)
    {
        if (_segments[0] != segment)
        {
            throw new InvalidOperationException("Only the oldest segment can be removed.");
        }

        _segments.RemoveAt(0);
        TotalBytes -= segment.RecordBytes;
    }

    public void AddLive(long bytes) => Interlocked.Add(ref _live, bytes);
}
