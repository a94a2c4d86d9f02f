using System.Buffers.Text;
using System.ComponentModel;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Topiary.Runtime;

/// <summary>Reads single values, as strictly as <c>JsonSerializer</c> with web defaults.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class JsonRead
{
    private static readonly JsonNodeOptions s_nodeOptions = new() { PropertyNameCaseInsensitive = true };

    /// <summary>Reads a string or null.</summary>
    /// <param name="reader">Reader that stands on the value.</param>
    /// <returns>The value.</returns>
    public static string? String(ref JsonInput reader) => reader.TokenType switch
    {
        JsonTokenType.String => Text(ref reader),
        JsonTokenType.Null => null,
        _ => throw JsonErrors.CannotConvert<string>(),
    };

    /// <summary>Reads a <see cref="bool"/>.</summary>
    /// <param name="reader">Reader that stands on the value.</param>
    /// <returns>The value.</returns>
    public static bool Boolean(ref JsonInput reader) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => throw JsonErrors.CannotConvert<bool>(),
    };

    /// <summary>Reads a string of one UTF-16 unit.</summary>
    /// <param name="reader">Reader that stands on the value.</param>
    /// <returns>The value.</returns>
    public static char Char(ref JsonInput reader)
    {
        const int MaxEscapedLength = 6;
        Span<char> text = stackalloc char[MaxEscapedLength];
        if (reader.TokenType != JsonTokenType.String || reader.ValueSpan.Length > MaxEscapedLength)
        {
            throw JsonErrors.CannotConvert<char>();
        }

        try
        {
            return reader.Token().CopyString(text) == 1 ? text[0] : throw JsonErrors.CannotConvert<char>();
        }
        catch (InvalidOperationException exception)
        {
            throw JsonErrors.CannotConvert<char>(exception);
        }
    }

    /// <summary>Reads a <see cref="System.DateTime"/> in ISO 8601.</summary>
    /// <param name="reader">Reader that stands on the value.</param>
    /// <returns>The value.</returns>
    public static DateTime DateTime(ref JsonInput reader)
        => IsText(ref reader) && reader.Token().TryGetDateTime(out var value) ? value : throw JsonErrors.CannotConvert<DateTime>();

    /// <summary>Reads a <see cref="System.DateTimeOffset"/> in ISO 8601.</summary>
    /// <param name="reader">Reader that stands on the value.</param>
    /// <returns>The value.</returns>
    public static DateTimeOffset DateTimeOffset(ref JsonInput reader)
        => IsText(ref reader) && reader.Token().TryGetDateTimeOffset(out var value) ? value : throw JsonErrors.CannotConvert<DateTimeOffset>();

    /// <summary>Reads a <see cref="System.Guid"/>.</summary>
    /// <param name="reader">Reader that stands on the value.</param>
    /// <returns>The value.</returns>
    public static Guid Guid(ref JsonInput reader)
        => IsText(ref reader) && reader.Token().TryGetGuid(out var value) ? value : throw JsonErrors.CannotConvert<Guid>();

    /// <summary>Reads a <see cref="System.DateOnly"/>, <c>yyyy-MM-dd</c>.</summary>
    /// <param name="reader">Reader that stands on the value.</param>
    /// <returns>The value.</returns>
    public static DateOnly DateOnly(ref JsonInput reader)
    {
        const int Length = 10;
        if (reader.TokenType == JsonTokenType.String)
        {
            Span<char> text = stackalloc char[Length];
            if (Encoding.UTF8.TryGetChars(Unescaped(ref reader), text, out var length) && length == Length
                && System.DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var value))
            {
                return value;
            }
        }

        throw JsonErrors.CannotConvert<DateOnly>();
    }

    /// <summary>Reads a <see cref="System.TimeOnly"/>, <c>HH:mm:ss[.fffffff]</c>.</summary>
    /// <param name="reader">Reader that stands on the value.</param>
    /// <returns>The value.</returns>
    public static TimeOnly TimeOnly(ref JsonInput reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            var text = Unescaped(ref reader);
            var separator = text.IndexOfAny((byte)'.', (byte)':');
            if (separator > 0 && text[separator] == (byte)':' && char.IsAsciiDigit((char)text[0])
                && Utf8Parser.TryParse(text, out TimeSpan value, out var used, 'c') && used == text.Length
                && value >= System.TimeSpan.Zero && value < System.TimeSpan.FromDays(1))
            {
                return System.TimeOnly.FromTimeSpan(value);
            }
        }

        throw JsonErrors.CannotConvert<TimeOnly>();
    }

    /// <summary>Reads a <see cref="System.TimeSpan"/>, <c>[-][d.]hh:mm:ss[.fffffff]</c>.</summary>
    /// <param name="reader">Reader that stands on the value.</param>
    /// <returns>The value.</returns>
    public static TimeSpan TimeSpan(ref JsonInput reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            var text = Unescaped(ref reader);
            if (!text.IsEmpty && (char.IsAsciiDigit((char)text[0]) || text[0] == (byte)'-')
                && Utf8Parser.TryParse(text, out TimeSpan value, out var used, 'c') && used == text.Length)
            {
                return value;
            }
        }

        throw JsonErrors.CannotConvert<TimeSpan>();
    }

    /// <summary>Reads a <see cref="System.Uri"/> or null.</summary>
    /// <param name="reader">Reader that stands on the value.</param>
    /// <returns>The value.</returns>
    public static Uri? Uri(ref JsonInput reader)
        => reader.TokenType == JsonTokenType.Null ? null
            : reader.TokenType == JsonTokenType.String && System.Uri.TryCreate(Text(ref reader), UriKind.RelativeOrAbsolute, out var value) ? value
            : throw JsonErrors.CannotConvert<Uri>();

    /// <summary>Reads a <see cref="System.Version"/> or null.</summary>
    /// <param name="reader">Reader that stands on the value.</param>
    /// <returns>The value.</returns>
    public static Version? Version(ref JsonInput reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (reader.TokenType == JsonTokenType.String)
        {
            var text = Text(ref reader);
            if (text.Length > 0 && char.IsAsciiDigit(text[0]) && char.IsAsciiDigit(text[^1]) && System.Version.TryParse(text, out var value))
            {
                return value;
            }
        }

        throw JsonErrors.CannotConvert<Version>();
    }

    /// <summary>Reads bytes in base64, or null.</summary>
    /// <param name="reader">Reader that stands on the value.</param>
    /// <returns>The value.</returns>
    public static byte[]? Bytes(ref JsonInput reader)
        => reader.TokenType == JsonTokenType.Null ? null
            : IsText(ref reader) && reader.Token().TryGetBytesFromBase64(out var value) ? value
            : throw JsonErrors.CannotConvert<byte[]>();

    /// <summary>Reads any value.</summary>
    /// <param name="reader">Reader that stands on the value.</param>
    /// <returns>The value.</returns>
    public static JsonElement Element(ref JsonInput reader) => External(ref reader, static (ref Utf8JsonReader inner) => JsonElement.ParseValue(ref inner));

    /// <summary>Reads any value.</summary>
    /// <param name="reader">Reader that stands on the value.</param>
    /// <returns>The value; the receiver disposes it.</returns>
    public static JsonDocument? Document(ref JsonInput reader) => External(ref reader, static (ref Utf8JsonReader inner) => JsonDocument.ParseValue(ref inner));

    /// <summary>Reads any value as a node of one kind, or null.</summary>
    /// <typeparam name="T">Kind of node.</typeparam>
    /// <param name="reader">Reader that stands on the value.</param>
    /// <returns>The value.</returns>
    public static T? Node<T>(ref JsonInput reader)
        where T : JsonNode
        => External(ref reader, static (ref Utf8JsonReader inner) => JsonNode.Parse(ref inner, s_nodeOptions)) switch
        {
            null => null,
            T node => node,
            _ => throw JsonErrors.CannotConvert<T>(),
        };

    /// <summary>Lets System.Text.Json read one value.</summary>
    private static T External<T>(ref JsonInput reader, ExternalRead<T> read)
    {
        var inner = reader.Open();
        try
        {
            return read(ref inner);
        }
        catch (JsonException exception) when (exception.LineNumber is not null)
        {
            throw reader.SyntaxError(exception);
        }
        finally
        {
            reader.Close(in inner);
        }
    }

    /// <summary>An empty object with the same rules for names as objects that are read.</summary>
    internal static JsonObject NewObject() => new(s_nodeOptions);

    /// <summary>Text of the string or name that the reader stands on; invalid text is refused.</summary>
    internal static string Text(ref JsonInput reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException exception)
        {
            throw JsonErrors.CannotConvert<string>(exception);
        }
    }

    /// <summary>Whether the reader stands on a string; invalid escapes in it are refused here, as the reader's own methods throw for them.</summary>
    private static bool IsText(ref JsonInput reader)
        => reader.TokenType == JsonTokenType.String && (!reader.ValueIsEscaped || Text(ref reader) is not null);

    /// <summary>UTF-8 text of the string that the reader stands on; copied only in the rare case that it has escapes.</summary>
    internal static ReadOnlySpan<byte> Unescaped(ref JsonInput reader)
        => reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(Text(ref reader)) : reader.ValueSpan;

    private delegate T ExternalRead<out T>(ref Utf8JsonReader reader);
}
