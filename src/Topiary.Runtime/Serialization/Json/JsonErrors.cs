using System.ComponentModel;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Topiary.Runtime;

/// <summary>Exceptions of the JSON serializers, worded and placed as <c>JsonSerializer</c> does it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class JsonErrors
{
    /// <summary>The value that the reader stands on does not fit a type.</summary>
    /// <typeparam name="T">Type that was wanted.</typeparam>
    /// <param name="inner">What the reader said.</param>
    /// <returns>The exception; its position is added where the payload is known.</returns>
    public static JsonException CannotConvert<T>(Exception? inner = null)
        => new($"The JSON value could not be converted to {typeof(T)}.", inner);

    /// <summary>Required members are absent.</summary>
    /// <typeparam name="T">Type that was wanted.</typeparam>
    /// <param name="names">Names of the type's members.</param>
    /// <param name="missing">A bit for every member that is missing, by its place among the names.</param>
    /// <returns>The exception.</returns>
    public static JsonException MissingRequired<T>(JsonNames names, params ulong[] missing)
    {
        ArgumentNullException.ThrowIfNull(names);
        var text = new StringBuilder($"JSON deserialization for type '{typeof(T)}' was missing required properties including: ");
        var separator = "";
        for (var i = 0; i < names.Count; i++)
        {
            if ((missing[i / 64] & (1UL << (i % 64))) != 0)
            {
                text.Append(separator).Append('\'').Append(names[i]).Append('\'');
                separator = ", ";
            }
        }

        return new JsonException(text.Append('.').ToString());
    }

    /// <summary>A value is of a type that the declared one does not stand for.</summary>
    /// <typeparam name="T">The declared type.</typeparam>
    /// <param name="value">The value.</param>
    /// <returns>The exception.</returns>
    public static NotSupportedException UnknownDerived<T>(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new NotSupportedException($"Runtime type '{value.GetType()}' is not supported by polymorphic type '{typeof(T)}'.");
    }

    /// <summary>An object that can only be read as a derived type says of none which it is.</summary>
    /// <typeparam name="T">The declared type.</typeparam>
    /// <returns>The exception; its position is added where the payload is known.</returns>
    public static JsonException MissingDiscriminator<T>()
        => new($"The JSON payload for polymorphic interface or abstract type '{typeof(T)}' must specify a type discriminator.");

    /// <summary>Unknown members were read, but the member that keeps them is null and cannot be set.</summary>
    /// <typeparam name="T">Type of the object.</typeparam>
    /// <param name="member">The member.</param>
    /// <returns>The exception.</returns>
    public static InvalidOperationException NoPlaceForUnknown<T>(string member)
        => new($"The member '{member}' of type '{typeof(T)}' keeps unknown members, but is null and has no setter.");

    internal static JsonException UnrecognizedDiscriminator(string value)
        => new($"Read unrecognized type discriminator id '{value}'.");

    internal static JsonException InvalidDiscriminator(string property)
        => new($"The value of the type discriminator '{property}' must be a string or a number.");

    internal static JsonException Unmapped(Type type, string name)
        => new($"The JSON property '{name}' could not be mapped to any .NET member contained in type '{type}'.");

    internal static JsonException TooDeep(Type type, Exception inner)
        => new($"The value of type {type} is nested deeper than {JsonOutput.MaxDepth} levels or contains itself.", inner);

    /// <summary>What System.Text.Json says of a document that is no JSON; null when it is.</summary>
    internal static JsonException? Syntax(ReadOnlySpan<byte> payload)
    {
        var reader = new Utf8JsonReader(payload);
        try
        {
            while (reader.Read())
            {
            }

            return null;
        }
        catch (JsonException exception)
        {
            return exception;
        }
    }

    internal static JsonException WithPosition(JsonException exception, ReadOnlySpan<byte> payload, int position)
    {
        var path = JsonPath.To(payload, position, isSyntax: exception.LineNumber is not null);
        if (exception.LineNumber is not null)
        {
            // A syntax error: the reader has already put the position at the end of its text.
            var message = exception.Message;
            var at = message.LastIndexOf(" LineNumber: ", StringComparison.Ordinal);
            message = at < 0 ? $"{message} Path: {path}." : $"{message[..at]} Path: {path} |{message[at..]}";
            return new JsonException(message, path, exception.LineNumber, exception.BytePositionInLine, exception);
        }

        var consumed = payload[..position];
        long line = consumed.Count((byte)'\n');
        long column = consumed.Length - (consumed.LastIndexOf((byte)'\n') + 1);
        var text = string.Create(CultureInfo.InvariantCulture, $"{exception.Message} Path: {path} | LineNumber: {line} | BytePositionInLine: {column}.");
        return new JsonException(text, path, line, column, exception.InnerException);
    }
}
