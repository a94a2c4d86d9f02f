using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Topiary.Runtime;

/// <summary>Writes and reads a type through a converter of the user's.</summary>
/// <typeparam name="T">The type.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class JsonConverterValue<T>
{
    private readonly JsonConverter<T> _converter;

    /// <summary>A value that a converter, or one that a factory makes, writes and reads.</summary>
    /// <param name="converter">The converter or factory.</param>
    /// <exception cref="InvalidOperationException">The factory makes no converter for the type.</exception>
    public JsonConverterValue(JsonConverter converter)
    {
        ArgumentNullException.ThrowIfNull(converter);
        var made = converter is JsonConverterFactory factory ? factory.CreateConverter(typeof(T), JsonConverterOptions.Web) : converter;
        _converter = made as JsonConverter<T> ?? throw new InvalidOperationException($"The converter {converter.GetType()} is not for {typeof(T)}.");
    }

    /// <summary>Writes a value.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    public void Write(ref JsonOutput writer, T value)
    {
        if (value is null && !_converter.HandleNull)
        {
            writer.WriteNullValue();
        }
        else
        {
            JsonWrite.External(ref writer, (value, _converter), static (inner, entry) => entry._converter.Write(inner, entry.value, JsonConverterOptions.Web));
        }
    }

    /// <summary>Reads a value.</summary>
    /// <param name="reader">Reader that stands on the value.</param>
    /// <returns>The value.</returns>
    public T Read(ref JsonInput reader)
    {
        if (reader.TokenType == JsonTokenType.Null && default(T) is null && !_converter.HandleNull)
        {
            return default!;
        }

        var inner = reader.Open();
        var end = inner;
        try
        {
            var value = _converter.Read(ref inner, typeof(T), JsonConverterOptions.Web)!;
            end.Skip();
            return end.BytesConsumed == inner.BytesConsumed ? value : throw WrongLength();
        }
        catch (Exception exception) when (exception is FormatException or InvalidOperationException)
        {
            // What the reader's own methods throw when the value is of another kind.
            throw JsonErrors.CannotConvert<T>(exception);
        }
        catch (JsonException exception) when (exception.Path is not null)
        {
            // From a serializer that the converter called; the place in the whole payload is added outside.
            throw JsonErrors.CannotConvert<T>(exception);
        }
        catch (JsonException exception) when (exception.LineNumber is not null)
        {
            // The place within the value is not that in the payload. A converter that reads on behind the value finds no JSON there.
            throw reader.SyntaxError(WrongLength());
        }
        finally
        {
            reader.Close(in inner);
        }
    }

    private JsonException WrongLength() => new($"The converter '{_converter.GetType()}' read too much or not enough.");
}
