using System.Buffers.Binary;

namespace Topiary.Runtime;

/// <summary>
/// Correlation data of a request: a random number of the requester and a count, so that a responder can tell the streams
/// of different requesters apart as well.
/// </summary>
/// <param name="Requester">Random number of the requester.</param>
/// <param name="Number">Number of the request.</param>
internal readonly record struct Correlation(ulong Requester, ulong Number)
{
    /// <summary>Bytes of correlation data.</summary>
    public const int Size = 16;

    /// <summary>Reads one; false for correlation data of another form.</summary>
    public static bool TryRead(ReadOnlySpan<byte> data, out Correlation correlation)
    {
        correlation = default;
        if (data.Length != Size)
        {
            return false;
        }

        correlation = new(BinaryPrimitives.ReadUInt64BigEndian(data), BinaryPrimitives.ReadUInt64BigEndian(data[8..]));
        return true;
    }

    /// <summary>Writes <see cref="Size"/> bytes.</summary>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, Requester);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], Number);
    }
}
