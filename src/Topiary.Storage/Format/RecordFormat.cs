using System.Buffers.Binary;

namespace Topiary.Storage;

/// <summary>A record's bytes: checksum, length, position within the segment, type, flags, body, and the name of a blob if it has one.</summary>
internal static class RecordFormat
{
    public const int HeaderLength = 14;
    public const int BlobReferenceLength = 16;

    /// <summary>Says up to where everything was synced when it was written. It takes no position.</summary>
    public const byte Mark = 0;
    public const byte HighestOwnerType = 254;
    public const int MarkLength = HeaderLength + sizeof(long);

    private const byte BlobFlag = 1;

    public static int MaximumLength => HeaderLength + RecordLog.MaximumBodyBytes + BlobReferenceLength;

    /// <summary>Writes what is known when a record is appended; <see cref="Stamp"/> adds what is known when it is written to a segment.</summary>
    public static void Begin(Span<byte> record, byte type, int length, bool blob)
    {
        BinaryPrimitives.WriteInt32LittleEndian(record[4..], length);
        record[12] = type;
        record[13] = blob ? BlobFlag : (byte)0;
    }

    public static void WriteBlob(Span<byte> reference, in BlobReference blob)
    {
        BinaryPrimitives.WriteInt64LittleEndian(reference, blob.Number);
        BinaryPrimitives.WriteInt32LittleEndian(reference[8..], blob.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(reference[12..], blob.Checksum);
    }

    public static BlobReference ReadBlob(ReadOnlySpan<byte> reference) => new(
        BinaryPrimitives.ReadInt64LittleEndian(reference),
        BinaryPrimitives.ReadInt32LittleEndian(reference[8..]),
        BinaryPrimitives.ReadUInt32LittleEndian(reference[12..]));

    public static int LengthOf(ReadOnlySpan<byte> record) => HeaderLength + BinaryPrimitives.ReadInt32LittleEndian(record[4..]);

    public static byte TypeOf(ReadOnlySpan<byte> record) => record[12];

    public static bool NamesBlob(ReadOnlySpan<byte> record) => (record[13] & BlobFlag) != 0;

    public static uint DeltaOf(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadUInt32LittleEndian(record[8..]);

    /// <summary>Ties a record to its place.</summary>
    public static void Stamp(Span<byte> record, uint seed, uint delta)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(record[8..], delta);
        BinaryPrimitives.WriteUInt32LittleEndian(record, Checksum.Continue(seed, record[4..]));
    }

    /// <summary>Whether bytes may be the header of a record; only the checksum says that they are.</summary>
    public static bool IsPlausible(ReadOnlySpan<byte> header)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
        var minimum = (header[13] & BlobFlag) != 0 ? BlobReferenceLength : 0;
        return length >= minimum
            && length <= RecordLog.MaximumBodyBytes + BlobReferenceLength
            && header[12] <= HighestOwnerType
            && header[13] <= BlobFlag
            && (header[12] != Mark || length == sizeof(long));
    }

    public static bool IsIntact(ReadOnlySpan<byte> record, uint seed) =>
        BinaryPrimitives.ReadUInt32LittleEndian(record) == Checksum.Continue(seed, record[4..]);
}
