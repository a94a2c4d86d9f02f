using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json.Serialization;

namespace Topiary.Runtime;

// Numbers: as numbers, or as strings where a member asks for that.
public static partial class JsonWrite
{
    private const int MaxNumberLength = 48;

    /// <summary>Writes a number.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    public static void Value(ref JsonOutput writer, byte value) => Value(ref writer, (ulong)value);

    /// <summary>Writes a number.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    public static void Value(ref JsonOutput writer, sbyte value) => Value(ref writer, (long)value);

    /// <summary>Writes a number.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    public static void Value(ref JsonOutput writer, short value) => Value(ref writer, (long)value);

    /// <summary>Writes a number.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    public static void Value(ref JsonOutput writer, ushort value) => Value(ref writer, (ulong)value);

    /// <summary>Writes a number.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    public static void Value(ref JsonOutput writer, int value) => Value(ref writer, (long)value);

    /// <summary>Writes a number.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    public static void Value(ref JsonOutput writer, uint value) => Value(ref writer, (ulong)value);

    /// <summary>Writes a number.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    public static void Value(ref JsonOutput writer, long value)
    {
        Utf8Formatter.TryFormat(value, writer.Reserve(MaxNumberLength), out var length);
        writer.EndValue(length);
    }

    /// <summary>Writes a number.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    public static void Value(ref JsonOutput writer, ulong value)
    {
        Utf8Formatter.TryFormat(value, writer.Reserve(MaxNumberLength), out var length);
        writer.EndValue(length);
    }

    /// <summary>Writes a number.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    public static void Value(ref JsonOutput writer, decimal value)
    {
        Utf8Formatter.TryFormat(value, writer.Reserve(MaxNumberLength), out var length);
        writer.EndValue(length);
    }

    /// <summary>Writes a number.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    public static void Value(ref JsonOutput writer, double value)
    {
        if (ShortDecimal.TryFormat(value, writer.Reserve(MaxNumberLength), out var length))
        {
            writer.EndValue(length);
        }
        else
        {
            Number(ref writer, value, JsonNumberHandling.Strict);
        }
    }

    /// <summary>Writes a number.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    public static void Value(ref JsonOutput writer, float value)
    {
        if (ShortDecimal.TryFormat(value, writer.Reserve(MaxNumberLength), out var length))
        {
            writer.EndValue(length);
        }
        else
        {
            Number(ref writer, value, JsonNumberHandling.Strict);
        }
    }

    /// <summary>Writes a number.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    public static void Value(ref JsonOutput writer, Half value) => Number(ref writer, value, JsonNumberHandling.Strict);

    /// <summary>Writes a number.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    public static void Value(ref JsonOutput writer, Int128 value) => Number(ref writer, value, JsonNumberHandling.Strict);

    /// <summary>Writes a number.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    public static void Value(ref JsonOutput writer, UInt128 value) => Number(ref writer, value, JsonNumberHandling.Strict);

    /// <summary>Writes a number of any length.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    public static void Value(ref JsonOutput writer, BigInteger value)
    {
        var text = value.ToString(CultureInfo.InvariantCulture);
        Ascii.FromUtf16(text, writer.Reserve(text.Length + 1), out var length);
        writer.EndValue(length);
    }

    /// <summary>Writes a number of any length as its member asks for.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    /// <param name="handling">Whether it is written as a string.</param>
    public static void Number(ref JsonOutput writer, BigInteger value, JsonNumberHandling handling)
    {
        if ((handling & JsonNumberHandling.WriteAsString) != 0)
        {
            writer.WriteText(value.ToString(CultureInfo.InvariantCulture));
        }
        else
        {
            Value(ref writer, value);
        }
    }

    /// <summary>Writes a number as its member asks for.</summary>
    /// <typeparam name="T">Type of the number.</typeparam>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    /// <param name="handling">Whether it is written as a string, and whether it may be no finite number.</param>
    public static void Number<T>(ref JsonOutput writer, T value, JsonNumberHandling handling)
        where T : INumberBase<T>
    {
        if (T.IsFinite(value))
        {
            var isText = (handling & JsonNumberHandling.WriteAsString) != 0;
            var span = writer.Reserve(MaxNumberLength);
            value.TryFormat(isText ? span[1..] : span, out var length, default, CultureInfo.InvariantCulture);
            if (isText)
            {
                Quote(ref writer, span, length);
            }
            else
            {
                writer.EndValue(length);
            }
        }
        else if ((handling & JsonNumberHandling.AllowNamedFloatingPointLiterals) != 0)
        {
            writer.WritePlainText(T.IsNaN(value) ? "NaN"u8 : T.IsPositiveInfinity(value) ? "Infinity"u8 : "-Infinity"u8);
        }
        else
        {
            throw new ArgumentException($"{value} cannot be written as JSON; allow it with JsonNumberHandling.AllowNamedFloatingPointLiterals.", nameof(value));
        }
    }
}
