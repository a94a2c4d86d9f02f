using System.Text.Json;
using Topiary;

namespace HomeDevices.Zigbee2Mqtt;

/// <summary>What the bridge says of itself, and what it is asked.</summary>
[MqttContract("zigbee2mqtt/bridge")]
public interface IZigbeeBridge
{
    [Topic("state", Retain = true)]
    ValueTask StateAsync(Availability state, CancellationToken ct = default);

    [Topic("info", Retain = true)]
    ValueTask InfoAsync(BridgeInfo info, CancellationToken ct = default);

    [Topic("logging", QoS = QoS.AtMostOnce)]
    ValueTask LoggingAsync(BridgeLog entry, CancellationToken ct = default);

    [Topic("devices", Retain = true)]
    ValueTask DevicesAsync(IReadOnlyList<BridgeDevice> devices, CancellationToken ct = default);

    [Topic("groups", Retain = true)]
    ValueTask GroupsAsync(IReadOnlyList<BridgeGroup> groups, CancellationToken ct = default);

    [Topic("event")]
    ValueTask EventAsync(BridgeEvent happened, CancellationToken ct = default);

    [Topic("health")]
    ValueTask HealthAsync(BridgeHealth health, CancellationToken ct = default);

    /// <summary>How long, with other wishes, or only how long, or only <c>true</c>.</summary>
    [Topic("request/permit_join")]
    ValueTask PermitJoinAsync(OneOf<PermitJoin, double, string> request, CancellationToken ct = default);

    [Topic("request/device/bind")]
    ValueTask BindAsync(Bind request, CancellationToken ct = default);

    [Topic("request/health_check")]
    ValueTask HealthCheckAsync(CancellationToken ct = default);

    [Topic("request/device/remove")]
    ValueTask RemoveAsync(string device, CancellationToken ct = default);

    [Topic("request/group/{command}")]
    ValueTask GroupAsync(string command, OneOf<Dictionary<string, JsonElement>, string> request, CancellationToken ct = default);

    [Topic("response/{**command}")]
    ValueTask ResponseAsync(string command, BridgeResponse response, CancellationToken ct = default);
}
