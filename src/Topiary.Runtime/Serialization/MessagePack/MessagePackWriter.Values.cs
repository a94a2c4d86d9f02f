using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Topiary.Runtime;

/// <content>Values, in the form that MessagePack-CSharp gives them.</content>
public ref partial struct MessagePackWriter
{
    private const int LongestGuess = 1024;

    /// <summary>Writes a boolean.</summary>
    /// <param name="value">The value.</param>
    public void Write(bool value) => Reserve(1)[0] = value ? MessagePackCode.True : MessagePackCode.False;

    /// <summary>Writes an integer.</summary>
    /// <param name="value">The value.</param>
    public void Write(int value)
    {
        if ((uint)value <= MessagePackCode.LastPositiveFixInt)
        {
            Reserve(1)[0] = (byte)value;
        }
        else
        {
            Write((long)value);
        }
    }

    /// <summary>Writes an integer.</summary>
    /// <param name="value">The value.</param>
    public void Write(uint value) => Write((ulong)value);

    /// <summary>Writes an integer.</summary>
    /// <param name="value">The value.</param>
    public void Write(long value)
    {
        if (value >= 0)
        {
            Write((ulong)value);
        }
        else if (value >= -32)
        {
            Reserve(1)[0] = (byte)value;
        }
        else if (value >= sbyte.MinValue)
        {
            var destination = Reserve(2);
            destination[0] = MessagePackCode.Int8;
            destination[1] = (byte)value;
        }
        else if (value >= short.MinValue)
        {
            var destination = Reserve(3);
            destination[0] = MessagePackCode.Int16;
            BinaryPrimitives.WriteInt16BigEndian(destination[1..], (short)value);
        }
        else if (value >= int.MinValue)
        {
            var destination = Reserve(5);
            destination[0] = MessagePackCode.Int32;
            BinaryPrimitives.WriteInt32BigEndian(destination[1..], (int)value);
        }
        else
        {
            var destination = Reserve(9);
            destination[0] = MessagePackCode.Int64;
            BinaryPrimitives.WriteInt64BigEndian(destination[1..], value);
        }
    }

    /// <summary>Writes an integer.</summary>
    /// <param name="value">The value.</param>
    public void Write(ulong value)
    {
        if (value <= MessagePackCode.LastPositiveFixInt)
        {
            Reserve(1)[0] = (byte)value;
        }
        else if (value <= byte.MaxValue)
        {
            var destination = Reserve(2);
            destination[0] = MessagePackCode.UInt8;
            destination[1] = (byte)value;
        }
        else if (value <= ushort.MaxValue)
        {
            var destination = Reserve(3);
            destination[0] = MessagePackCode.UInt16;
            BinaryPrimitives.WriteUInt16BigEndian(destination[1..], (ushort)value);
        }
        else if (value <= uint.MaxValue)
        {
            var destination = Reserve(5);
            destination[0] = MessagePackCode.UInt32;
            BinaryPrimitives.WriteUInt32BigEndian(destination[1..], (uint)value);
        }
        else
        {
            var destination = Reserve(9);
            destination[0] = MessagePackCode.UInt64;
            BinaryPrimitives.WriteUInt64BigEndian(destination[1..], value);
        }
    }

    /// <summary>Writes a float of 32 bits.</summary>
    /// <param name="value">The value.</param>
    public void Write(float value)
    {
        var destination = Reserve(5);
        destination[0] = MessagePackCode.Float32;
        BinaryPrimitives.WriteSingleBigEndian(destination[1..], value);
    }

    /// <summary>Writes a float of 64 bits.</summary>
    /// <param name="value">The value.</param>
    public void Write(double value)
    {
        var destination = Reserve(9);
        destination[0] = MessagePackCode.Float64;
        BinaryPrimitives.WriteDoubleBigEndian(destination[1..], value);
    }

    /// <summary>Writes a float of 32 bits.</summary>
    /// <param name="value">The value.</param>
    public void Write(Half value) => Write((float)value);

    /// <summary>Writes a character as an integer.</summary>
    /// <param name="value">The value.</param>
    public void Write(char value) => Write((ulong)value);

    /// <summary>Writes a string or nil.</summary>
    /// <param name="value">The value.</param>
    public void Write(string? value)
    {
        if (value is null)
        {
            WriteNil();
            return;
        }

        Write(value.AsSpan());
    }

    /// <summary>Writes bytes or nil.</summary>
    /// <param name="value">The value.</param>
    public void Write(byte[]? value)
    {
        if (value is null)
        {
            WriteNil();
            return;
        }

        WriteBinary(value);
    }

    /// <summary>Writes bytes.</summary>
    /// <param name="value">The value.</param>
    public void Write(ReadOnlyMemory<byte> value) => WriteBinary(value.Span);

    /// <summary>Writes bytes.</summary>
    /// <param name="value">The value.</param>
    public void Write(Memory<byte> value) => WriteBinary(value.Span);

    /// <summary>Writes bytes.</summary>
    /// <param name="value">The value.</param>
    public void Write(ReadOnlySequence<byte> value)
    {
        WriteLength(checked((uint)value.Length), MessagePackCode.Binary8);
        foreach (var segment in value)
        {
            segment.Span.CopyTo(Reserve(segment.Length));
        }
    }

    /// <summary>Writes a point in time as a timestamp; local time is converted, and one that says nothing is taken for UTC.</summary>
    /// <param name="value">The value.</param>
    public void Write(DateTime value)
    {
        const int Longest = 15;
        Ensure(Longest);
        _used += MessagePackTimestamp.Write(_buffer[_used..], (value.Kind == DateTimeKind.Local ? value.ToUniversalTime() : value).Ticks);
    }

    /// <summary>Writes an array of what the clock shows, as if it were in UTC, and the offset in minutes.</summary>
    /// <param name="value">The value.</param>
    public void Write(DateTimeOffset value)
    {
        WriteCount(2, MessagePackCode.FixArray, MessagePackCode.Array16);
        Write(new DateTime(value.Ticks, DateTimeKind.Utc));
        Write((int)value.Offset.TotalMinutes);
    }

    /// <summary>Writes the number of a day.</summary>
    /// <param name="value">The value.</param>
    public void Write(DateOnly value) => Write(value.DayNumber);

    /// <summary>Writes a number of ticks.</summary>
    /// <param name="value">The value.</param>
    public void Write(TimeOnly value) => Write(value.Ticks);

    /// <summary>Writes a number of ticks.</summary>
    /// <param name="value">The value.</param>
    public void Write(TimeSpan value) => Write(value.Ticks);

    /// <summary>Writes a string of 36 characters.</summary>
    /// <param name="value">The value.</param>
    public void Write(Guid value)
    {
        const int Length = 36;
        var destination = Reserve(2 + Length);
        destination[0] = MessagePackCode.String8;
        destination[1] = Length;
        value.TryFormat(destination[2..], out _);
    }

    /// <summary>Writes a string of digits.</summary>
    /// <param name="value">The value.</param>
    public void Write(decimal value)
    {
        const int Longest = 31;
        Ensure(1 + Longest);
        var destination = _buffer[_used..];
        value.TryFormat(destination[1..], out var length, default, CultureInfo.InvariantCulture);
        destination[0] = (byte)(MessagePackCode.FixString | length);
        _used += 1 + length;
    }

    /// <summary>Writes the bytes of the two's complement, the lowest one first.</summary>
    /// <param name="value">The value.</param>
    public void Write(BigInteger value)
    {
        var length = value.GetByteCount();
        WriteLength((uint)length, MessagePackCode.Binary8);
        value.TryWriteBytes(Reserve(length), out _);
    }

    /// <summary>Writes a string, as it was given, or nil.</summary>
    /// <param name="value">The value.</param>
    public void Write(Uri? value) => Write(value?.OriginalString);

    /// <summary>Writes a string or nil.</summary>
    /// <param name="value">The value.</param>
    public void Write(Version? value)
    {
        if (value is null)
        {
            WriteNil();
            return;
        }

        const int Longest = 43;
        Span<char> text = stackalloc char[Longest];
        value.TryFormat(text, out var length);
        Write(text[..length]);
    }

    private void WriteBinary(scoped ReadOnlySpan<byte> value)
    {
        WriteLength((uint)value.Length, MessagePackCode.Binary8);
        value.CopyTo(Reserve(value.Length));
    }

    private void Write(scoped ReadOnlySpan<char> value)
    {
        if (value.Length > LongestGuess)
        {
            var length = Encoding.UTF8.GetByteCount(value);
            WriteLength((uint)length, MessagePackCode.String8);
            Encoding.UTF8.GetBytes(value, Reserve(length));
            return;
        }

        // The length comes first, but is known last: most texts have as many bytes as characters.
        const int LargestHeader = 3;
        Ensure(LargestHeader + (3 * value.Length));
        var destination = _buffer[_used..];
        var guess = StringHeader(value.Length);
        var bytes = Encoding.UTF8.GetBytes(value, destination[guess..]);
        var header = StringHeader(bytes);
        if (header != guess)
        {
            destination.Slice(guess, bytes).CopyTo(destination[header..]);
        }

        if (bytes <= MessagePackCode.MaxFixString)
        {
            destination[0] = (byte)(MessagePackCode.FixString | bytes);
        }
        else
        {
            PutLength(destination, (uint)bytes, MessagePackCode.String8);
        }

        _used += header + bytes;
    }

    private static int StringHeader(int length) => length <= MessagePackCode.MaxFixString ? 1 : LengthSize((uint)length);
}
