using System.Text.Json.Serialization;
using HomeDevices;

namespace Topiary.Devices.Tests.SenMl;

/// <summary>Sensor measurement lists, RFC 8428, on the topics of one platform.</summary>
[MqttContract("channels/{channel}/messages")]
public interface ISenMl
{
    [Topic("")]
    ValueTask PackAsync(Guid channel, IReadOnlyList<SenMlRecord> pack);

    [Topic("{name}")]
    ValueTask NamedPackAsync(Guid channel, string name, IReadOnlyList<SenMlRecord> pack);
}

/// <summary>One record; its labels are those of the RFC.</summary>
public sealed record SenMlRecord : OpenPayload
{
    [JsonPropertyName("bn")]
    public Optional<string?> BaseName { get; init; }

    [JsonPropertyName("bt")]
    public Optional<double?> BaseTime { get; init; }

    [JsonPropertyName("bu")]
    public Optional<string?> BaseUnit { get; init; }

    [JsonPropertyName("bv")]
    public Optional<double?> BaseValue { get; init; }

    [JsonPropertyName("bs")]
    public Optional<double?> BaseSum { get; init; }

    [JsonPropertyName("bver")]
    public Optional<double?> BaseVersion { get; init; }

    [JsonPropertyName("n")]
    public Optional<string?> Name { get; init; }

    [JsonPropertyName("u")]
    public Optional<string?> Unit { get; init; }

    /// <summary>A whole number to the last digit, or a fraction.</summary>
    [JsonPropertyName("v")]
    public Optional<OneOf<long, double>?> Value { get; init; }

    [JsonPropertyName("vs")]
    public Optional<string?> Text { get; init; }

    [JsonPropertyName("vb")]
    public Optional<bool?> Flag { get; init; }

    /// <summary>Bytes in base64url.</summary>
    [JsonPropertyName("vd")]
    public Optional<string?> Data { get; init; }

    [JsonPropertyName("s")]
    public Optional<double?> Sum { get; init; }

    [JsonPropertyName("t")]
    public Optional<double?> Time { get; init; }

    [JsonPropertyName("ut")]
    public Optional<double?> UpdateTime { get; init; }
}
