namespace Topiary.Broker;

/// <summary>What an acknowledgement of the broker means; each level holds for everything that the one below it does.</summary>
public enum DurabilityLevel
{
    /// <summary>It is in memory: it survives neither the end of the process nor that of the machine.</summary>
    Memory,

    /// <summary>It has been handed to the operating system: it survives the death of the process.</summary>
    Process,

    /// <summary>It has been synced to the disk: it survives a power cut.</summary>
    Disk,
}
