namespace Topiary;

/// <summary>What a message in a client's file store survives.</summary>
public enum FileStoreDurability
{
    /// <summary>The end of the process: messages are written to the operating system before they count as accepted.</summary>
    Process,

    /// <summary>A loss of power: messages are synced to the disk before they count as accepted.</summary>
    Disk,
}
