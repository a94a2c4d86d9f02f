namespace Topiary.Transport;

/// <summary>What a fault hook does to a packet that passes through a memory connection.</summary>
public enum FaultAction
{
    /// <summary>Lets it pass.</summary>
    Deliver,

    /// <summary>Loses it.</summary>
    Drop,

    /// <summary>Passes it on twice.</summary>
    Duplicate,

    /// <summary>Keeps it, and everything behind it in this direction, until <see cref="MemoryLink.Release"/>.</summary>
    Hold,

    /// <summary>Cuts the connection; the packet is lost.</summary>
    Cut,
}
