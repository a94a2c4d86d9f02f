using System.Buffers.Binary;

namespace Topiary.Storage;

/// <summary>
/// The first bytes of a segment: whose it is, which one, and the position of its first record. They are there twice, in two sectors, since
/// no record can be verified without them.
/// </summary>
/// <param name="LogId">The log it belongs to.</param>
/// <param name="Epoch">How often the log had been opened when it was made.</param>
/// <param name="Number">Its number; a newer segment has a greater one.</param>
/// <param name="First">Position that its first record has or would have.</param>
/// <param name="Repaired">Whether it holds what was left of a damaged segment; positions may be missing.</param>
internal readonly record struct SegmentHeader(ulong LogId, long Epoch, long Number, long First, bool Repaired)
{
    public const int Length = 1024;
    public const uint CurrentVersion = 1;
    private const ulong Magic = 0x4745_5341_4950_4F54; // "TOPIASEG"
    private const int CopyOffset = 512;
    private const int CopyLength = 64;
    private const int ChecksumOffset = CopyLength - sizeof(uint);

    /// <summary>The checksum of every record in the segment begins with this, so that a record is valid only where it was written.</summary>
    public uint Seed
    {
        get
        {
            Span<byte> bytes = stackalloc byte[CopyLength];
            WriteCopy(bytes);
            return ~Checksum.Of(bytes[..ChecksumOffset]);
        }
    }

    public void Write(Span<byte> bytes)
    {
        bytes = bytes[..Length];
        bytes.Clear();
        WriteCopy(bytes);
        WriteCopy(bytes[CopyOffset..]);
    }

    /// <summary>Reads a header. Null when the bytes are none.</summary>
    /// <param name="bytes">The first bytes of a file.</param>
    /// <param name="path">Its path.</param>
    /// <param name="damaged">Whether one of the two copies cannot be read.</param>
    /// <exception cref="LogException">It is one of a newer format, which must not be touched.</exception>
    public static SegmentHeader? Read(ReadOnlySpan<byte> bytes, string path, out bool damaged)
    {
        var first = bytes.Length >= CopyLength ? ReadCopy(bytes, path) : null;
        var second = bytes.Length >= CopyOffset + CopyLength ? ReadCopy(bytes[CopyOffset..], path) : null;
        damaged = first is null || second is null;
        return first ?? second;
    }

    /// <summary>Whether the bytes may be what was there when the power went while a header was written.</summary>
    public static bool IsUnfinished(ReadOnlySpan<byte> bytes)
    {
        Span<byte> magic = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(magic, Magic);
        var start = bytes[..Math.Min(bytes.Length, magic.Length)];
        return !start.ContainsAnyExcept((byte)0) || start.SequenceEqual(magic[..start.Length]);
    }

    private void WriteCopy(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], CurrentVersion);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[12..], Repaired ? 1u : 0u);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], LogId);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], Epoch);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[32..], Number);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[40..], First);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[ChecksumOffset..], Checksum.Of(bytes[..ChecksumOffset]));
    }

    private static SegmentHeader? ReadCopy(ReadOnlySpan<byte> bytes, string path)
    {
        if (BinaryPrimitives.ReadUInt64LittleEndian(bytes) != Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumOffset..]) != Checksum.Of(bytes[..ChecksumOffset]))
        {
            return null;
        }

        var version = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        if (version != CurrentVersion)
        {
            throw new LogException($"'{path}' has format version {version}; this program reads version {CurrentVersion}.");
        }

        return new SegmentHeader(
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[40..]),
            (BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]) & 1) != 0);
    }
}
