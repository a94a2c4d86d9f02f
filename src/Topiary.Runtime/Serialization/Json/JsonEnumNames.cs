using System.ComponentModel;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Topiary.Runtime;

/// <summary>Writes an enum's values by name and reads them, as <c>JsonStringEnumConverter</c> does.</summary>
/// <typeparam name="T">The enum.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class JsonEnumNames<T>
    where T : struct, Enum
{
    private readonly T[] _values;
    private readonly string[] _names;
    private readonly byte[][] _utf8;
    private readonly byte[][] _encoded;
    private readonly bool[] _given;
    private readonly bool _isFlags;

    /// <summary>An enum by the names of its values.</summary>
    /// <param name="isFlags">Whether values may be written as several names.</param>
    /// <param name="values">
    /// Names, values, and whether the name was given for JSON, in which case letters' case counts; of several names of one
    /// value the first is written.
    /// </param>
    public JsonEnumNames(bool isFlags, params (string Name, T Value, bool IsGiven)[] values)
    {
        _isFlags = isFlags;
        _values = Array.ConvertAll(values, entry => entry.Value);
        _names = Array.ConvertAll(values, entry => entry.Name);
        _given = Array.ConvertAll(values, entry => entry.IsGiven);
        _utf8 = Array.ConvertAll(_names, Encoding.UTF8.GetBytes);
        _encoded = Array.ConvertAll(_names, static name => (byte[])[(byte)'"', .. JsonEncodedText.Encode(name).EncodedUtf8Bytes, (byte)'"', (byte)',']);
    }

    /// <summary>Writes a value: by name, or as a number when it has none.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    public void Write(ref JsonOutput writer, T value)
    {
        var index = IndexOf(value);
        if (index >= 0)
        {
            writer.WriteRaw(_encoded[index]);
        }
        else if (_isFlags && Combined(value) is { } names)
        {
            writer.WriteText(names);
        }
        else if (IsSigned)
        {
            JsonWrite.Value(ref writer, SignedBits(value));
        }
        else
        {
            JsonWrite.Value(ref writer, Bits(value));
        }
    }

    /// <summary>Reads a value: names regardless of case, several with commas between, or a number.</summary>
    /// <param name="reader">Reader that stands on the value.</param>
    /// <returns>The value.</returns>
    public T Read(ref JsonInput reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return ReadText(ref reader);
        }

        if (reader.TokenType == JsonTokenType.Number && TryReadNumber(ref reader, out var value))
        {
            return value;
        }

        throw JsonErrors.CannotConvert<T>();
    }

    /// <summary>Writes a value as the name of a member.</summary>
    /// <param name="writer">Receives the name.</param>
    /// <param name="value">Value to write.</param>
    public void WriteName(ref JsonOutput writer, T value)
    {
        var index = IndexOf(value);
        if (index >= 0)
        {
            writer.WriteRaw(_encoded[index]);
            writer.EndName();
        }
        else if (_isFlags && Combined(value) is { } names)
        {
            writer.WritePropertyName(names);
        }
        else
        {
            writer.WritePropertyName(IsSigned ? SignedBits(value).ToString(CultureInfo.InvariantCulture) : Bits(value).ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Reads a value that is the name of a member.</summary>
    /// <param name="reader">Reader that stands on the name.</param>
    /// <returns>The value.</returns>
    public T ReadName(ref JsonInput reader) => ReadText(ref reader);

    private T ReadText(ref JsonInput reader)
    {
        if (!reader.ValueIsEscaped)
        {
            var name = reader.ValueSpan;
            for (var i = 0; i < _utf8.Length; i++)
            {
                if (name.SequenceEqual(_utf8[i]))
                {
                    return _values[i];
                }
            }
        }

        var text = JsonRead.Text(ref reader);
        return Array.IndexOf(_names, text) is >= 0 and var exact ? _values[exact]
            : IsInteger(text) ? Enum.TryParse<T>(text, out var number) ? number : throw JsonErrors.CannotConvert<T>()
            : TryParseNames(text, out var value) ? value
            : throw JsonErrors.CannotConvert<T>();
    }

    /// <summary>Reads names with commas between; one after the last is allowed too.</summary>
    private bool TryParseNames(ReadOnlySpan<char> text, out T value)
    {
        var bits = 0UL;
        value = default;
        do
        {
            var comma = text.IndexOf(',');
            var index = Find(comma < 0 ? text : text[..comma]);
            if (index < 0)
            {
                return false;
            }

            bits |= Bits(_values[index]);
            text = comma < 0 ? default : text[(comma + 1)..];
        }
        while (!text.IsEmpty);

        value = FromBits(bits);
        return true;
    }

    private int Find(ReadOnlySpan<char> name)
    {
        name = name.Trim();
        var found = -1;
        for (var i = _names.Length - 1; i >= 0; i--)
        {
            if (name.SequenceEqual(_names[i]))
            {
                return i;
            }

            found = !_given[i] && name.Equals(_names[i], StringComparison.OrdinalIgnoreCase) ? i : found;
        }

        return found;
    }

    private int IndexOf(T value)
    {
        for (var i = 0; i < _values.Length; i++)
        {
            if (EqualityComparer<T>.Default.Equals(_values[i], value))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Names of the flags in a value, from the lowest; null when bits are left that have no name.</summary>
    private string? Combined(T value)
    {
        var rest = Bits(value);
        if (rest == 0)
        {
            return null;
        }

        var order = Enumerable.Range(0, _values.Length).OrderByDescending(index => Bits(_values[index])).ToArray();
        var names = new List<string>();
        foreach (var index in order)
        {
            var bits = Bits(_values[index]);
            if (bits != 0 && (rest & bits) == bits)
            {
                names.Insert(0, _names[index]);
                rest &= ~bits;
            }
        }

        return rest == 0 ? string.Join(", ", names) : null;
    }

    private static bool IsInteger(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        var digits = text.Length > 0 && text[0] is '-' or '+' ? text[1..] : text;
        return digits.Length > 0 && !digits.ContainsAnyExceptInRange('0', '9');
    }

    private static bool IsSigned => Type.GetTypeCode(typeof(T)) is TypeCode.SByte or TypeCode.Int16 or TypeCode.Int32 or TypeCode.Int64;

    private static bool TryReadNumber(ref JsonInput reader, out T value)
    {
        if (IsSigned ? reader.TryGetInt64(out var signed) : Unsigned(ref reader, out signed))
        {
            value = FromBits((ulong)signed);
            return (IsSigned ? (ulong)SignedBits(value) : Bits(value)) == (ulong)signed;
        }

        value = default;
        return false;
    }

    private static bool Unsigned(ref JsonInput reader, out long bits)
    {
        var read = reader.TryGetUInt64(out var unsigned);
        bits = (long)unsigned;
        return read;
    }

    private static ulong Bits(T value) => Unsafe.SizeOf<T>() switch
    {
        sizeof(byte) => Unsafe.BitCast<T, byte>(value),
        sizeof(ushort) => Unsafe.BitCast<T, ushort>(value),
        sizeof(uint) => Unsafe.BitCast<T, uint>(value),
        _ => Unsafe.BitCast<T, ulong>(value),
    };

    private static long SignedBits(T value) => Unsafe.SizeOf<T>() switch
    {
        sizeof(sbyte) => Unsafe.BitCast<T, sbyte>(value),
        sizeof(short) => Unsafe.BitCast<T, short>(value),
        sizeof(int) => Unsafe.BitCast<T, int>(value),
        _ => Unsafe.BitCast<T, long>(value),
    };

    private static T FromBits(ulong bits) => Unsafe.SizeOf<T>() switch
    {
        sizeof(byte) => Unsafe.BitCast<byte, T>((byte)bits),
        sizeof(ushort) => Unsafe.BitCast<ushort, T>((ushort)bits),
        sizeof(uint) => Unsafe.BitCast<uint, T>((uint)bits),
        _ => Unsafe.BitCast<ulong, T>(bits),
    };
}
