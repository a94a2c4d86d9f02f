namespace Topiary.Storage.Simulation;

/// <summary>What is done to a simulated disk.</summary>
public enum SimulatedCall
{
    Create,
    Write,
    Sync,
    Truncate,
    Rename,
    Delete,
    SyncDirectory,
}
