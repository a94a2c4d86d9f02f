using System.Buffers;

namespace Topiary.Runtime;

/// <summary>Payloads that are <c>true</c> or <c>false</c>.</summary>
public sealed class BooleanPayload : IPayloadSerializer<bool>
{
    /// <summary>The only instance.</summary>
    public static readonly BooleanPayload Instance = new();

    private BooleanPayload()
    {
    }

    /// <inheritdoc/>
    public void Serialize(bool value, IBufferWriter<byte> output) => output.Write(value ? "true"u8 : "false"u8);

    /// <inheritdoc/>
    public bool Deserialize(ReadOnlySpan<byte> payload)
    {
        if (payload.SequenceEqual("true"u8))
        {
            return true;
        }

        if (!payload.SequenceEqual("false"u8))
        {
            PayloadText.Refuse<bool>(payload);
        }

        return false;
    }
}
