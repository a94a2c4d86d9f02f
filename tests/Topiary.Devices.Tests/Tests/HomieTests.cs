namespace Topiary.Devices.Tests.Homie;

public sealed class HomieTests() : ProductTests("homie", mqtt => mqtt
        .AddPublisher<IHomie5>().AddHandler<Homie5Handler>()
        .AddPublisher<IHomie4>().AddHandler<Homie4Handler>());

[MqttHandler]
public sealed class Homie5Handler(Arrivals arrivals) : Recorder<IHomie5>(arrivals), IHomie5
{
    public ValueTask StateAsync(DeviceId device, OneOf<DeviceState, string>? state) => Seen(state, contract => contract.StateAsync(device, state));

    public ValueTask DescriptionAsync(DeviceId device, DeviceDescription? description) => Seen(description, contract => contract.DescriptionAsync(device, description));

    public ValueTask AlertAsync(DeviceId device, string alert, string? text) => Seen(text, contract => contract.AlertAsync(device, alert, text));

    public ValueTask LogAsync(DeviceId device, string level, string text) => Seen(text, contract => contract.LogAsync(device, level, text));

    public ValueTask BroadcastAsync(string subtopic, string text) => Seen(text, contract => contract.BroadcastAsync(subtopic, text));

    public ValueTask ValueAsync(DeviceId device, NodeId node, NodeId property, HomieValue? value) => Seen(value, contract => contract.ValueAsync(device, node, property, value));

    public ValueTask SetAsync(DeviceId device, NodeId node, NodeId property, HomieValue value) => Seen(value, contract => contract.SetAsync(device, node, property, value));

    public ValueTask TargetAsync(DeviceId device, NodeId node, NodeId property, HomieValue? value) => Seen(value, contract => contract.TargetAsync(device, node, property, value));
}

[MqttHandler]
public sealed class Homie4Handler(Arrivals arrivals) : Recorder<IHomie4>(arrivals), IHomie4
{
    public ValueTask StateAsync(DeviceId device, OneOf<DeviceState, string>? state) => Seen(state, contract => contract.StateAsync(device, state));

    public ValueTask AttributeAsync(DeviceId device, AttributeName attribute, string? value) => Seen(value, contract => contract.AttributeAsync(device, attribute, value));

    public ValueTask StatisticAsync(DeviceId device, string name, HomieValue? value) => Seen(value, contract => contract.StatisticAsync(device, name, value));

    public ValueTask FirmwareAsync(DeviceId device, string name, string? value) => Seen(value, contract => contract.FirmwareAsync(device, name, value));

    public ValueTask ImplementationAsync(DeviceId device, string name, string? value) => Seen(value, contract => contract.ImplementationAsync(device, name, value));

    public ValueTask NodeAttributeAsync(DeviceId device, NodeId node, AttributeName attribute, string? value) => Seen(value, contract => contract.NodeAttributeAsync(device, node, attribute, value));

    public ValueTask ValueAsync(DeviceId device, NodeId node, NodeId property, HomieValue? value) => Seen(value, contract => contract.ValueAsync(device, node, property, value));

    public ValueTask PropertyAttributeAsync(DeviceId device, NodeId node, NodeId property, AttributeName attribute, string? value) => Seen(value, contract => contract.PropertyAttributeAsync(device, node, property, attribute, value));

    public ValueTask SetAsync(DeviceId device, NodeId node, NodeId property, HomieValue value) => Seen(value, contract => contract.SetAsync(device, node, property, value));
}
