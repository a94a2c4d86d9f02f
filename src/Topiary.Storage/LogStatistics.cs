namespace Topiary.Storage;

/// <summary>What a log has done since it was opened, and what it holds.</summary>
public sealed record LogStatistics
{
    /// <summary>Records appended.</summary>
    public long Records { get; init; }

    /// <summary>Bytes written to segments and blobs.</summary>
    public long BytesWritten { get; init; }

    /// <summary>Syncs of segments for commits.</summary>
    public long Syncs { get; init; }

    /// <summary>Writes to segments.</summary>
    public long Writes { get; init; }

    /// <summary>Blobs written.</summary>
    public long Blobs { get; init; }

    /// <summary>Writes and syncs that have failed.</summary>
    public long Failures { get; init; }

    /// <summary>Segments removed by compaction.</summary>
    public long SegmentsCompacted { get; init; }

    /// <summary>Commits that had to wait.</summary>
    public long Commits { get; init; }

    /// <summary>Half of the commits waited no longer than this.</summary>
    public TimeSpan CommitMedian { get; init; }

    /// <summary>99 of 100 commits waited no longer than this.</summary>
    public TimeSpan Commit99 { get; init; }

    /// <summary>Segments in the directory.</summary>
    public int Segments { get; init; }

    /// <summary>Bytes of records in them.</summary>
    public long TotalBytes { get; init; }

    /// <summary>Bytes of the records among them that are alive.</summary>
    public long LiveBytes { get; init; }

    /// <summary>Bytes that wait in memory to be synced.</summary>
    public long BufferedBytes { get; init; }

    /// <summary>The longest time for which writing has held the lock that appending needs.</summary>
    public TimeSpan LongestHold { get; init; }
}
