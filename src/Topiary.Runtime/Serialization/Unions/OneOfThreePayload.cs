using System.Buffers;
using System.ComponentModel;

namespace Topiary.Runtime;

/// <summary>A payload of one of three types, of which at least one is text or bytes: the first that the payload fits.</summary>
/// <typeparam name="T1">One type.</typeparam>
/// <typeparam name="T2">Another type.</typeparam>
/// <typeparam name="T3">The third type.</typeparam>
/// <param name="first">Serializer of the first type.</param>
/// <param name="second">Serializer of the second type.</param>
/// <param name="third">Serializer of the third type.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class OneOfPayload<T1, T2, T3>(IPayloadSerializer<T1> first, IPayloadSerializer<T2> second, IPayloadSerializer<T3> third)
    : IPayloadSerializer<OneOf<T1, T2, T3>>
{
    /// <inheritdoc/>
    public void Serialize(OneOf<T1, T2, T3> value, IBufferWriter<byte> output)
    {
        if (value.Is(out T1? one))
        {
            first.Serialize(one, output);
        }
        else if (value.Is(out T2? two))
        {
            second.Serialize(two, output);
        }
        else if (value.Is(out T3? three))
        {
            third.Serialize(three, output);
        }
    }

    /// <inheritdoc/>
    public OneOf<T1, T2, T3> Deserialize(ReadOnlySpan<byte> payload)
    {
        Exception? misfit = null;
        return UnionReading.TryRead(first, payload, ref misfit, out var one) ? new(one)
            : UnionReading.TryRead(second, payload, ref misfit, out var two) ? new(two)
            : UnionReading.TryRead(third, payload, ref misfit, out var three) ? new(three)
            : throw UnionReading.Refuse(misfit);
    }
}
