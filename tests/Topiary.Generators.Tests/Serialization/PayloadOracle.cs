using System.Buffers;
using System.Text.Json;

namespace Topiary.Generators.Tests.Serialization;

/// <summary>A generated serializer beside <see cref="JsonSerializer"/> with web defaults.</summary>
internal abstract class PayloadOracle
{
    public static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web) { AllowOutOfOrderMetadataProperties = true };

    public abstract Type Type { get; }

    public abstract byte[] Write(object? value);

    public abstract object? Read(ReadOnlySpan<byte> payload);

    public byte[] WriteExpected(object? value) => JsonSerializer.SerializeToUtf8Bytes(value, Type, Web);

    public object? ReadExpected(ReadOnlySpan<byte> payload) => JsonSerializer.Deserialize(payload, Type, Web);
}

internal sealed class PayloadOracle<T>(IPayloadSerializer<T> serializer) : PayloadOracle
{
    public override Type Type => typeof(T);

    public IPayloadSerializer<T> Serializer => serializer;

    public override byte[] Write(object? value)
    {
        var output = new ArrayBufferWriter<byte>();
        serializer.Serialize((T)value!, output);
        return output.WrittenSpan.ToArray();
    }

    public override object? Read(ReadOnlySpan<byte> payload) => serializer.Deserialize(payload);
}
