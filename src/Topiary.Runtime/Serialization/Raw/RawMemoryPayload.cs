using System.Buffers;

namespace Topiary.Runtime;

/// <summary>Payloads that are bytes as they are.</summary>
public sealed class RawMemoryPayload : IPayloadSerializer<ReadOnlyMemory<byte>>
{
    /// <summary>The only instance.</summary>
    public static readonly RawMemoryPayload Instance = new();

    private RawMemoryPayload()
    {
    }

    /// <inheritdoc/>
    public void Serialize(ReadOnlyMemory<byte> value, IBufferWriter<byte> output) => output.Write(value.Span);

    /// <summary>Reads a value: a copy, since the payload is valid during the call only.</summary>
    /// <param name="payload">The whole payload.</param>
    /// <returns>The bytes.</returns>
    public ReadOnlyMemory<byte> Deserialize(ReadOnlySpan<byte> payload) => payload.ToArray();
}
