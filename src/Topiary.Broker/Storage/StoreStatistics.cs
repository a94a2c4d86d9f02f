namespace Topiary.Broker;

/// <summary>What a store holds and has done, at one moment.</summary>
public sealed record StoreStatistics
{
    /// <summary>Whether it takes messages; null when it does, otherwise what publishers are told.</summary>
    public ReasonCode? Refusal { get; init; }

    /// <summary>Failed writes and syncs so far.</summary>
    public long Failures { get; init; }

    /// <summary>Damages found when it was opened.</summary>
    public long Damages { get; init; }

    /// <summary>Records appended so far.</summary>
    public long Records { get; init; }

    /// <summary>Bytes written so far.</summary>
    public long BytesWritten { get; init; }

    /// <summary>Syncs so far.</summary>
    public long Syncs { get; init; }

    /// <summary>Bytes on the disk.</summary>
    public long BytesStored { get; init; }

    /// <summary>Bytes that wait in memory for the disk.</summary>
    public long BytesWaiting { get; init; }

    /// <summary>Segments of the log that compaction has removed so far.</summary>
    public long SegmentsCompacted { get; init; }

    /// <summary>The longest time for which compaction has held the lock that publishing needs.</summary>
    public TimeSpan LongestCompactionHold { get; init; }

    /// <summary>The longest time for which writing has held the lock that publishing needs.</summary>
    public TimeSpan LongestWriterHold { get; init; }
}
