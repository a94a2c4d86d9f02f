using System.Buffers.Binary;

namespace Topiary.Runtime;

/// <summary>The beginning of one value: what it is and how long.</summary>
/// <param name="Kind">Kind of the value.</param>
/// <param name="HeaderSize">Bytes before the data; with the type of an extension.</param>
/// <param name="Length">Bytes of data, or number of elements or entries.</param>
internal readonly record struct MessagePackToken(MessagePackKind Kind, int HeaderSize, uint Length)
{
    /// <summary>Whether other values follow that belong to this one.</summary>
    public bool IsContainer => Kind is MessagePackKind.Array or MessagePackKind.Map;

    /// <summary>Number of values that belong to a container; an entry of a map is two.</summary>
    public ulong Children => Kind == MessagePackKind.Map ? 2UL * Length : Length;

    /// <summary>Reads the beginning of a value.</summary>
    /// <param name="rest">The payload from the value on.</param>
    /// <param name="token">The beginning.</param>
    /// <returns>False where it is not there whole, or begins with the byte that MessagePack does not use.</returns>
    public static bool TryRead(ReadOnlySpan<byte> rest, out MessagePackToken token)
    {
        token = default;
        if (rest.IsEmpty || rest[0] == MessagePackCode.Unused)
        {
            return false;
        }

        var code = rest[0];
        if (code is < MessagePackCode.Nil or >= MessagePackCode.FirstNegativeFixInt)
        {
            token = Fixed(code);
            return true;
        }

        if (code <= MessagePackCode.True)
        {
            token = new MessagePackToken(code == MessagePackCode.Nil ? MessagePackKind.Nil : MessagePackKind.Boolean, 1, 0);
            return true;
        }

        return TryReadLong(rest, code, out token);
    }

    private static MessagePackToken Fixed(byte code) => code switch
    {
        <= MessagePackCode.LastPositiveFixInt or >= MessagePackCode.FirstNegativeFixInt => new(MessagePackKind.Integer, 1, 0),
        < MessagePackCode.FixArray => new(MessagePackKind.Map, 1, (uint)(code & 0x0f)),
        < MessagePackCode.FixString => new(MessagePackKind.Array, 1, (uint)(code & 0x0f)),
        _ => new(MessagePackKind.String, 1, (uint)(code & 0x1f)),
    };

    private static bool TryReadLong(ReadOnlySpan<byte> rest, byte code, out MessagePackToken token)
    {
        switch (code)
        {
            case <= MessagePackCode.Binary32:
                return TryReadLength(rest, MessagePackKind.Binary, 1 << (code - MessagePackCode.Binary8), 0, out token);
            case <= MessagePackCode.Extension32:
                return TryReadLength(rest, MessagePackKind.Extension, 1 << (code - MessagePackCode.Extension8), 1, out token);
            case <= MessagePackCode.Float64:
                token = new MessagePackToken(MessagePackKind.Float, 1, code == MessagePackCode.Float32 ? 4u : 8u);
                return true;
            case <= MessagePackCode.UInt64:
                token = new MessagePackToken(MessagePackKind.Integer, 1, 1u << (code - MessagePackCode.UInt8));
                return true;
            case <= MessagePackCode.Int64:
                token = new MessagePackToken(MessagePackKind.Integer, 1, 1u << (code - MessagePackCode.Int8));
                return true;
            case <= MessagePackCode.FixExtension16:
                token = new MessagePackToken(MessagePackKind.Extension, 2, 1u << (code - MessagePackCode.FixExtension1));
                return rest.Length >= 2;
            case <= MessagePackCode.String32:
                return TryReadLength(rest, MessagePackKind.String, 1 << (code - MessagePackCode.String8), 0, out token);
            case <= MessagePackCode.Array32:
                return TryReadLength(rest, MessagePackKind.Array, 2 << (code - MessagePackCode.Array16), 0, out token);
            default:
                return TryReadLength(rest, MessagePackKind.Map, 2 << (code - MessagePackCode.Map16), 0, out token);
        }
    }

    private static bool TryReadLength(ReadOnlySpan<byte> rest, MessagePackKind kind, int lengthSize, int typeSize, out MessagePackToken token)
    {
        var size = 1 + lengthSize + typeSize;
        if (rest.Length < size)
        {
            token = default;
            return false;
        }

        var length = lengthSize switch
        {
            1 => rest[1],
            2 => BinaryPrimitives.ReadUInt16BigEndian(rest[1..]),
            _ => BinaryPrimitives.ReadUInt32BigEndian(rest[1..]),
        };
        token = new MessagePackToken(kind, size, length);
        return true;
    }
}
