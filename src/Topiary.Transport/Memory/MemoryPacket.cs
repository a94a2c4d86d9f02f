using Topiary.Protocol;

namespace Topiary.Transport;

/// <summary>A packet on its way through a memory connection, as a fault hook sees it.</summary>
/// <param name="link">The connection.</param>
/// <param name="fromClient">Whether the connecting side sent it.</param>
/// <param name="frame">The packet; its memory is valid during the call only.</param>
public readonly struct MemoryPacket(MemoryLink link, bool fromClient, PacketFrame frame)
{
    /// <summary>The connection.</summary>
    public MemoryLink Link { get; } = link;

    /// <summary>Whether the connecting side sent it; otherwise the accepting side.</summary>
    public bool FromClient { get; } = fromClient;

    /// <summary>The packet; its memory is valid during the call only.</summary>
    public PacketFrame Frame { get; } = frame;
}
