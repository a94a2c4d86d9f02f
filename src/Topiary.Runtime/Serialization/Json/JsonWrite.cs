using System.Buffers.Text;
using System.ComponentModel;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Topiary.Runtime;

/// <summary>Writes the single values that <see cref="Utf8JsonWriter"/> has no method for.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class JsonWrite
{
    private const int MaxNumberLength = 48;

    /// <summary>Writes a string of one UTF-16 unit.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    public static void Value(Utf8JsonWriter writer, char value) => writer.WriteStringValue([value]);

    /// <summary>Writes a date as <c>yyyy-MM-dd</c>.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    public static void Value(Utf8JsonWriter writer, DateOnly value)
    {
        Span<byte> text = stackalloc byte[10];
        value.TryFormat(text, out var length, "O", CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..length]);
    }

    /// <summary>Writes a time as <c>HH:mm:ss[.fffffff]</c>.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    public static void Value(Utf8JsonWriter writer, TimeOnly value) => Value(writer, value.ToTimeSpan());

    /// <summary>Writes a time span as <c>[-][d.]hh:mm:ss[.fffffff]</c>.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    public static void Value(Utf8JsonWriter writer, TimeSpan value)
    {
        Span<byte> text = stackalloc byte[32];
        Utf8Formatter.TryFormat(value, text, out var length, 'c');
        writer.WriteStringValue(text[..length]);
    }

    /// <summary>Writes an address as it was given, or null.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    public static void Value(Utf8JsonWriter writer, Uri? value) => writer.WriteStringValue(value?.OriginalString);

    /// <summary>Writes a version or null.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    public static void Value(Utf8JsonWriter writer, Version? value)
    {
        if (value is null)
        {
            writer.WriteNullValue();
            return;
        }

        Span<byte> text = stackalloc byte[MaxNumberLength];
        ((IUtf8SpanFormattable)value).TryFormat(text, out var length, default, null);
        writer.WriteStringValue(text[..length]);
    }

    /// <summary>Writes bytes in base64, or null.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    public static void Value(Utf8JsonWriter writer, byte[]? value)
    {
        if (value is null)
        {
            writer.WriteNullValue();
        }
        else
        {
            writer.WriteBase64StringValue(value);
        }
    }

    /// <summary>Writes a number.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    public static void Value(Utf8JsonWriter writer, double value)
    {
        Span<byte> text = stackalloc byte[ShortDecimal.MaximumLength];
        if (ShortDecimal.TryFormat(value, text, out var length))
        {
            writer.WriteRawValue(text[..length], skipInputValidation: true);
        }
        else
        {
            writer.WriteNumberValue(value);
        }
    }

    /// <summary>Writes a number.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    public static void Value(Utf8JsonWriter writer, float value)
    {
        Span<byte> text = stackalloc byte[ShortDecimal.MaximumLength];
        if (ShortDecimal.TryFormat(value, text, out var length))
        {
            writer.WriteRawValue(text[..length], skipInputValidation: true);
        }
        else
        {
            writer.WriteNumberValue(value);
        }
    }

    /// <summary>Writes a number.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    public static void Value(Utf8JsonWriter writer, Half value) => Number(writer, value);

    /// <summary>Writes a number.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    public static void Value(Utf8JsonWriter writer, Int128 value) => Number(writer, value);

    /// <summary>Writes a number.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    public static void Value(Utf8JsonWriter writer, UInt128 value) => Number(writer, value);

    /// <summary>Writes a number of any length.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    public static void Value(Utf8JsonWriter writer, BigInteger value) => writer.WriteRawValue(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Writes any value.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    public static void Value(Utf8JsonWriter writer, JsonElement value) => value.WriteTo(writer);

    /// <summary>Writes any value, or null.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    public static void Value(Utf8JsonWriter writer, JsonDocument? value)
    {
        if (value is null)
        {
            writer.WriteNullValue();
        }
        else
        {
            value.WriteTo(writer);
        }
    }

    /// <summary>Writes any value, or null.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    public static void Value(Utf8JsonWriter writer, JsonNode? value)
    {
        if (value is null)
        {
            writer.WriteNullValue();
        }
        else
        {
            value.WriteTo(writer);
        }
    }

    /// <summary>Writes a number of any length as its member asks for.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    /// <param name="handling">Whether it is written as a string.</param>
    public static void Number(Utf8JsonWriter writer, BigInteger value, JsonNumberHandling handling)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if ((handling & JsonNumberHandling.WriteAsString) != 0)
        {
            writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
        }
        else
        {
            Value(writer, value);
        }
    }

    /// <summary>Writes a number as its member asks for.</summary>
    /// <typeparam name="T">Type of the number.</typeparam>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    /// <param name="handling">Whether it is written as a string, and whether it may be no finite number.</param>
    public static void Number<T>(Utf8JsonWriter writer, T value, JsonNumberHandling handling)
        where T : INumberBase<T>
    {
        ArgumentNullException.ThrowIfNull(writer);
        Span<byte> text = stackalloc byte[MaxNumberLength];
        text[0] = (byte)'"';
        if (T.IsFinite(value))
        {
            value.TryFormat(text[1..], out var length, default, CultureInfo.InvariantCulture);
            text[length + 1] = (byte)'"';
            var isText = (handling & JsonNumberHandling.WriteAsString) != 0;
            writer.WriteRawValue(isText ? text[..(length + 2)] : text.Slice(1, length), skipInputValidation: true);
        }
        else if ((handling & JsonNumberHandling.AllowNamedFloatingPointLiterals) != 0)
        {
            writer.WriteStringValue(T.IsNaN(value) ? "NaN"u8 : T.IsPositiveInfinity(value) ? "Infinity"u8 : "-Infinity"u8);
        }
        else
        {
            throw new ArgumentException($"{value} cannot be written as JSON; allow it with JsonNumberHandling.AllowNamedFloatingPointLiterals.", nameof(value));
        }
    }

    private static void Number<T>(Utf8JsonWriter writer, T value)
        where T : IUtf8SpanFormattable
    {
        Span<byte> text = stackalloc byte[MaxNumberLength];
        value.TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
        writer.WriteRawValue(text[..length]);
    }
}
