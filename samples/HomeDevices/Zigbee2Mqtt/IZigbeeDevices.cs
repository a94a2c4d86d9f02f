using System.Text.Json;
using Topiary;

namespace HomeDevices.Zigbee2Mqtt;

/// <summary>What the devices say, and what they are told.</summary>
[MqttContract("zigbee2mqtt/{device}")]
public interface IZigbeeDevices
{
    /// <summary>State of a device; null, an empty payload, when the device was removed.</summary>
    [Topic("", Retain = true)]
    ValueTask StateAsync(string device, ZigbeeState? state, CancellationToken ct = default);

    [Topic("availability", Retain = true)]
    ValueTask AvailabilityAsync(string device, Availability availability, CancellationToken ct = default);

    [Topic("set")]
    ValueTask SetAsync(string device, OneOf<ZigbeeCommand, string> command, CancellationToken ct = default);

    [Topic("set/{key}")]
    ValueTask SetKeyAsync(string device, string key, string value, CancellationToken ct = default);

    [Topic("get")]
    ValueTask GetAsync(string device, IReadOnlyDictionary<string, JsonElement>? wanted, CancellationToken ct = default);
}
