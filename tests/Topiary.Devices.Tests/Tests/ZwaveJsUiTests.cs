namespace Topiary.Devices.Tests.ZwaveJsUi;

public sealed class ZwaveJsUiTests() : ProductTests("zwave-js-ui", mqtt => mqtt
        .AddPublisher<INamedNodes>().AddHandler<NamedNodesHandler>()
        .AddPublisher<INodes>().AddHandler<NodesHandler>()
        .AddPublisher<IGatewayEvents>().AddHandler<GatewayEventsHandler>()
        .AddPublisher<IGateway>().AddHandler<GatewayHandler>());

[MqttHandler]
public sealed class NamedNodesHandler(Arrivals arrivals) : Recorder<INamedNodes>(arrivals), INamedNodes
{
    public ValueTask ValueAsync(NodeName location, string node, string commandClass, Endpoint endpoint, PropertyName property, OneOf<ValueReport, string>? report) => Seen(report, contract => contract.ValueAsync(location, node, commandClass, endpoint, property, report));

    public ValueTask KeyedValueAsync(NodeName location, string node, string commandClass, Endpoint endpoint, PropertyName property, PropertyName key, OneOf<ValueReport, string>? report) => Seen(report, contract => contract.KeyedValueAsync(location, node, commandClass, endpoint, property, key, report));

    public ValueTask SetAsync(NodeName location, string node, string commandClass, Endpoint endpoint, PropertyName property, OneOf<ValueReport, string> wanted) => Seen(wanted, contract => contract.SetAsync(location, node, commandClass, endpoint, property, wanted));

    public ValueTask SetKeyedAsync(NodeName location, string node, string commandClass, Endpoint endpoint, PropertyName property, PropertyName key, OneOf<ValueReport, string> wanted) => Seen(wanted, contract => contract.SetKeyedAsync(location, node, commandClass, endpoint, property, key, wanted));

    public ValueTask InfoAsync(NodeName location, string node, NodeReport? info) => Seen(info, contract => contract.InfoAsync(location, node, info));

    public ValueTask StatusAsync(NodeName location, string node, OneOf<NodeStatus, bool>? status) => Seen(status, contract => contract.StatusAsync(location, node, status));

    public ValueTask LastActiveAsync(NodeName location, string node, ValueReport? moment) => Seen(moment, contract => contract.LastActiveAsync(location, node, moment));
}

[MqttHandler]
public sealed class NodesHandler(Arrivals arrivals) : Recorder<INodes>(arrivals), INodes
{
    public ValueTask ValueAsync(NodeName node, string commandClass, Endpoint endpoint, PropertyName property, OneOf<ValueReport, string>? report) => Seen(report, contract => contract.ValueAsync(node, commandClass, endpoint, property, report));

    public ValueTask SetAsync(NodeName node, string commandClass, Endpoint endpoint, PropertyName property, OneOf<ValueReport, string> wanted) => Seen(wanted, contract => contract.SetAsync(node, commandClass, endpoint, property, wanted));

    public ValueTask InfoAsync(NodeName node, NodeReport? info) => Seen(info, contract => contract.InfoAsync(node, info));

    public ValueTask StatusAsync(NodeName node, OneOf<NodeStatus, bool>? status) => Seen(status, contract => contract.StatusAsync(node, status));

    public ValueTask LastActiveAsync(NodeName node, ValueReport? moment) => Seen(moment, contract => contract.LastActiveAsync(node, moment));
}

[MqttHandler]
public sealed class GatewayHandler(Arrivals arrivals) : Recorder<IGateway>(arrivals), IGateway
{
    public ValueTask CallAsync(string client, string method, ApiCall call) => Seen(call, contract => contract.CallAsync(client, method, call));

    public ValueTask ResultAsync(string client, string method, ApiResult result) => Seen(result, contract => contract.ResultAsync(client, method, result));

    public ValueTask BroadcastAsync(string client, string commandClass, Endpoint endpoint, PropertyName property, OneOf<ValueReport, string> wanted) => Seen(wanted, contract => contract.BroadcastAsync(client, commandClass, endpoint, property, wanted));

    public ValueTask MulticastAsync(string client, Multicast wanted) => Seen(wanted, contract => contract.MulticastAsync(client, wanted));

    public ValueTask StatusAsync(string client, ApiResult status) => Seen(status, contract => contract.StatusAsync(client, status));

    public ValueTask VersionAsync(string client, ApiResult version) => Seen(version, contract => contract.VersionAsync(client, version));
}

[MqttHandler]
public sealed class GatewayEventsHandler(Arrivals arrivals) : Recorder<IGatewayEvents>(arrivals), IGatewayEvents
{
    public ValueTask EventAsync(string client, string source, string name, GatewayEvent happened) => Seen(happened, contract => contract.EventAsync(client, source, name, happened));
}
