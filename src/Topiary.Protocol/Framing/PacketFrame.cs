namespace Topiary.Protocol;

/// <summary>A whole packet without its fixed header; the memory is borrowed from whoever made the frame.</summary>
/// <param name="type">Type of the packet.</param>
/// <param name="flags">The four flag bits of the fixed header.</param>
/// <param name="body">The bytes after the fixed header.</param>
public readonly struct PacketFrame(PacketType type, byte flags, ReadOnlyMemory<byte> body)
{
    /// <summary>Type of the packet.</summary>
    public PacketType Type { get; } = type;

    /// <summary>The four flag bits of the fixed header.</summary>
    public byte Flags { get; } = flags;

    /// <summary>The bytes after the fixed header.</summary>
    public ReadOnlyMemory<byte> Body { get; } = body;

    /// <summary>Size of the fixed header that stood before the body.</summary>
    public int HeaderLength => 1 + VariableByteInteger.GetSize((uint)Body.Length);

    /// <summary>Size of the whole packet with its fixed header.</summary>
    public int TotalLength => HeaderLength + Body.Length;
}
