namespace Topiary.Devices.Tests.SparkplugB;

public sealed class SparkplugBTests() : ProductTests("sparkplug-b", mqtt => mqtt
        .AddPublisher<ISparkplug>().AddHandler<SparkplugHandler>()
        .AddPublisher<IOldSparkplug>().AddHandler<OldSparkplugHandler>());

[MqttHandler]
public sealed class SparkplugHandler(Arrivals arrivals) : Recorder<ISparkplug>(arrivals), ISparkplug
{
    public ValueTask HostAsync(string host, OneOf<HostState, HostPresence> state) => Seen(state, contract => contract.HostAsync(host, state));

    public ValueTask NodeAsync(string group, NodeKind kind, string node, SparkplugPayload payload) => Seen(payload, contract => contract.NodeAsync(group, kind, node, payload));

    public ValueTask DeviceAsync(string group, DeviceKind kind, string node, string device, SparkplugPayload payload) => Seen(payload, contract => contract.DeviceAsync(group, kind, node, device, payload));
}

[MqttHandler]
public sealed class OldSparkplugHandler(Arrivals arrivals) : Recorder<IOldSparkplug>(arrivals), IOldSparkplug
{
    public ValueTask HostAsync(string host, OneOf<HostPresence, HostState> state) => Seen(state, contract => contract.HostAsync(host, state));

    public ValueTask PayloadAsync(SparkplugPayload payload) => Seen(payload, contract => contract.PayloadAsync(payload));
}
