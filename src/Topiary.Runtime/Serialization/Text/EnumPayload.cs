using System.Buffers;
using System.Text;

namespace Topiary.Runtime;

/// <summary>Payloads that are the name of an enum's value; letters' case counts.</summary>
/// <typeparam name="T">The enum.</typeparam>
public sealed class EnumPayload<T> : IPayloadSerializer<T>
    where T : struct, Enum
{
    private readonly T[] _values;
    private readonly byte[][] _names;

    /// <summary>A serializer for the values given.</summary>
    /// <param name="values">Names and values; of several names of one value the first is written.</param>
    public EnumPayload(params (string Name, T Value)[] values)
    {
        _values = Array.ConvertAll(values, entry => entry.Value);
        _names = Array.ConvertAll(values, entry => Encoding.UTF8.GetBytes(entry.Name));
    }

    /// <inheritdoc/>
    public void Serialize(T value, IBufferWriter<byte> output)
    {
        for (var i = 0; i < _values.Length; i++)
        {
            if (EqualityComparer<T>.Default.Equals(_values[i], value))
            {
                output.Write(_names[i]);
                return;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(value), value, $"{typeof(T)} has no name for this value, so it cannot be sent as text.");
    }

    /// <inheritdoc/>
    public T Deserialize(ReadOnlySpan<byte> payload)
    {
        for (var i = 0; i < _names.Length; i++)
        {
            if (payload.SequenceEqual(_names[i]))
            {
                return _values[i];
            }
        }

        PayloadText.Refuse<T>(payload);
        return default; // Not reached.
    }
}
