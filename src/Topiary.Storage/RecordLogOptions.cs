namespace Topiary.Storage;

/// <summary>Sizes and times of a log.</summary>
public sealed record RecordLogOptions
{
    /// <summary>A segment is closed when it has grown to this size.</summary>
    public int SegmentBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>A payload of this size or more is kept in a file of its own.</summary>
    public int BlobThreshold { get; init; } = 64 * 1024;

    /// <summary>How long a commit may wait for company before it is synced; only while there is company.</summary>
    public TimeSpan CommitDelay { get; init; } = TimeSpan.FromMilliseconds(2);

    /// <summary>As many bytes are written, and synced if somebody waits for it, without waiting for company.</summary>
    public int CommitBytes { get; init; } = 1024 * 1024;

    /// <summary>As many bytes may be written and not synced, when nobody waits for a sync.</summary>
    public int MaximumUnsyncedBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>
    /// When more bytes wait in memory for the disk, <see cref="RecordLog.Accepts"/> is false: nothing new should be taken on. What cannot be
    /// refused, such as the record that something is done, may still be appended, and is never lost.
    /// </summary>
    public long MaximumBufferedBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>A log smaller than this is not compacted.</summary>
    public long MinimumCompactionBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>The log is compacted while more than this part of it is dead.</summary>
    public double CompactionRatio { get; init; } = 0.5;

    /// <summary>Records that nobody commits are written after this time.</summary>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a full or failed log is tried again.</summary>
    public TimeSpan ProbeInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>With less free space the log is <see cref="LogState.LowSpace"/>.</summary>
    public long MinimumFreeBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(SegmentBytes, 4096, nameof(SegmentBytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(BlobThreshold, 1, nameof(BlobThreshold));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(BlobThreshold, RecordLog.MaximumBodyBytes / 2, nameof(BlobThreshold));
        ArgumentOutOfRangeException.ThrowIfLessThan(CommitBytes, 1, nameof(CommitBytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumUnsyncedBytes, 1, nameof(MaximumUnsyncedBytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumBufferedBytes, 1024 * 1024, nameof(MaximumBufferedBytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(CommitDelay, TimeSpan.Zero, nameof(CommitDelay));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(FlushInterval, TimeSpan.Zero, nameof(FlushInterval));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ProbeInterval, TimeSpan.Zero, nameof(ProbeInterval));
        if (!(CompactionRatio is > 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(CompactionRatio), CompactionRatio, "must be between 0 and 1");
        }
    }
}
