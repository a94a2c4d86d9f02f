using System.Text.Json;
using System.Text.Json.Serialization;
using HomeDevices;

namespace Topiary.Devices.Tests.VictronVenus;

/// <summary>A path of the D-Bus a topic: notifications (N), writes (W) and read requests (R).</summary>
[MqttContract]
public interface IVenus
{
    /// <summary>A value; null when its service has gone.</summary>
    [Topic("N/{portal}/{service}/{instance}/{**path}")]
    ValueTask NotifyAsync(string portal, string service, int instance, string path, VenusValue? value);

    [Topic("W/{portal}/{service}/{instance}/{**path}")]
    ValueTask WriteAsync(string portal, string service, int instance, string path, VenusValue value);

    [Topic("R/{portal}/{service}/{instance}/{**path}")]
    ValueTask ReadAsync(string portal, string service, int instance, string path, VenusValue? nothing);

    [Topic("R/{portal}/keepalive")]
    ValueTask KeepAliveAsync(string portal, OneOf<KeepAliveOptions, string>? options);

    [Topic("N/{portal}/{notice}")]
    ValueTask NoticeAsync(string portal, string notice, PublishCompleted? completed);
}

public sealed record VenusValue : OpenPayload
{
    public Optional<OneOf<double, string, JsonElement>?> Value { get; init; }

    public Optional<double?> Min { get; init; }

    public Optional<double?> Max { get; init; }
}

public sealed record KeepAliveOptions : OpenPayload
{
    [JsonPropertyName("keepalive-options")]
    public Optional<IReadOnlyList<JsonElement>?> Options { get; init; }
}

public sealed record PublishCompleted : OpenPayload
{
    [JsonPropertyName("full-publish-completed-echo")]
    public Optional<string?> Echo { get; init; }

    /// <summary>When, in Unix seconds; of other notices any value.</summary>
    public Optional<OneOf<long, JsonElement>?> Value { get; init; }
}
