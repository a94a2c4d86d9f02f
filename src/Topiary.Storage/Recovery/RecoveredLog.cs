namespace Topiary.Storage;

/// <summary>What was found in the directory of a log.</summary>
internal sealed class RecoveredLog(ulong logId, BlobStore blobs)
{
    public ulong LogId { get; } = logId;

    public BlobStore Blobs { get; } = blobs;

    public SegmentList Segments { get; } = new();

    /// <summary>One more than that of any segment.</summary>
    public long Epoch { get; set; } = 1;

    public long LastNumber { get; set; }

    public long LastPosition { get; set; }
}
