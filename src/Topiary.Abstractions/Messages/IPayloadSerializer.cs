using System.Buffers;

namespace Topiary;

/// <summary>Turns values into payload bytes and back. Implementations are shared between threads and keep no state.</summary>
/// <typeparam name="T">Type of the payload.</typeparam>
public interface IPayloadSerializer<T>
{
    /// <summary>Writes a value.</summary>
    /// <param name="value">Value to write.</param>
    /// <param name="output">Receives the bytes; nothing is read back from it.</param>
    void Serialize(T value, IBufferWriter<byte> output);

    /// <summary>Reads a value.</summary>
    /// <param name="payload">The whole payload; valid during the call only.</param>
    /// <returns>The value.</returns>
    /// <exception cref="FormatException">The payload is not of this shape. A <c>JsonException</c> may be thrown in its place.</exception>
    T Deserialize(ReadOnlySpan<byte> payload);
}
