using System.Text.Json;
using Topiary;

namespace HomeDevices.Zigbee2Mqtt;

[MqttHandler]
public sealed class ZigbeeBridgeHandler(House house) : IZigbeeBridge
{
    public ValueTask StateAsync(Availability state, CancellationToken ct) => house.Says("zigbee bridge", $"is {state}");

    public ValueTask InfoAsync(BridgeInfo info, CancellationToken ct) =>
        house.Says("zigbee bridge", $"version {info.Version} on channel {info.Network.Channel}, joining {(info.PermitJoin ? "allowed" : "closed")}");

    public ValueTask LoggingAsync(BridgeLog entry, CancellationToken ct) => house.Says("zigbee bridge", $"logs {entry.Level}: {entry.Message}");

    public ValueTask DevicesAsync(IReadOnlyList<BridgeDevice> devices, CancellationToken ct) =>
        house.Says("zigbee bridge", $"knows {string.Join(", ", devices.Select(device => device.FriendlyName))}");

    public ValueTask GroupsAsync(IReadOnlyList<BridgeGroup> groups, CancellationToken ct) =>
        house.Says("zigbee bridge", $"has groups {string.Join(", ", groups.Select(group => $"{group.FriendlyName} ({group.Members.Count})"))}");

    public ValueTask EventAsync(BridgeEvent happened, CancellationToken ct) =>
        house.Says("zigbee bridge", $"{happened.Type} {happened.Data?.FriendlyName} {happened.Data?.Status} {happened.Data?.Definition?.Vendor}".TrimEnd());

    public ValueTask HealthAsync(BridgeHealth health, CancellationToken ct) =>
        house.Says("zigbee bridge", $"load {health.Os.LoadAverage[0]}, {health.Mqtt.Published} messages published");

    public ValueTask PermitJoinAsync(OneOf<PermitJoin, double, string> request, CancellationToken ct) =>
        house.Says("zigbee bridge", request.Is(out PermitJoin? wish) ? $"is asked to allow joining for {wish.Time} s" : $"is asked to allow joining: {request}");

    public ValueTask BindAsync(Bind request, CancellationToken ct) => house.Says("zigbee bridge", $"is asked to bind {request.From} to {request.To}");

    public ValueTask HealthCheckAsync(CancellationToken ct) => house.Says("zigbee bridge", "is asked for its health");

    public ValueTask RemoveAsync(string device, CancellationToken ct) => house.Says("zigbee bridge", $"is asked to remove {device}");

    public ValueTask GroupAsync(string command, OneOf<Dictionary<string, JsonElement>, string> request, CancellationToken ct) => house.Says("zigbee bridge", $"is asked to {command} a group");

    public ValueTask ResponseAsync(string command, BridgeResponse response, CancellationToken ct) =>
        house.Says("zigbee bridge", $"answers {command}: {response.Status} {response.Error}".TrimEnd());
}

[MqttHandler]
public sealed class ZigbeeDeviceHandler(House house) : IZigbeeDevices
{
    public ValueTask StateAsync(string device, ZigbeeState? state, CancellationToken ct) => house.Says(device, state is null ? "is gone" : Describe(state));

    public ValueTask AvailabilityAsync(string device, Availability availability, CancellationToken ct) => house.Says(device, $"is {availability}");

    public ValueTask SetAsync(string device, OneOf<ZigbeeCommand, string> command, CancellationToken ct) => house.Says(
        device,
        !command.Is(out ZigbeeCommand? wanted) ? $"is told {command}"
        : wanted.Warning is { } warning ? $"is told to sound {warning.Mode} for {warning.Duration} s"
        : $"is told brightness {wanted.Brightness}");

    public ValueTask SetKeyAsync(string device, string key, string value, CancellationToken ct) => house.Says(device, $"is told {key} {value}");

    public ValueTask GetAsync(string device, IReadOnlyDictionary<string, JsonElement>? wanted, CancellationToken ct) =>
        house.Says(device, $"is asked for {string.Join(", ", wanted?.Keys ?? [])}");

    private static string Describe(ZigbeeState state)
    {
        var parts = new List<string>();
        if (state.State is { } power)
        {
            parts.Add(power);
        }

        if (state.Temperature is { } temperature)
        {
            parts.Add($"{temperature} °C");
        }

        if (state.Action is { } action)
        {
            parts.Add($"pressed {action}");
        }

        if (state.Brightness is { } brightness)
        {
            parts.Add($"brightness {brightness}");
        }

        if (state.Color is { Hue: { } hue })
        {
            parts.Add($"hue {hue}");
        }

        if (state.Update is { Progress: { } progress })
        {
            parts.Add($"update {progress} %");
        }

        return parts.Count > 0 ? string.Join(", ", parts) : "has news";
    }
}

/// <summary>
/// A device may publish single attributes as text below its name. A handler of its own, since its filter takes in topics
/// of <see cref="IZigbeeDevices"/> too, which are no attributes.
/// </summary>
[MqttHandler]
public sealed class ZigbeeAttributeHandler(House house)
{
    [Subscribe("zigbee2mqtt/{device}/{attribute}")]
    public ValueTask OnAttribute(string device, string attribute, string value) =>
        device == "bridge" || attribute is "availability" or "set" or "get" ? default : house.Says(device, $"{attribute} is {value}");
}
