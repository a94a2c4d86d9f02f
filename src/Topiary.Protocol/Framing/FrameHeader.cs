namespace Topiary.Protocol;

/// <summary>The fixed header of a packet (MQTT 5.0, section 2.1).</summary>
/// <param name="type">Type of the packet.</param>
/// <param name="flags">The four flag bits.</param>
/// <param name="headerLength">Size of the fixed header.</param>
/// <param name="remainingLength">Number of bytes after it.</param>
public readonly struct FrameHeader(PacketType type, byte flags, int headerLength, int remainingLength)
{
    /// <summary>Type of the packet.</summary>
    public PacketType Type { get; } = type;

    /// <summary>The four flag bits.</summary>
    public byte Flags { get; } = flags;

    /// <summary>Size of the fixed header.</summary>
    public int HeaderLength { get; } = headerLength;

    /// <summary>Number of bytes after the fixed header.</summary>
    public int RemainingLength { get; } = remainingLength;

    /// <summary>Size of the whole packet.</summary>
    public int TotalLength => HeaderLength + RemainingLength;
}
