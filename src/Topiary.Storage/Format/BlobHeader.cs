using System.Buffers.Binary;

namespace Topiary.Storage;

/// <summary>The first bytes of a blob's file; the payload follows.</summary>
internal static class BlobHeader
{
    public const int Length = 40;
    private const ulong Magic = 0x424F_4C42_4950_4F54; // "TOPIBLOB"

    public static void Write(Span<byte> bytes, ulong logId, in BlobReference blob)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], SegmentHeader.CurrentVersion);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[12..], logId);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[20..], blob.Number);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[28..], blob.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[32..], blob.Checksum);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[36..], Checksum.Of(bytes[..36]));
    }

    public static bool Matches(ReadOnlySpan<byte> bytes, ulong logId, in BlobReference blob)
    {
        Span<byte> expected = stackalloc byte[Length];
        Write(expected, logId, blob);
        return bytes.SequenceEqual(expected);
    }
}
