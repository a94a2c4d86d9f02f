using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Topiary.Runtime;

// Numbers: from a number, or from a string that holds nothing else.
public static partial class JsonRead
{
    // Reading more takes more time than their number.
    private const int MaxDigits = 10_000;

    /// <summary>Reads a <c>byte</c>.</summary>
    /// <param name="reader">Reader that stands on the value.</param>
    /// <param name="handling">What is accepted beside a number.</param>
    /// <returns>The value.</returns>
    public static byte Byte(ref JsonInput reader, JsonNumberHandling handling = JsonNumberHandling.AllowReadingFromString)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            if (reader.TryGetUInt64(out var number) && number <= byte.MaxValue)
            {
                return (byte)number;
            }
        }
        else if (Quoted(ref reader, handling, out var text) && Utf8Parser.TryParse(text, out byte value, out var used) && used == text.Length)
        {
            return value;
        }

        throw JsonErrors.CannotConvert<byte>();
    }

    /// <summary>Reads a <c>sbyte</c>.</summary>
    /// <param name="reader">Reader that stands on the value.</param>
    /// <param name="handling">What is accepted beside a number.</param>
    /// <returns>The value.</returns>
    public static sbyte SByte(ref JsonInput reader, JsonNumberHandling handling = JsonNumberHandling.AllowReadingFromString)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            if (reader.TryGetInt64(out var number) && number is >= sbyte.MinValue and <= sbyte.MaxValue)
            {
                return (sbyte)number;
            }
        }
        else if (Quoted(ref reader, handling, out var text) && Utf8Parser.TryParse(text, out sbyte value, out var used) && used == text.Length)
        {
            return value;
        }

        throw JsonErrors.CannotConvert<sbyte>();
    }

    /// <summary>Reads a <c>short</c>.</summary>
    /// <param name="reader">Reader that stands on the value.</param>
    /// <param name="handling">What is accepted beside a number.</param>
    /// <returns>The value.</returns>
    public static short Int16(ref JsonInput reader, JsonNumberHandling handling = JsonNumberHandling.AllowReadingFromString)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            if (reader.TryGetInt64(out var number) && number is >= short.MinValue and <= short.MaxValue)
            {
                return (short)number;
            }
        }
        else if (Quoted(ref reader, handling, out var text) && Utf8Parser.TryParse(text, out short value, out var used) && used == text.Length)
        {
            return value;
        }

        throw JsonErrors.CannotConvert<short>();
    }

    /// <summary>Reads a <c>ushort</c>.</summary>
    /// <param name="reader">Reader that stands on the value.</param>
    /// <param name="handling">What is accepted beside a number.</param>
    /// <returns>The value.</returns>
    public static ushort UInt16(ref JsonInput reader, JsonNumberHandling handling = JsonNumberHandling.AllowReadingFromString)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            if (reader.TryGetUInt64(out var number) && number <= ushort.MaxValue)
            {
                return (ushort)number;
            }
        }
        else if (Quoted(ref reader, handling, out var text) && Utf8Parser.TryParse(text, out ushort value, out var used) && used == text.Length)
        {
            return value;
        }

        throw JsonErrors.CannotConvert<ushort>();
    }

    /// <summary>Reads an <c>int</c>.</summary>
    /// <param name="reader">Reader that stands on the value.</param>
    /// <param name="handling">What is accepted beside a number.</param>
    /// <returns>The value.</returns>
    public static int Int32(ref JsonInput reader, JsonNumberHandling handling = JsonNumberHandling.AllowReadingFromString)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            if (reader.TryGetInt64(out var number) && number is >= int.MinValue and <= int.MaxValue)
            {
                return (int)number;
            }
        }
        else if (Quoted(ref reader, handling, out var text) && Utf8Parser.TryParse(text, out int value, out var used) && used == text.Length)
        {
            return value;
        }

        throw JsonErrors.CannotConvert<int>();
    }

    /// <summary>Reads a <c>uint</c>.</summary>
    /// <param name="reader">Reader that stands on the value.</param>
    /// <param name="handling">What is accepted beside a number.</param>
    /// <returns>The value.</returns>
    public static uint UInt32(ref JsonInput reader, JsonNumberHandling handling = JsonNumberHandling.AllowReadingFromString)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            if (reader.TryGetUInt64(out var number) && number <= uint.MaxValue)
            {
                return (uint)number;
            }
        }
        else if (Quoted(ref reader, handling, out var text) && Utf8Parser.TryParse(text, out uint value, out var used) && used == text.Length)
        {
            return value;
        }

        throw JsonErrors.CannotConvert<uint>();
    }

    /// <summary>Reads a <c>long</c>.</summary>
    /// <param name="reader">Reader that stands on the value.</param>
    /// <param name="handling">What is accepted beside a number.</param>
    /// <returns>The value.</returns>
    public static long Int64(ref JsonInput reader, JsonNumberHandling handling = JsonNumberHandling.AllowReadingFromString)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            if (reader.TryGetInt64(out var number))
            {
                return number;
            }
        }
        else if (Quoted(ref reader, handling, out var text) && Utf8Parser.TryParse(text, out long value, out var used) && used == text.Length)
        {
            return value;
        }

        throw JsonErrors.CannotConvert<long>();
    }

    /// <summary>Reads a <c>ulong</c>.</summary>
    /// <param name="reader">Reader that stands on the value.</param>
    /// <param name="handling">What is accepted beside a number.</param>
    /// <returns>The value.</returns>
    public static ulong UInt64(ref JsonInput reader, JsonNumberHandling handling = JsonNumberHandling.AllowReadingFromString)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            if (reader.TryGetUInt64(out var number))
            {
                return number;
            }
        }
        else if (Quoted(ref reader, handling, out var text) && Utf8Parser.TryParse(text, out ulong value, out var used) && used == text.Length)
        {
            return value;
        }

        throw JsonErrors.CannotConvert<ulong>();
    }

    /// <summary>Reads a <c>decimal</c>.</summary>
    /// <param name="reader">Reader that stands on the value.</param>
    /// <param name="handling">What is accepted beside a number.</param>
    /// <returns>The value.</returns>
    public static decimal Decimal(ref JsonInput reader, JsonNumberHandling handling = JsonNumberHandling.AllowReadingFromString)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            if (reader.TryGetDecimal(out var number))
            {
                return number;
            }
        }
        else if (Quoted(ref reader, handling, out var text) && Utf8Parser.TryParse(text, out decimal value, out var used) && used == text.Length)
        {
            return value;
        }

        throw JsonErrors.CannotConvert<decimal>();
    }

    /// <summary>Reads a <c>float</c>.</summary>
    /// <param name="reader">Reader that stands on the value.</param>
    /// <param name="handling">What is accepted beside a number.</param>
    /// <returns>The value.</returns>
    public static float Single(ref JsonInput reader, JsonNumberHandling handling = JsonNumberHandling.AllowReadingFromString)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            if (reader.TryGetSingle(out var number))
            {
                return number;
            }
        }
        else if (Named(ref reader, handling) is { } named)
        {
            return (float)named;
        }
        else if (Quoted(ref reader, handling, out var text)
            && Utf8Parser.TryParse(text, out float value, out var used) && used == text.Length && float.IsFinite(value))
        {
            return value;
        }

        throw JsonErrors.CannotConvert<float>();
    }

    /// <summary>Reads a <c>double</c>.</summary>
    /// <param name="reader">Reader that stands on the value.</param>
    /// <param name="handling">What is accepted beside a number.</param>
    /// <returns>The value.</returns>
    public static double Double(ref JsonInput reader, JsonNumberHandling handling = JsonNumberHandling.AllowReadingFromString)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            if (reader.TryGetDouble(out var number))
            {
                return number;
            }
        }
        else if (Named(ref reader, handling) is { } named)
        {
            return (double)named;
        }
        else if (Quoted(ref reader, handling, out var text)
            && Utf8Parser.TryParse(text, out double value, out var used) && used == text.Length && double.IsFinite(value))
        {
            return value;
        }

        throw JsonErrors.CannotConvert<double>();
    }

    /// <summary>Reads a <see cref="System.Half"/>.</summary>
    /// <param name="reader">Reader that stands on the value.</param>
    /// <param name="handling">What is accepted beside a number.</param>
    /// <returns>The value.</returns>
    public static Half Half(ref JsonInput reader, JsonNumberHandling handling = JsonNumberHandling.AllowReadingFromString)
    {
        if (Named(ref reader, handling) is { } named)
        {
            return (Half)named;
        }

        return NumberOrQuoted(ref reader, handling, out var text)
            && System.Half.TryParse(text, CultureInfo.InvariantCulture, out var value) && System.Half.IsFinite(value)
            ? value
            : throw JsonErrors.CannotConvert<Half>();
    }

    /// <summary>Reads an <see cref="System.Int128"/>.</summary>
    /// <param name="reader">Reader that stands on the value.</param>
    /// <param name="handling">What is accepted beside a number.</param>
    /// <returns>The value.</returns>
    public static Int128 Int128(ref JsonInput reader, JsonNumberHandling handling = JsonNumberHandling.AllowReadingFromString)
        => NumberOrQuoted(ref reader, handling, out var text) && System.Int128.TryParse(text, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw JsonErrors.CannotConvert<Int128>();

    /// <summary>Reads a <see cref="System.UInt128"/>.</summary>
    /// <param name="reader">Reader that stands on the value.</param>
    /// <param name="handling">What is accepted beside a number.</param>
    /// <returns>The value.</returns>
    public static UInt128 UInt128(ref JsonInput reader, JsonNumberHandling handling = JsonNumberHandling.AllowReadingFromString)
        => NumberOrQuoted(ref reader, handling, out var text) && System.UInt128.TryParse(text, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw JsonErrors.CannotConvert<UInt128>();

    /// <summary>Reads a <see cref="System.Numerics.BigInteger"/> of up to 10,000 digits.</summary>
    /// <param name="reader">Reader that stands on the value.</param>
    /// <param name="handling">What is accepted beside a number.</param>
    /// <returns>The value.</returns>
    public static BigInteger BigInteger(ref JsonInput reader, JsonNumberHandling handling = JsonNumberHandling.AllowReadingFromString)
        => NumberOrQuoted(ref reader, handling, out var text) && text.Length <= MaxDigits
            && System.Numerics.BigInteger.TryParse(Encoding.UTF8.GetString(text), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw JsonErrors.CannotConvert<BigInteger>();

    private static bool Quoted(ref JsonInput reader, JsonNumberHandling handling, out ReadOnlySpan<byte> text)
    {
        if (reader.TokenType == JsonTokenType.String && (handling & JsonNumberHandling.AllowReadingFromString) != 0)
        {
            text = Unescaped(ref reader);
            return true;
        }

        text = default;
        return false;
    }

    private static bool NumberOrQuoted(ref JsonInput reader, JsonNumberHandling handling, out ReadOnlySpan<byte> text)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            text = reader.ValueSpan;
            return true;
        }

        return Quoted(ref reader, handling, out text);
    }

    private static double? Named(ref JsonInput reader, JsonNumberHandling handling)
    {
        const JsonNumberHandling Accepting = JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.AllowNamedFloatingPointLiterals;
        if (reader.TokenType != JsonTokenType.String || (handling & Accepting) == 0)
        {
            return null;
        }

        var text = Unescaped(ref reader);
        return text.SequenceEqual("NaN"u8) ? double.NaN
            : text.SequenceEqual("Infinity"u8) ? double.PositiveInfinity
            : text.SequenceEqual("-Infinity"u8) ? double.NegativeInfinity
            : null;
    }
}
