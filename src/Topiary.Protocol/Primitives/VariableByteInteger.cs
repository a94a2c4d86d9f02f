using System.Runtime.CompilerServices;

namespace Topiary.Protocol;

/// <summary>Variable byte integers (MQTT 5.0, section 1.5.5): one to four bytes of seven bits, lowest group first.</summary>
public static class VariableByteInteger
{
    /// <summary>The largest value that can be encoded.</summary>
    public const int MaxValue = 268_435_455;

    /// <summary>Number of bytes that a value takes.</summary>
    /// <param name="value">A value up to <see cref="MaxValue"/>.</param>
    /// <returns>1 to 4.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int GetSize(uint value) => value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x20_0000 ? 3 : 4;

    /// <summary>Writes a value in its shortest form.</summary>
    /// <param name="destination">At least as long as <see cref="GetSize"/> says.</param>
    /// <param name="value">A value up to <see cref="MaxValue"/>.</param>
    /// <returns>Number of bytes written.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The value is too large.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Write(Span<byte> destination, uint value)
    {
        if (value < 0x80)
        {
            destination[0] = (byte)value;
            return 1;
        }

        return WriteLong(destination, value);
    }

    /// <summary>Reads a value; over-long forms are refused.</summary>
    /// <param name="source">Bytes that begin with the integer.</param>
    /// <param name="value">The value when the result is positive.</param>
    /// <returns>Number of bytes read; 0 when more are needed; -1 when the form is malformed.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Read(ReadOnlySpan<byte> source, out uint value)
    {
        if (!source.IsEmpty && source[0] < 0x80)
        {
            value = source[0];
            return 1;
        }

        return ReadLong(source, out value);
    }

    private static int WriteLong(Span<byte> destination, uint value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, (uint)MaxValue);
        var count = 0;
        while (value >= 0x80)
        {
            destination[count++] = (byte)(value | 0x80);
            value >>= 7;
        }

        destination[count++] = (byte)value;
        return count;
    }

    private static int ReadLong(ReadOnlySpan<byte> source, out uint value)
    {
        value = 0;
        for (var i = 0; i < 4; i++)
        {
            if (i == source.Length)
            {
                return 0;
            }

            var next = source[i];
            value |= (uint)(next & 0x7F) << (7 * i);
            if (next < 0x80)
            {
                // A last group of zero could have been left out.
                return next == 0 && i > 0 ? -1 : i + 1;
            }
        }

        return -1;
    }
}
