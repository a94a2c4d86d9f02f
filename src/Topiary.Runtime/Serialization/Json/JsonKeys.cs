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

    /// <summary>Writes a key.</summary>
    /// <typeparam name="T">Type of the key.</typeparam>
    /// <param name="writer">Receives the name.</param>
    /// <param name="key">The key.</param>
    public static void Write<T>(ref JsonOutput writer, T key)
        where T : IUtf8SpanFormattable
    {
        // None of these has anything in it that is escaped, save a plus, which JsonSerializer leaves as it is here.
        Span<byte> name = stackalloc byte[MaxLength];
        key.TryFormat(name, out var length, PayloadText.FormatOf<T>(), CultureInfo.InvariantCulture);
        writer.WritePlainText(name[..length]);
        writer.EndName();
    }

    /// <summary>Writes a key as <c>True</c> or <c>False</c>, as <c>JsonSerializer</c> does.</summary>
    /// <param name="writer">Receives the name.</param>
    /// <param name="key">The key.</param>
    public static void Write(ref JsonOutput writer, bool key)
    {
        writer.WriteName(key ? "\"True\":"u8 : "\"False\":"u8);
    }

    /// <summary>Writes a key that is one UTF-16 unit.</summary>
    /// <param name="writer">Receives the name.</param>
    /// <param name="key">The key.</param>
    public static void Write(ref JsonOutput writer, char key)
    {
        writer.WritePropertyName([key]);
    }

    /// <summary>Writes a key in ISO 8601, its fraction without zeros at the end.</summary>
    /// <param name="writer">Receives the name.</param>
    /// <param name="key">The key.</param>
    public static void Write(ref JsonOutput writer, DateTime key)
    {
        JsonWrite.Time(ref writer, key);
        writer.EndName();
    }

    /// <summary>Writes a key in ISO 8601, its fraction without zeros at the end.</summary>
    /// <param name="writer">Receives the name.</param>
    /// <param name="key">The key.</param>
    public static void Write(ref JsonOutput writer, DateTimeOffset key)
    {
        JsonWrite.Time(ref writer, key);
        writer.EndName();
    }

    /// <summary>Writes a key as <c>HH:mm:ss[.fffffff]</c>.</summary>
    /// <param name="writer">Receives the name.</param>
    /// <param name="key">The key.</param>
    public static void Write(ref JsonOutput writer, TimeOnly key) => Write(ref writer, key.ToTimeSpan());

    /// <summary>Writes a key that is an address, as it was given.</summary>
    /// <param name="writer">Receives the name.</param>
    /// <param name="key">The key.</param>
    public static void Write(ref JsonOutput writer, Uri key)
    {
        ArgumentNullException.ThrowIfNull(key);
        writer.WritePropertyName(key.OriginalString);
    }

    /// <summary>Writes a key of a type that formats itself, in the invariant culture.</summary>
    /// <typeparam name="T">Type of the key.</typeparam>
    /// <param name="writer">Receives the name.</param>
    /// <param name="key">The key.</param>
    public static void WriteText<T>(ref JsonOutput writer, T key)
        where T : ISpanFormattable
    {
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
    public static T Parse<T>(ref JsonInput reader)
        where T : ISpanParsable<T>
        => T.TryParse(JsonRead.Text(ref reader), CultureInfo.InvariantCulture, out var key) ? key : throw JsonErrors.CannotConvert<T>();

    /// <summary>Reads a key that is <c>true</c> or <c>false</c>, letters' case not counting.</summary>
    /// <param name="reader">Reader that stands on the name.</param>
    /// <returns>The key.</returns>
    public static bool Boolean(ref JsonInput reader)
    {
        var name = JsonRead.Unescaped(ref reader);
        return Utf8Parser.TryParse(name, out bool key, out var used) && used == name.Length ? key : throw JsonErrors.CannotConvert<bool>();
    }

    /// <summary>Reads a key that is a string.</summary>
    /// <param name="reader">Reader that stands on the name.</param>
    /// <returns>The key.</returns>
    public static string String(ref JsonInput reader) => JsonRead.Text(ref reader);

    /// <summary>A reader of the name alone, that stands on it as on a string value.</summary>
    /// <param name="reader">Reader that stands on the name.</param>
    /// <returns>The reader of the name.</returns>
    public static JsonInput Open(scoped in JsonInput reader) => reader.NameAsString();
}
