using System.Buffers.Text;
using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Topiary.Runtime;

/// <summary>Writes single values, byte for byte as <c>JsonSerializer</c> with web defaults.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class JsonWrite
{
    // Dates and times, with quotes and comma.
    private const int MaxTimeLength = 40;
    private const int FractionStart = 19; // yyyy-MM-ddTHH:mm:ss
    private const int FractionEnd = FractionStart + 8;

    /// <summary>Writes a string or null.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    public static void Value(ref JsonOutput writer, string? value)
    {
        if (value is null)
        {
            writer.WriteNullValue();
        }
        else
        {
            writer.WriteText(value);
        }
    }

    /// <summary>Writes <c>true</c> or <c>false</c>.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    public static void Value(ref JsonOutput writer, bool value)
    {
        if (value)
        {
            writer.WriteRaw("true,"u8);
        }
        else
        {
            writer.WriteRaw("false,"u8);
        }
    }

    /// <summary>Writes a string of one UTF-16 unit.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    public static void Value(ref JsonOutput writer, char value) => writer.WriteText([value]);

    /// <summary>Writes a date and time in ISO 8601, its fraction without zeros at the end.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    public static void Value(ref JsonOutput writer, DateTime value) => Time(ref writer, value);

    /// <summary>Writes a date and time in ISO 8601, its fraction without zeros at the end.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    public static void Value(ref JsonOutput writer, DateTimeOffset value) => Time(ref writer, value);

    /// <summary>Writes a GUID as <c>xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx</c>.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    public static void Value(ref JsonOutput writer, Guid value)
    {
        const int Length = 36;
        var span = writer.Reserve(Length + 3);
        value.TryFormat(span[1..], out _);
        Quote(ref writer, span, Length);
    }

    /// <summary>Writes a date as <c>yyyy-MM-dd</c>.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    public static void Value(ref JsonOutput writer, DateOnly value)
    {
        const int Length = 10;
        var span = writer.Reserve(Length + 3);
        value.TryFormat(span[1..], out _, "O", CultureInfo.InvariantCulture);
        Quote(ref writer, span, Length);
    }

    /// <summary>Writes a time as <c>HH:mm:ss[.fffffff]</c>.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    public static void Value(ref JsonOutput writer, TimeOnly value) => Value(ref writer, value.ToTimeSpan());

    /// <summary>Writes a time span as <c>[-][d.]hh:mm:ss[.fffffff]</c>.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    public static void Value(ref JsonOutput writer, TimeSpan value)
    {
        var span = writer.Reserve(MaxTimeLength);
        Utf8Formatter.TryFormat(value, span[1..], out var length, 'c');
        Quote(ref writer, span, length);
    }

    /// <summary>Writes an address as it was given, or null.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    public static void Value(ref JsonOutput writer, Uri? value) => Value(ref writer, value?.OriginalString);

    /// <summary>Writes a version or null.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    public static void Value(ref JsonOutput writer, Version? value)
    {
        const int Longest = 48;
        if (value is null)
        {
            writer.WriteNullValue();
            return;
        }

        var span = writer.Reserve(Longest + 3);
        ((IUtf8SpanFormattable)value).TryFormat(span[1..], out var length, default, null);
        Quote(ref writer, span, length);
    }

    /// <summary>Writes bytes in base64, or null.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    public static void Value(ref JsonOutput writer, byte[]? value)
    {
        if (value is null)
        {
            writer.WriteNullValue();
        }
        else
        {
            Value(ref writer, value.AsSpan());
        }
    }

    /// <summary>Writes bytes in base64.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    public static void Value(ref JsonOutput writer, ReadOnlySpan<byte> value)
    {
        var span = writer.Reserve(checked(Base64.GetMaxEncodedToUtf8Length(value.Length) + 3));
        Base64.EncodeToUtf8(value, span[1..], out _, out var length);
        Quote(ref writer, span, length);
    }

    /// <summary>Writes any value.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    public static void Value(ref JsonOutput writer, JsonElement value) => External(ref writer, value, static (inner, value) => value.WriteTo(inner));

    /// <summary>Writes any value, or null.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    public static void Value(ref JsonOutput writer, JsonDocument? value)
    {
        if (value is null)
        {
            writer.WriteNullValue();
        }
        else
        {
            External(ref writer, value, static (inner, value) => value.WriteTo(inner));
        }
    }

    /// <summary>Writes any value, or null.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    public static void Value(ref JsonOutput writer, JsonNode? value)
    {
        if (value is null)
        {
            writer.WriteNullValue();
        }
        else
        {
            External(ref writer, value, static (inner, value) => value.WriteTo(inner));
        }
    }

    /// <summary>Lets System.Text.Json write one value.</summary>
    /// <typeparam name="T">Type of what is written.</typeparam>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">What is written.</param>
    /// <param name="write">Writes it.</param>
    internal static void External<T>(ref JsonOutput writer, T value, Action<Utf8JsonWriter, T> write)
    {
        var inner = writer.Open();
        var isWritten = false;
        try
        {
            write(inner, value);
            isWritten = true;
        }
        finally
        {
            writer.Close(inner, isWritten);
        }
    }

    /// <summary>Writes a date and time in ISO 8601, its fraction without zeros at the end.</summary>
    internal static void Time<T>(ref JsonOutput writer, T value)
        where T : IUtf8SpanFormattable
    {
        var span = writer.Reserve(MaxTimeLength);
        var text = span[1..];
        value.TryFormat(text, out var length, "O", CultureInfo.InvariantCulture);
        var end = FractionEnd;
        while (text[end - 1] == (byte)'0')
        {
            end--;
        }

        end = text[end - 1] == (byte)'.' ? FractionStart : end;
        if (end < FractionEnd)
        {
            text[FractionEnd..length].CopyTo(text[end..]);
        }

        Quote(ref writer, span, end + length - FractionEnd);
    }

    // The text is in its place already.
    private static void Quote(ref JsonOutput writer, scoped Span<byte> span, int length)
    {
        span[0] = (byte)'"';
        span[length + 1] = (byte)'"';
        writer.EndValue(length + 2);
    }
}
