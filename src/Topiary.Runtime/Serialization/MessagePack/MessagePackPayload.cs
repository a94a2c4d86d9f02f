using System.Buffers;
using System.ComponentModel;

namespace Topiary.Runtime;

/// <summary>
/// Base of the generated MessagePack serializers: owns the writer, the reader and the shape of errors, so that generated code
/// only says which members there are.
/// </summary>
/// <typeparam name="T">Type of the payload.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class MessagePackPayload<T> : IPayloadSerializer<T>
{
    /// <inheritdoc/>
    public void Serialize(T value, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var writer = new MessagePackWriter(output);
        WriteValue(ref writer, value);
        writer.Flush();
    }

    /// <inheritdoc/>
    public T Deserialize(ReadOnlySpan<byte> payload)
    {
        var reader = new MessagePackReader(payload);
        try
        {
            var value = ReadValue(ref reader);
            reader.EndPayload();
            return value;
        }
        catch (MessagePackFormatException exception) when (exception.Path is null)
        {
            throw new MessagePackFormatException(exception, MessagePackPath.To(payload, exception.Offset));
        }
    }

    /// <summary>Writes one value.</summary>
    /// <param name="writer">Receives the value.</param>
    /// <param name="value">Value to write.</param>
    protected abstract void WriteValue(ref MessagePackWriter writer, T value);

    /// <summary>Reads one value.</summary>
    /// <param name="reader">Reader that stands before the value, and after it afterwards.</param>
    /// <returns>The value.</returns>
    protected abstract T ReadValue(ref MessagePackReader reader);
}
