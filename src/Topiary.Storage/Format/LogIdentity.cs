using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Topiary.Storage;

/// <summary>The file that names a log: segments that carry another name are not its own.</summary>
internal static class LogIdentity
{
    public const int Length = 24;
    private const ulong Magic = 0x4449_5941_5250_4F54; // "TOPRAYID"

    public static ulong Next()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    public static void Write(Span<byte> bytes, ulong id)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], SegmentHeader.CurrentVersion);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[12..], id);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[20..], Checksum.Of(bytes[..20]));
    }

    public static bool TryRead(ReadOnlySpan<byte> bytes, out ulong id)
    {
        id = 0;
        if (bytes.Length < Length
            || BinaryPrimitives.ReadUInt64LittleEndian(bytes) != Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[20..]) != Checksum.Of(bytes[..20]))
        {
            return false;
        }

        id = BinaryPrimitives.ReadUInt64LittleEndian(bytes[12..]);
        return true;
    }
}
