using System.Buffers;
using System.ComponentModel;

namespace Topiary.Runtime;

/// <summary>A payload that is nothing, or text. Nothing is an empty payload, or <c>null</c> as JSON writes it.</summary>
/// <typeparam name="T">Type of the value.</typeparam>
/// <param name="inner">Serializer of the value.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class NullablePayload<T>(IPayloadSerializer<T> inner) : IPayloadSerializer<T?>
    where T : struct
{
    /// <inheritdoc/>
    public void Serialize(T? value, IBufferWriter<byte> output)
    {
        if (value is { } present)
        {
            inner.Serialize(present, output);
        }
    }

    /// <inheritdoc/>
    public T? Deserialize(ReadOnlySpan<byte> payload) =>
        payload.IsEmpty || payload.SequenceEqual("null"u8) ? null : inner.Deserialize(payload);
}
