using System.Text.Json;

namespace Topiary.Devices.Tests.Zigbee2Mqtt;

public sealed class Zigbee2MqttTests() : ProductTests("zigbee2mqtt", mqtt => mqtt
        .AddPublisher<IBridge>().AddHandler<BridgeHandler>()
        .AddPublisher<IDevices>().AddHandler<DevicesHandler>());

[MqttHandler]
public sealed class BridgeHandler(Arrivals arrivals) : Recorder<IBridge>(arrivals), IBridge
{
    public ValueTask StateAsync(OneOf<AvailabilityReport, Availability>? state) => Seen(state, contract => contract.StateAsync(state));

    public ValueTask InfoAsync(BridgeInfo? info) => Seen(info, contract => contract.InfoAsync(info));

    public ValueTask LoggingAsync(LogEntry entry) => Seen(entry, contract => contract.LoggingAsync(entry));

    public ValueTask DevicesAsync(IReadOnlyList<BridgeDevice?>? devices) => Seen(devices, contract => contract.DevicesAsync(devices));

    public ValueTask GroupsAsync(IReadOnlyList<BridgeGroup?>? groups) => Seen(groups, contract => contract.GroupsAsync(groups));

    public ValueTask EventAsync(BridgeEvent happened) => Seen(happened, contract => contract.EventAsync(happened));

    public ValueTask HealthAsync(BridgeHealth health) => Seen(health, contract => contract.HealthAsync(health));

    public ValueTask DocumentAsync(OtherDocument document, JsonElement? content) => Seen(content, contract => contract.DocumentAsync(document, content));

    public ValueTask RequestAsync(string command, OneOf<BridgeRequest, string>? request) => Seen(request, contract => contract.RequestAsync(command, request));

    public ValueTask ResponseAsync(string command, BridgeResponse response) => Seen(response, contract => contract.ResponseAsync(command, response));
}

[MqttHandler]
public sealed class DevicesHandler(Arrivals arrivals) : Recorder<IDevices>(arrivals), IDevices
{
    public ValueTask StateAsync(DeviceName device, OneOf<DeviceState, string>? state) => Seen(state, contract => contract.StateAsync(device, state));

    public ValueTask AvailabilityAsync(DeviceName device, OneOf<AvailabilityReport, Availability>? availability) => Seen(availability, contract => contract.AvailabilityAsync(device, availability));

    public ValueTask SetAsync(DeviceName device, OneOf<DeviceState, string> wanted) => Seen(wanted, contract => contract.SetAsync(device, wanted));

    public ValueTask GetAsync(DeviceName device, OneOf<Dictionary<string, JsonElement>, string>? wanted) => Seen(wanted, contract => contract.GetAsync(device, wanted));

    public ValueTask AttributeAsync(DeviceName device, AttributeName attribute, OneOf<DeviceState, double, string>? value) => Seen(value, contract => contract.AttributeAsync(device, attribute, value));

    public ValueTask SetKeyAsync(DeviceName device, string key, OneOf<Dictionary<string, JsonElement>, double, string> value) => Seen(value, contract => contract.SetKeyAsync(device, key, value));

    public ValueTask GetKeyAsync(DeviceName device, string key, string? nothing) => Seen(nothing, contract => contract.GetKeyAsync(device, key, nothing));

    public ValueTask SetSecondAsync(DeviceName device, AttributeName second, OneOf<DeviceState, string> wanted) => Seen(wanted, contract => contract.SetSecondAsync(device, second, wanted));

    public ValueTask GetSecondAsync(DeviceName device, AttributeName second, OneOf<Dictionary<string, JsonElement>, string>? wanted) => Seen(wanted, contract => contract.GetSecondAsync(device, second, wanted));

    public ValueTask SecondAvailabilityAsync(DeviceName device, AttributeName second, OneOf<AvailabilityReport, Availability>? availability) => Seen(availability, contract => contract.SecondAvailabilityAsync(device, second, availability));
}
