namespace Topiary.Storage;

/// <summary>What a commit waits for.</summary>
public enum LogDurability : byte
{
    /// <summary>Nothing: the record is in the memory of the process.</summary>
    Memory,

    /// <summary>The record was written to the operating system: it survives the end of the process, not the end of the machine.</summary>
    Process,

    /// <summary>The record was synced to the disk: it survives a loss of power.</summary>
    Disk,
}
