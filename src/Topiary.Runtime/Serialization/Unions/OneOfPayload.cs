using System.Buffers;
using System.ComponentModel;

namespace Topiary.Runtime;

/// <summary>A payload of one of two types, of which at least one is text or bytes: the first that the payload fits.</summary>
/// <typeparam name="T1">One type.</typeparam>
/// <typeparam name="T2">The other type.</typeparam>
/// <param name="first">Serializer of the first type.</param>
/// <param name="second">Serializer of the second type.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class OneOfPayload<T1, T2>(IPayloadSerializer<T1> first, IPayloadSerializer<T2> second) : IPayloadSerializer<OneOf<T1, T2>>
{
    /// <inheritdoc/>
    public void Serialize(OneOf<T1, T2> value, IBufferWriter<byte> output)
    {
        if (value.Is(out T1? one))
        {
            first.Serialize(one, output);
        }
        else if (value.Is(out T2? other))
        {
            second.Serialize(other, output);
        }
    }

    /// <inheritdoc/>
    public OneOf<T1, T2> Deserialize(ReadOnlySpan<byte> payload)
    {
        Exception? misfit = null;
        return UnionReading.TryRead(first, payload, ref misfit, out var one) ? new(one)
            : UnionReading.TryRead(second, payload, ref misfit, out var other) ? new(other)
            : throw UnionReading.Refuse(misfit);
    }
}
