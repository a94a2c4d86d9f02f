using Topiary.Storage;

namespace Topiary.Broker.Persistence;

/// <summary>Sizes and times of a broker's store on disk.</summary>
public sealed record FileStoreOptions
{
    /// <summary>How long a commit may wait for company before it is synced; only while there is company.</summary>
    public TimeSpan CommitDelay { get; init; } = TimeSpan.FromMilliseconds(2);

    /// <summary>As many bytes are synced without waiting for company.</summary>
    public int CommitBytes { get; init; } = 1024 * 1024;

    /// <summary>A segment of the log is closed when it has grown to this size.</summary>
    public int SegmentBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>A log smaller than this is not compacted.</summary>
    public long MinimumCompactionBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>
    /// While more bytes than this wait in memory for the disk, new messages, sessions and subscriptions are refused. What cannot be refused, such as
    /// that a message was delivered, waits there too.
    /// </summary>
    public long MaximumBufferedBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>With less free space on the disk new messages are refused.</summary>
    public long MinimumFreeBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>How often a full or failed store is tried again.</summary>
    public TimeSpan ProbeInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The longest time without a running broker that counts for expiries. If the clock says more, or that time went backwards, it is taken to have jumped.
    /// </summary>
    public TimeSpan MaximumDowntime { get; init; } = TimeSpan.FromDays(7);

    internal RecordLogOptions ToLogOptions(TimeProvider time) => new()
    {
        SegmentBytes = SegmentBytes,
        CommitDelay = CommitDelay,
        CommitBytes = CommitBytes,
        MinimumCompactionBytes = MinimumCompactionBytes,
        MaximumBufferedBytes = MaximumBufferedBytes,
        MinimumFreeBytes = MinimumFreeBytes,
        ProbeInterval = ProbeInterval,
        TimeProvider = time,
    };
}
