using System.Text.Json;
using System.Text.Json.Serialization;
using HomeDevices;

namespace Topiary.Devices.Tests.Zigbee2Mqtt;

/// <summary>What the bridge says of itself, and what it is asked.</summary>
[MqttContract("zigbee2mqtt/bridge", Naming = JsonNaming.SnakeCaseLower)]
public interface IBridge
{
    /// <summary>Newer versions send <c>{"state":"online"}</c>, older ones just <c>online</c>.</summary>
    [Topic("state", Retain = true)]
    ValueTask StateAsync(OneOf<AvailabilityReport, Availability>? state);

    [Topic("info", Retain = true)]
    ValueTask InfoAsync(BridgeInfo? info);

    [Topic("logging", QoS = QoS.AtMostOnce)]
    ValueTask LoggingAsync(LogEntry entry);

    [Topic("devices", Retain = true)]
    ValueTask DevicesAsync(IReadOnlyList<BridgeDevice?>? devices);

    [Topic("groups", Retain = true)]
    ValueTask GroupsAsync(IReadOnlyList<BridgeGroup?>? groups);

    [Topic("event")]
    ValueTask EventAsync(BridgeEvent happened);

    [Topic("health")]
    ValueTask HealthAsync(BridgeHealth health);

    [Topic("{document}", Retain = true)]
    ValueTask DocumentAsync(OtherDocument document, JsonElement? content);

    /// <summary>What is asked for is an object, bare text or nothing.</summary>
    [Topic("request/{**command}")]
    ValueTask RequestAsync(string command, OneOf<BridgeRequest, string>? request);

    [Topic("response/{**command}")]
    ValueTask ResponseAsync(string command, BridgeResponse response);
}

/// <summary>What the devices say, and what they are told.</summary>
[MqttContract("zigbee2mqtt/{device}", Naming = JsonNaming.SnakeCaseLower)]
public interface IDevices
{
    /// <summary>State of a device; null when it was removed.</summary>
    [Topic("", Retain = true)]
    ValueTask StateAsync(DeviceName device, OneOf<DeviceState, string>? state);

    [Topic("availability", Retain = true)]
    ValueTask AvailabilityAsync(DeviceName device, OneOf<AvailabilityReport, Availability>? availability);

    [Topic("set")]
    ValueTask SetAsync(DeviceName device, OneOf<DeviceState, string> wanted);

    [Topic("get")]
    ValueTask GetAsync(DeviceName device, OneOf<Dictionary<string, JsonElement>, string>? wanted);

    /// <summary>A single attribute, or the state of a device with a slash in its name.</summary>
    [Topic("{attribute}", Retain = true)]
    ValueTask AttributeAsync(DeviceName device, AttributeName attribute, OneOf<DeviceState, double, string>? value);

    [Topic("set/{key}")]
    ValueTask SetKeyAsync(DeviceName device, string key, OneOf<Dictionary<string, JsonElement>, double, string> value);

    [Topic("get/{key}")]
    ValueTask GetKeyAsync(DeviceName device, string key, string? nothing);

    [Topic("{second}/set")]
    ValueTask SetSecondAsync(DeviceName device, AttributeName second, OneOf<DeviceState, string> wanted);

    [Topic("{second}/get")]
    ValueTask GetSecondAsync(DeviceName device, AttributeName second, OneOf<Dictionary<string, JsonElement>, string>? wanted);

    [Topic("{second}/availability", Retain = true)]
    ValueTask SecondAvailabilityAsync(DeviceName device, AttributeName second, OneOf<AvailabilityReport, Availability>? availability);
}

/// <summary>A friendly name, up to its first slash. The bridge is no device.</summary>
public readonly record struct DeviceName(string Text) : ITextValue<DeviceName>
{
    public static bool TryCreate(string text, out DeviceName value)
    {
        value = new DeviceName(text);
        return text is not ("bridge" or "");
    }

    public override string ToString() => Text;
}

/// <summary>An attribute, or the second part of a name; commands are neither.</summary>
public readonly record struct AttributeName(string Text) : ITextValue<AttributeName>
{
    public static bool TryCreate(string text, out AttributeName value)
    {
        value = new AttributeName(text);
        return text is not ("availability" or "set" or "get" or "");
    }

    public override string ToString() => Text;
}

/// <summary>A document of the bridge that has no method of its own, such as <c>definitions</c>.</summary>
public readonly record struct OtherDocument(string Text) : ITextValue<OtherDocument>
{
    public static bool TryCreate(string text, out OtherDocument value)
    {
        value = new OtherDocument(text);
        return text is not ("state" or "info" or "logging" or "devices" or "groups" or "event" or "health" or "request" or "response" or "");
    }

    public override string ToString() => Text;
}

[JsonConverter(typeof(JsonStringEnumConverter<Availability>))]
public enum Availability
{
    online,
    offline,
}

public sealed record AvailabilityReport : OpenPayload
{
    public Optional<OneOf<Availability, string>?> State { get; init; }
}

public sealed record BridgeInfo : OpenPayload
{
    public Optional<string?> Version { get; init; }

    public Optional<string?> Commit { get; init; }

    public Optional<Coordinator?> Coordinator { get; init; }

    public Optional<Network?> Network { get; init; }

    public Optional<string?> LogLevel { get; init; }

    public Optional<bool?> PermitJoin { get; init; }

    public Optional<int?> PermitJoinTimeout { get; init; }

    public Optional<bool?> RestartRequired { get; init; }

    public Optional<JsonElement?> Config { get; init; }
}

public sealed record Coordinator : OpenPayload
{
    public Optional<string?> IeeeAddress { get; init; }

    public Optional<string?> Type { get; init; }

    public Optional<JsonElement?> Meta { get; init; }
}

public sealed record Network : OpenPayload
{
    public Optional<int?> Channel { get; init; }

    public Optional<int?> PanId { get; init; }

    /// <summary>Eight bytes as numbers, or one hexadecimal number as text.</summary>
    public Optional<OneOf<IReadOnlyList<int>, string>?> ExtendedPanId { get; init; }
}

public sealed record LogEntry : OpenPayload
{
    public Optional<string?> Level { get; init; }

    public Optional<OneOf<string, JsonElement>?> Message { get; init; }

    public Optional<string?> Namespace { get; init; }
}

public sealed record BridgeDevice : OpenPayload
{
    public Optional<string?> IeeeAddress { get; init; }

    public Optional<OneOf<DeviceType, string>?> Type { get; init; }

    public Optional<int?> NetworkAddress { get; init; }

    public Optional<bool?> Supported { get; init; }

    public Optional<bool?> Disabled { get; init; }

    public Optional<string?> FriendlyName { get; init; }

    public Optional<string?> Description { get; init; }

    public Optional<IReadOnlyDictionary<int, DeviceEndpoint?>?> Endpoints { get; init; }

    public Optional<Definition?> Definition { get; init; }

    public Optional<string?> PowerSource { get; init; }

    public Optional<string?> ModelId { get; init; }

    public Optional<IReadOnlyList<Scene?>?> Scenes { get; init; }

    public Optional<bool?> InterviewCompleted { get; init; }
}

[JsonConverter(typeof(JsonStringEnumConverter<DeviceType>))]
public enum DeviceType
{
    Coordinator,
    Router,
    EndDevice,
    Unknown,
    GreenPower,
}

public sealed record DeviceEndpoint : OpenPayload
{
    public Optional<IReadOnlyList<Binding?>?> Bindings { get; init; }

    public Optional<Clusters?> Clusters { get; init; }

    public Optional<string?> Name { get; init; }
}

public sealed record Clusters : OpenPayload
{
    public Optional<IReadOnlyList<string?>?> Input { get; init; }

    public Optional<IReadOnlyList<string?>?> Output { get; init; }
}

public sealed record Binding : OpenPayload
{
    public Optional<string?> Cluster { get; init; }

    public Optional<BindingTarget?> Target { get; init; }
}

/// <summary>An endpoint or a group.</summary>
public sealed record BindingTarget : OpenPayload
{
    public Optional<string?> Type { get; init; }

    public Optional<int?> Endpoint { get; init; }

    public Optional<string?> IeeeAddress { get; init; }

    public Optional<int?> Id { get; init; }
}

public sealed record Definition : OpenPayload
{
    public Optional<string?> Model { get; init; }

    public Optional<string?> Vendor { get; init; }

    public Optional<string?> Description { get; init; }

    public Optional<IReadOnlyList<Feature?>?> Exposes { get; init; }

    public Optional<IReadOnlyList<Feature?>?> Options { get; init; }
}

/// <summary>Something that a device has; features may be made of others.</summary>
public sealed record Feature : OpenPayload
{
    public Optional<string?> Type { get; init; }

    public Optional<string?> Name { get; init; }

    public Optional<string?> Property { get; init; }

    public Optional<int?> Access { get; init; }

    public Optional<string?> Unit { get; init; }

    public Optional<IReadOnlyList<OneOf<string, double>?>?> Values { get; init; }

    public Optional<double?> ValueMin { get; init; }

    public Optional<double?> ValueMax { get; init; }

    public Optional<IReadOnlyList<Feature?>?> Features { get; init; }
}

public sealed record BridgeGroup : OpenPayload
{
    public Optional<int?> Id { get; init; }

    public Optional<string?> FriendlyName { get; init; }

    public Optional<IReadOnlyList<Scene?>?> Scenes { get; init; }

    public Optional<IReadOnlyList<GroupMember?>?> Members { get; init; }
}

public sealed record Scene : OpenPayload
{
    public Optional<int?> Id { get; init; }

    public Optional<string?> Name { get; init; }
}

public sealed record GroupMember : OpenPayload
{
    public Optional<string?> IeeeAddress { get; init; }

    public Optional<int?> Endpoint { get; init; }
}

public sealed record BridgeEvent : OpenPayload
{
    public Optional<string?> Type { get; init; }

    public Optional<BridgeEventData?> Data { get; init; }
}

public sealed record BridgeEventData : OpenPayload
{
    public Optional<string?> FriendlyName { get; init; }

    public Optional<string?> IeeeAddress { get; init; }

    public Optional<string?> Status { get; init; }

    public Optional<bool?> Supported { get; init; }

    public Optional<Definition?> Definition { get; init; }
}

public sealed record BridgeHealth : OpenPayload
{
    [JsonConverter(typeof(UnixMillisecondsConverter))]
    public Optional<DateTimeOffset?> ResponseTime { get; init; }

    public Optional<SystemHealth?> Os { get; init; }

    public Optional<MqttHealth?> Mqtt { get; init; }

    public Optional<IReadOnlyDictionary<string, DeviceHealth?>?> Devices { get; init; }
}

public sealed record SystemHealth : OpenPayload
{
    public Optional<IReadOnlyList<double>?> LoadAverage { get; init; }

    public Optional<double?> MemoryPercent { get; init; }
}

public sealed record MqttHealth : OpenPayload
{
    public Optional<bool?> Connected { get; init; }

    public Optional<long?> Queued { get; init; }

    public Optional<long?> Published { get; init; }

    public Optional<long?> Received { get; init; }
}

public sealed record DeviceHealth : OpenPayload
{
    public Optional<long?> Messages { get; init; }

    public Optional<double?> MessagesPerSec { get; init; }
}

/// <summary>What is asked differs from command to command; the transaction comes back with the answer.</summary>
public sealed record BridgeRequest : OpenPayload
{
    public Optional<OneOf<long, string, JsonElement>?> Transaction { get; init; }
}

public sealed record BridgeResponse : OpenPayload
{
    public Optional<string?> Status { get; init; }

    public Optional<JsonElement?> Data { get; init; }

    public Optional<string?> Error { get; init; }

    public Optional<OneOf<long, string, JsonElement>?> Transaction { get; init; }
}

/// <summary>What a device measures or is told; which members there are depends on what it is.</summary>
public sealed record DeviceState : OpenPayload
{
    public Optional<OneOf<OnOff, string, JsonElement>?> State { get; init; }

    public Optional<double?> Brightness { get; init; }

    public Optional<OneOf<Color, string>?> Color { get; init; }

    public Optional<string?> ColorMode { get; init; }

    public Optional<double?> Temperature { get; init; }

    public Optional<double?> Humidity { get; init; }

    public Optional<double?> Pressure { get; init; }

    public Optional<double?> Battery { get; init; }

    public Optional<string?> Action { get; init; }

    [JsonPropertyName("linkquality")]
    public Optional<double?> LinkQuality { get; init; }

    /// <summary>Milliseconds, or ISO 8601, as it is configured.</summary>
    public Optional<OneOf<long, DateTimeOffset, string>?> LastSeen { get; init; }

    public Optional<Update?> Update { get; init; }
}

[JsonConverter(typeof(JsonStringEnumConverter<OnOff>))]
public enum OnOff
{
    ON,
    OFF,
    TOGGLE,
}

public sealed record Color : OpenPayload
{
    public Optional<double?> Hue { get; init; }

    public Optional<double?> Saturation { get; init; }

    public Optional<double?> X { get; init; }

    public Optional<double?> Y { get; init; }
}

public sealed record Update : OpenPayload
{
    public Optional<string?> State { get; init; }

    public Optional<double?> Progress { get; init; }

    public Optional<double?> Remaining { get; init; }

    public Optional<long?> InstalledVersion { get; init; }

    public Optional<long?> LatestVersion { get; init; }
}
