using System.Buffers;
using System.Text;

namespace Topiary.Runtime;

/// <summary>Payloads that are a string in UTF-8.</summary>
public sealed class StringPayload : IPayloadSerializer<string>
{
    /// <summary>The only instance.</summary>
    public static readonly StringPayload Instance = new();

    private StringPayload()
    {
    }

    /// <inheritdoc/>
    public void Serialize(string value, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(value);
        Encoding.UTF8.GetBytes(value, output);
    }

    /// <inheritdoc/>
    public string Deserialize(ReadOnlySpan<byte> payload) => PayloadText.Decode<string>(payload);
}
