using System.Buffers;

namespace Topiary.Runtime;

/// <summary>Payloads that are bytes as they are, given and taken as an array.</summary>
public sealed class RawArrayPayload : IPayloadSerializer<byte[]>
{
    /// <summary>The only instance.</summary>
    public static readonly RawArrayPayload Instance = new();

    private RawArrayPayload()
    {
    }

    /// <inheritdoc/>
    public void Serialize(byte[] value, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(value);
        output.Write(value);
    }

    /// <inheritdoc/>
    public byte[] Deserialize(ReadOnlySpan<byte> payload) => payload.ToArray();
}
