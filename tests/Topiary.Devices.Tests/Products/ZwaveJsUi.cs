using System.Text.Json;
using HomeDevices;

namespace Topiary.Devices.Tests.ZwaveJsUi;

/// <summary>Z-Wave nodes by place and name.</summary>
[MqttContract("zwave/{location}/{node}")]
public interface INamedNodes
{
    [Topic("{commandClass}/{endpoint}/{property}", Retain = true)]
    ValueTask ValueAsync(NodeName location, string node, string commandClass, Endpoint endpoint, PropertyName property, OneOf<ValueReport, string>? report);

    [Topic("{commandClass}/{endpoint}/{property}/{key}", Retain = true)]
    ValueTask KeyedValueAsync(NodeName location, string node, string commandClass, Endpoint endpoint, PropertyName property, PropertyName key, OneOf<ValueReport, string>? report);

    [Topic("{commandClass}/{endpoint}/{property}/set")]
    ValueTask SetAsync(NodeName location, string node, string commandClass, Endpoint endpoint, PropertyName property, OneOf<ValueReport, string> wanted);

    [Topic("{commandClass}/{endpoint}/{property}/{key}/set")]
    ValueTask SetKeyedAsync(NodeName location, string node, string commandClass, Endpoint endpoint, PropertyName property, PropertyName key, OneOf<ValueReport, string> wanted);

    [Topic("nodeinfo", Retain = true)]
    ValueTask InfoAsync(NodeName location, string node, NodeReport? info);

    [Topic("status", Retain = true)]
    ValueTask StatusAsync(NodeName location, string node, OneOf<NodeStatus, bool>? status);

    [Topic("lastActive", Retain = true)]
    ValueTask LastActiveAsync(NodeName location, string node, ValueReport? moment);
}

/// <summary>Z-Wave nodes by number, or by name where they have no place.</summary>
[MqttContract("zwave/{node}")]
public interface INodes
{
    [Topic("{commandClass}/{endpoint}/{property}", Retain = true)]
    ValueTask ValueAsync(NodeName node, string commandClass, Endpoint endpoint, PropertyName property, OneOf<ValueReport, string>? report);

    [Topic("{commandClass}/{endpoint}/{property}/set")]
    ValueTask SetAsync(NodeName node, string commandClass, Endpoint endpoint, PropertyName property, OneOf<ValueReport, string> wanted);

    [Topic("nodeinfo", Retain = true)]
    ValueTask InfoAsync(NodeName node, NodeReport? info);

    [Topic("status", Retain = true)]
    ValueTask StatusAsync(NodeName node, OneOf<NodeStatus, bool>? status);

    [Topic("lastActive", Retain = true)]
    ValueTask LastActiveAsync(NodeName node, ValueReport? moment);
}

/// <summary>Calls of the gateway and their results.</summary>
[MqttContract("zwave/_CLIENTS/{client}")]
public interface IGateway
{
    [Topic("api/{method}/set")]
    ValueTask CallAsync(string client, string method, ApiCall call);

    [Topic("api/{method}")]
    ValueTask ResultAsync(string client, string method, ApiResult result);

    /// <summary>Sets a value of all nodes.</summary>
    [Topic("broadcast/{commandClass}/{endpoint}/{property}/set")]
    ValueTask BroadcastAsync(string client, string commandClass, Endpoint endpoint, PropertyName property, OneOf<ValueReport, string> wanted);

    /// <summary>Sets a value of the nodes that the payload names.</summary>
    [Topic("multicast/set")]
    ValueTask MulticastAsync(string client, Multicast wanted);

    [Topic("status", Retain = true)]
    ValueTask StatusAsync(string client, ApiResult status);

    [Topic("version", Retain = true)]
    ValueTask VersionAsync(string client, ApiResult version);
}

/// <summary>What happens in the driver, to a node or in the controller.</summary>
[MqttContract("zwave/_EVENTS/{client}")]
public interface IGatewayEvents
{
    [Topic("{source}/{name}")]
    ValueTask EventAsync(string client, string source, string name, GatewayEvent happened);
}

/// <summary>A place, a name or a number; the gateway's own topics begin with an underscore.</summary>
public readonly record struct NodeName(string Text) : ITextValue<NodeName>
{
    public static bool TryCreate(string text, out NodeName value)
    {
        value = new NodeName(text);
        return text.Length > 0 && text[0] != '_';
    }

    public override string ToString() => Text;
}

/// <summary>An endpoint's number, also as <c>endpoint_0</c>.</summary>
public readonly record struct Endpoint(string Text) : ITextValue<Endpoint>
{
    public static bool TryCreate(string text, out Endpoint value)
    {
        value = new Endpoint(text);
        var number = text.StartsWith("endpoint_", StringComparison.Ordinal) ? text["endpoint_".Length..] : text;
        return ushort.TryParse(number, System.Globalization.NumberStyles.None, null, out _);
    }

    public override string ToString() => Text;
}

/// <summary>A property or its key; <c>set</c> is a command.</summary>
public readonly record struct PropertyName(string Text) : ITextValue<PropertyName>
{
    public static bool TryCreate(string text, out PropertyName value)
    {
        value = new PropertyName(text);
        return text.Length > 0 && text != "set";
    }

    public override string ToString() => Text;
}

/// <summary>A value with its time, or with everything that is known of it.</summary>
public sealed record ValueReport : OpenPayload
{
    public Optional<long?> Time { get; init; }

    public Optional<OneOf<bool, double, JsonElement>?> Value { get; init; }

    public Optional<string?> Id { get; init; }

    public Optional<int?> NodeId { get; init; }

    public Optional<int?> CommandClass { get; init; }

    public Optional<string?> CommandClassName { get; init; }

    public Optional<int?> Endpoint { get; init; }

    public Optional<OneOf<string, int>?> Property { get; init; }

    public Optional<string?> Type { get; init; }

    public Optional<bool?> Readable { get; init; }

    public Optional<bool?> Writeable { get; init; }

    public Optional<string?> Label { get; init; }

    public Optional<long?> LastUpdate { get; init; }
}

public sealed record NodeStatus : OpenPayload
{
    public Optional<long?> Time { get; init; }

    public Optional<OneOf<bool, string>?> Value { get; init; }

    public Optional<string?> Status { get; init; }

    public Optional<int?> NodeId { get; init; }
}

public sealed record NodeReport : OpenPayload
{
    public Optional<int?> Id { get; init; }

    public Optional<string?> DeviceId { get; init; }

    public Optional<string?> Manufacturer { get; init; }

    public Optional<int?> ManufacturerId { get; init; }

    public Optional<string?> Name { get; init; }

    public Optional<string?> Loc { get; init; }

    public Optional<IReadOnlyList<int>?> Neighbors { get; init; }

    public Optional<bool?> Ready { get; init; }

    public Optional<bool?> Available { get; init; }

    public Optional<bool?> Failed { get; init; }

    public Optional<long?> LastActive { get; init; }

    public Optional<string?> FirmwareVersion { get; init; }

    public Optional<string?> Status { get; init; }

    public Optional<string?> HexId { get; init; }
}

public sealed record Multicast : OpenPayload
{
    public Optional<IReadOnlyList<int>?> Nodes { get; init; }

    public Optional<int?> CommandClass { get; init; }

    public Optional<int?> Endpoint { get; init; }

    public Optional<OneOf<string, int>?> Property { get; init; }

    public Optional<OneOf<bool, double, JsonElement>?> Value { get; init; }
}

public sealed record GatewayEvent : OpenPayload
{
    public Optional<IReadOnlyList<JsonElement>?> Data { get; init; }
}

public sealed record ApiCall : OpenPayload
{
    public Optional<IReadOnlyList<JsonElement>?> Args { get; init; }
}

public sealed record ApiResult : OpenPayload
{
    public Optional<bool?> Success { get; init; }

    public Optional<string?> Message { get; init; }

    public Optional<JsonElement?> Result { get; init; }
}
