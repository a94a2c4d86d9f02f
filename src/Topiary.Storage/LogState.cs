namespace Topiary.Storage;

/// <summary>What a log can do at the moment.</summary>
public enum LogState : byte
{
    /// <summary>It is not open yet.</summary>
    Opening,

    /// <summary>Everything works.</summary>
    Healthy,

    /// <summary>Commits work, but little space is left: new messages should be refused, so that removals and compaction still find room.</summary>
    LowSpace,

    /// <summary>The disk is full: commits fail. It ends by itself when space returns, and nothing that was appended is lost.</summary>
    Full,

    /// <summary>A write or a sync has failed: commits fail until a new segment has taken everything that was not synced.</summary>
    Failed,

    /// <summary>It was closed.</summary>
    Closed,
}
