using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Topiary.Runtime;

/// <summary>Writes and reads a type through the user's own <see cref="JsonSerializerContext"/>.</summary>
/// <typeparam name="T">The type.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class JsonContextValue<T>
{
    private readonly JsonSerializerContext _context;
    private JsonTypeInfo<T>? _info;

    /// <summary>Remembers the context, which is asked for the type when it is first used.</summary>
    /// <param name="context">The context that the contract names.</param>
    public JsonContextValue(JsonSerializerContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        _context = context;
    }

    private JsonTypeInfo<T> Info => _info ??= (JsonTypeInfo<T>?)_context.GetTypeInfo(typeof(T))
        ?? throw new InvalidOperationException($"{_context.GetType()} has no metadata for {typeof(T)}; add [JsonSerializable(typeof({typeof(T).Name}))] to it.");

    /// <summary>Writes a value.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    public void Write(ref JsonOutput writer, T value) => JsonWrite.External(ref writer, (value, Info), static (inner, entry) => JsonSerializer.Serialize(inner, entry.value, entry.Info));

    /// <summary>Reads a value.</summary>
    /// <param name="reader">Reader that stands on the value.</param>
    /// <returns>The value.</returns>
    public T Read(ref JsonInput reader)
    {
        var info = Info;
        var inner = reader.Open();
        try
        {
            return JsonSerializer.Deserialize(ref inner, info)!;
        }
        catch (JsonException exception) when (exception.Path is not null)
        {
            // Its path and position are those within the value; the whole payload's are added outside.
            throw JsonErrors.CannotConvert<T>(exception);
        }
        finally
        {
            reader.Close(in inner);
        }
    }
}
