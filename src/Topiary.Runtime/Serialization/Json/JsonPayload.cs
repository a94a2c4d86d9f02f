using System.Buffers;
using System.ComponentModel;
using System.Text.Json;

namespace Topiary.Runtime;

/// <summary>
/// Base of the generated JSON serializers: owns the writer, the reader and the shape of errors, so that generated code
/// only says which members there are.
/// </summary>
/// <typeparam name="T">Type of the payload.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class JsonPayload<T> : IPayloadSerializer<T>
{
    /// <inheritdoc/>
    public void Serialize(T value, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var writer = new JsonOutput(output);
        try
        {
            WriteValue(ref writer, value);
            writer.Flush();
        }
        catch (InvalidOperationException exception) when (writer.IsTooDeep)
        {
            throw JsonErrors.TooDeep(typeof(T), exception);
        }
    }

    /// <inheritdoc/>
    public T Deserialize(ReadOnlySpan<byte> payload)
    {
        var reader = new JsonInput(payload);
        try
        {
            reader.Read();
            var value = ReadValue(ref reader);
            reader.Read(); // Anything but white space after the value makes the reader throw.
            return value;
        }
        catch (JsonException exception) when (exception.Path is null)
        {
            throw JsonErrors.WithPosition(exception, payload, reader.Position);
        }
    }

    /// <summary>Writes one value.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    protected abstract void WriteValue(ref JsonOutput writer, T value);

    /// <summary>Reads one value; the reader stands on its first token, and on its last one afterwards.</summary>
    /// <param name="reader">Reader of the payload.</param>
    /// <returns>The value.</returns>
    protected abstract T ReadValue(ref JsonInput reader);
}
