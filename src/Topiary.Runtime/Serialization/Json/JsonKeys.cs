using System.ComponentModel;
using System.Globalization;
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
        writer.WritePropertyName(name[..length]);
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
}
