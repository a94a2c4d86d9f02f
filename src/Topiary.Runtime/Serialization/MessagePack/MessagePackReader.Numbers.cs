using System.Buffers.Binary;

namespace Topiary.Runtime;

/// <content>Numbers: integers in any width as long as they fit, floats in either width.</content>
public ref partial struct MessagePackReader
{
    /// <summary>Reads a <see cref="bool"/>.</summary>
    /// <returns>The value.</returns>
    public bool ReadBoolean()
    {
        if (Token().Kind != MessagePackKind.Boolean)
        {
            throw Mismatch("System.Boolean");
        }

        return _payload[_position++] == MessagePackCode.True;
    }

    /// <summary>Reads a <see cref="byte"/>.</summary>
    /// <returns>The value.</returns>
    public byte ReadByte() => (byte)ReadInteger(byte.MinValue, byte.MaxValue, "System.Byte");

    /// <summary>Reads a <see cref="sbyte"/>.</summary>
    /// <returns>The value.</returns>
    public sbyte ReadSByte() => (sbyte)ReadInteger(sbyte.MinValue, sbyte.MaxValue, "System.SByte");

    /// <summary>Reads a <see cref="short"/>.</summary>
    /// <returns>The value.</returns>
    public short ReadInt16() => (short)ReadInteger(short.MinValue, short.MaxValue, "System.Int16");

    /// <summary>Reads a <see cref="ushort"/>.</summary>
    /// <returns>The value.</returns>
    public ushort ReadUInt16() => (ushort)ReadInteger(ushort.MinValue, ushort.MaxValue, "System.UInt16");

    /// <summary>Reads an <see cref="int"/>.</summary>
    /// <returns>The value.</returns>
    public int ReadInt32() => (int)ReadInteger(int.MinValue, int.MaxValue, "System.Int32");

    /// <summary>Reads a <see cref="uint"/>.</summary>
    /// <returns>The value.</returns>
    public uint ReadUInt32() => (uint)ReadInteger(uint.MinValue, uint.MaxValue, "System.UInt32");

    /// <summary>Reads a <see cref="long"/>.</summary>
    /// <returns>The value.</returns>
    public long ReadInt64() => ReadInteger(long.MinValue, long.MaxValue, "System.Int64");

    /// <summary>Reads a <see cref="ulong"/>.</summary>
    /// <returns>The value.</returns>
    public ulong ReadUInt64()
    {
        var start = _position;
        var value = ReadAnyInteger("System.UInt64", out var isUnsigned);
        return value >= 0 || isUnsigned ? (ulong)value : throw MessagePackErrors.DoesNotFit("System.UInt64", start);
    }

    /// <summary>Reads a <see cref="char"/>, which is an integer.</summary>
    /// <returns>The value.</returns>
    public char ReadChar() => (char)ReadInteger(char.MinValue, char.MaxValue, "System.Char");

    /// <summary>Reads a <see cref="float"/>; from a wider float it is rounded.</summary>
    /// <returns>The value.</returns>
    public float ReadSingle() => (float)ReadFloat("System.Single");

    /// <summary>Reads a <see cref="double"/>.</summary>
    /// <returns>The value.</returns>
    public double ReadDouble()
    {
        const int Size = 1 + sizeof(double);
        var rest = _payload[_position..];
        if (rest.Length >= Size && rest[0] == MessagePackCode.Float64)
        {
            _position += Size;
            return BinaryPrimitives.ReadDoubleBigEndian(rest[1..]);
        }

        return ReadFloat("System.Double");
    }

    /// <summary>Reads a <see cref="Half"/>, which is a float.</summary>
    /// <returns>The value.</returns>
    public Half ReadHalf() => (Half)ReadFloat("System.Half");

    private double ReadFloat(string type)
    {
        var token = Token();
        if (token.Kind == MessagePackKind.Integer)
        {
            var value = ReadAnyInteger(type, out var isUnsigned);
            return isUnsigned ? (ulong)value : value;
        }

        var data = Data(MessagePackKind.Float, type);
        return data.Length == sizeof(float) ? BinaryPrimitives.ReadSingleBigEndian(data) : BinaryPrimitives.ReadDoubleBigEndian(data);
    }

    private long ReadInteger(long min, long max, string type)
    {
        if ((uint)_position < (uint)_payload.Length && _payload[_position] <= MessagePackCode.LastPositiveFixInt)
        {
            // Fits every type of integers.
            return _payload[_position++];
        }

        var start = _position;
        var value = ReadAnyInteger(type, out var isUnsigned);
        if (value < min || value > max || (isUnsigned && value < 0))
        {
            throw MessagePackErrors.DoesNotFit(type, start);
        }

        return value;
    }

    /// <summary>Reads an integer; the bits of one above what fits come with <paramref name="isUnsigned"/>.</summary>
    private long ReadAnyInteger(string type, out bool isUnsigned)
    {
        isUnsigned = false;
        var rest = _payload[_position..];
        var code = rest.IsEmpty ? MessagePackCode.Nil : rest[0];
        if (code is <= MessagePackCode.LastPositiveFixInt or >= MessagePackCode.FirstNegativeFixInt)
        {
            _position++;
            return (sbyte)code;
        }

        if (code is < MessagePackCode.UInt8 or > MessagePackCode.Int64)
        {
            // Something else, or nothing whole.
            _ = Token();
            throw Mismatch(type);
        }

        // 1, 2, 4 or 8 bytes, unsigned and then signed.
        var size = 1 << ((code - MessagePackCode.UInt8) & 3);
        if (rest.Length <= size)
        {
            throw MessagePackErrors.Truncated(_position);
        }

        var data = rest.Slice(1, size);
        _position += 1 + size;
        switch (code)
        {
            case MessagePackCode.UInt8:
                return data[0];
            case MessagePackCode.UInt16:
                return BinaryPrimitives.ReadUInt16BigEndian(data);
            case MessagePackCode.UInt32:
                return BinaryPrimitives.ReadUInt32BigEndian(data);
            case MessagePackCode.UInt64:
                isUnsigned = true;
                return BinaryPrimitives.ReadInt64BigEndian(data);
            case MessagePackCode.Int8:
                return (sbyte)data[0];
            case MessagePackCode.Int16:
                return BinaryPrimitives.ReadInt16BigEndian(data);
            case MessagePackCode.Int32:
                return BinaryPrimitives.ReadInt32BigEndian(data);
            default:
                return BinaryPrimitives.ReadInt64BigEndian(data);
        }
    }
}
