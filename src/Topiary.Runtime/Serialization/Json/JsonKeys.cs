using System.Buffers.Text;
using System.ComponentModel;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Topiary.Runtime;

/// <summary>Writes and reads the keys of dictionaries, which are names in JSON.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class JsonKeys
{
    private const int MaxLength = 64;

    [ThreadStatic]
    private static byte[]? t_name;

    /// <summary>Writes a key.</summary>
    /// <typeparam name="T">Type of the key.</typeparam>
    /// <param name="writer">Receives the name.</param>
    /// <param name="key">The key.</param>
    public static void Write<T>(Utf8JsonWriter writer, T key)
        where T : IUtf8SpanFormattable
    {
        ArgumentNullException.ThrowIfNull(writer);
        Span<byte> name = stackalloc byte[MaxLength];
        key.TryFormat(name, out var length, PayloadText.FormatOf<T>(), CultureInfo.InvariantCulture);
        WriteRelaxed(writer, name[..length]);
    }

    /// <summary>Writes a key as <c>True</c> or <c>False</c>, as <c>JsonSerializer</c> does.</summary>
    /// <param name="writer">Receives the name.</param>
    /// <param name="key">The key.</param>
    public static void Write(Utf8JsonWriter writer, bool key)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WritePropertyName(key ? "True"u8 : "False"u8);
    }

    /// <summary>Writes a key that is one UTF-16 unit.</summary>
    /// <param name="writer">Receives the name.</param>
    /// <param name="key">The key.</param>
    public static void Write(Utf8JsonWriter writer, char key)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WritePropertyName([key]);
    }

    /// <summary>Writes a key in ISO 8601, its fraction without zeros at the end.</summary>
    /// <param name="writer">Receives the name.</param>
    /// <param name="key">The key.</param>
    public static void Write(Utf8JsonWriter writer, DateTime key) => WriteTime(writer, key);

    /// <summary>Writes a key in ISO 8601, its fraction without zeros at the end.</summary>
    /// <param name="writer">Receives the name.</param>
    /// <param name="key">The key.</param>
    public static void Write(Utf8JsonWriter writer, DateTimeOffset key) => WriteTime(writer, key);

    /// <summary>Writes a key as <c>HH:mm:ss[.fffffff]</c>.</summary>
    /// <param name="writer">Receives the name.</param>
    /// <param name="key">The key.</param>
    public static void Write(Utf8JsonWriter writer, TimeOnly key) => Write(writer, key.ToTimeSpan());

    /// <summary>Writes a key that is an address, as it was given.</summary>
    /// <param name="writer">Receives the name.</param>
    /// <param name="key">The key.</param>
    public static void Write(Utf8JsonWriter writer, Uri key)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(key);
        writer.WritePropertyName(key.OriginalString);
    }

    /// <summary>Writes a key of a type that formats itself, in the invariant culture.</summary>
    /// <typeparam name="T">Type of the key.</typeparam>
    /// <param name="writer">Receives the name.</param>
    /// <param name="key">The key.</param>
    public static void WriteText<T>(Utf8JsonWriter writer, T key)
        where T : ISpanFormattable
    {
        ArgumentNullException.ThrowIfNull(writer);
        Span<char> name = stackalloc char[MaxLength];
        if (key.TryFormat(name, out var length, default, CultureInfo.InvariantCulture))
        {
            writer.WritePropertyName(name[..length]);
        }
        else
        {
            writer.WritePropertyName(key.ToString(null, CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Reads a key of a type that is parsed, in the invariant culture.</summary>
    /// <typeparam name="T">Type of the key.</typeparam>
    /// <param name="reader">Reader that stands on the name.</param>
    /// <returns>The key.</returns>
    public static T Parse<T>(ref Utf8JsonReader reader)
        where T : ISpanParsable<T>
        => T.TryParse(JsonRead.Text(ref reader), CultureInfo.InvariantCulture, out var key) ? key : throw JsonErrors.CannotConvert<T>();

    /// <summary>Reads a key that is <c>true</c> or <c>false</c>, letters' case not counting.</summary>
    /// <param name="reader">Reader that stands on the name.</param>
    /// <returns>The key.</returns>
    public static bool Boolean(ref Utf8JsonReader reader)
    {
        var name = JsonRead.Unescaped(ref reader);
        return Utf8Parser.TryParse(name, out bool key, out var used) && used == name.Length ? key : throw JsonErrors.CannotConvert<bool>();
    }

    /// <summary>Reads a key that is a string.</summary>
    /// <param name="reader">Reader that stands on the name.</param>
    /// <returns>The key.</returns>
    public static string String(ref Utf8JsonReader reader) => JsonRead.Text(ref reader);

    /// <summary>Opens a reader that stands on the name as on a string value; it is valid until the next call on this thread.</summary>
    /// <param name="reader">Reader that stands on the name.</param>
    /// <returns>The reader of the name alone.</returns>
    public static Utf8JsonReader Open(in Utf8JsonReader reader)
    {
        var name = reader.ValueSpan;
        var length = name.Length + 2;
        if (t_name is null || t_name.Length < length)
        {
            t_name = new byte[Math.Max(MaxLength, length)];
        }

        t_name[0] = (byte)'"';
        name.CopyTo(t_name.AsSpan(1));
        t_name[length - 1] = (byte)'"';
        var result = new Utf8JsonReader(t_name.AsSpan(0, length));
        result.Read();
        return result;
    }

    private static void WriteTime<T>(Utf8JsonWriter writer, T key)
        where T : IUtf8SpanFormattable
    {
        const int FractionStart = 19; // yyyy-MM-ddTHH:mm:ss
        const int FractionEnd = FractionStart + 8;
        ArgumentNullException.ThrowIfNull(writer);
        Span<byte> name = stackalloc byte[MaxLength];
        key.TryFormat(name, out var length, "O", CultureInfo.InvariantCulture);
        var end = FractionEnd;
        while (name[end - 1] == (byte)'0')
        {
            end--;
        }

        end = name[end - 1] == (byte)'.' ? FractionStart : end;
        name[FractionEnd..length].CopyTo(name[end..]);
        WriteRelaxed(writer, name[..(end + length - FractionEnd)]);
    }

    /// <summary>As <c>JsonSerializer</c> does it, the plus of an offset or an exponent is not escaped.</summary>
    private static void WriteRelaxed(Utf8JsonWriter writer, ReadOnlySpan<byte> name)
    {
        if (name.Contains((byte)'+'))
        {
            writer.WritePropertyName(JsonEncodedText.Encode(name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping));
        }
        else
        {
            writer.WritePropertyName(name);
        }
    }
}
