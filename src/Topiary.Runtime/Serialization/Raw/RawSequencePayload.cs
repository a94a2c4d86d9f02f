using System.Buffers;

namespace Topiary.Runtime;

/// <summary>Payloads that are bytes as they are, in one or several pieces.</summary>
public sealed class RawSequencePayload : IPayloadSerializer<ReadOnlySequence<byte>>
{
    /// <summary>The only instance.</summary>
    public static readonly RawSequencePayload Instance = new();

    private RawSequencePayload()
    {
    }

    /// <inheritdoc/>
    public void Serialize(ReadOnlySequence<byte> value, IBufferWriter<byte> output)
    {
        foreach (var piece in value)
        {
            output.Write(piece.Span);
        }
    }

    /// <summary>Reads a value: a copy, since the payload is valid during the call only.</summary>
    /// <param name="payload">The whole payload.</param>
    /// <returns>The bytes.</returns>
    public ReadOnlySequence<byte> Deserialize(ReadOnlySpan<byte> payload) => new(payload.ToArray());
}
