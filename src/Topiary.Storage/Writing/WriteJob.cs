namespace Topiary.Storage;

/// <summary>What the writer writes in one go. There is one, used again and again.</summary>
internal sealed class WriteJob
{
    public CommitBatch Batch { get; set; } = new();

    public List<ChunkRange> Ranges { get; } = [];

    public List<PendingBlob> Blobs { get; } = [];

    /// <summary>Position of the last record in it.</summary>
    public long Last { get; set; }

    /// <summary>Whether a new segment has to take everything that was not synced, after an error.</summary>
    public bool Resume { get; set; }

    /// <summary>Position of the first record that was not synced.</summary>
    public long FirstUnsynced { get; set; }

    /// <summary>Whether it is synced even if nobody waits for that.</summary>
    public bool MustSync { get; set; }

    /// <summary>Whether free space is to be looked at again.</summary>
    public bool Probe { get; set; }

    public void Clear()
    {
        Ranges.Clear();
        Blobs.Clear();
    }
}
