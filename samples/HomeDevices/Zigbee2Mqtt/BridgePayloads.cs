using System.Text.Json.Serialization;
using System.Text.Json;
using Topiary;

namespace HomeDevices.Zigbee2Mqtt;

public sealed record BridgeInfo(
    string Version,
    string Commit,
    Coordinator Coordinator,
    Network Network,
    [property: JsonPropertyName("log_level")] string? LogLevel,
    [property: JsonPropertyName("permit_join")] bool PermitJoin,
    [property: JsonPropertyName("permit_join_timeout")] double? PermitJoinTimeout,
    [property: JsonPropertyName("restart_required")] bool RestartRequired,
    JsonElement Config);

public sealed record Coordinator([property: JsonPropertyName("ieee_address")] string IeeeAddress, string Type, JsonElement Meta);

/// <summary>The extended id is eight bytes as numbers, or one hexadecimal number as text.</summary>
public sealed record Network(
    int Channel,
    [property: JsonPropertyName("pan_id")] int PanId,
    [property: JsonPropertyName("extended_pan_id")] OneOf<IReadOnlyList<int>, string>? ExtendedPanId);

public sealed record BridgeLog(string Level, string Message, string? Namespace = null);

public sealed record BridgeDevice(
    [property: JsonPropertyName("ieee_address")] string IeeeAddress,
    string Type,
    bool Supported,
    bool Disabled,
    [property: JsonPropertyName("friendly_name")] string FriendlyName,
    IReadOnlyDictionary<int, BridgeEndpoint> Endpoints,
    Definition? Definition,
    [property: JsonPropertyName("power_source")] string? PowerSource,
    [property: JsonPropertyName("model_id")] string? ModelId,
    [property: JsonPropertyName("interview_completed")] bool InterviewCompleted,
    string? Description = null);

public sealed record BridgeEndpoint(IReadOnlyList<Binding> Bindings, Clusters Clusters);

public sealed record Clusters(IReadOnlyList<string> Input, IReadOnlyList<string> Output);

public sealed record Binding(string Cluster, BindingTarget Target);

public sealed record BindingTarget(string Type, int? Endpoint, [property: JsonPropertyName("ieee_address")] string? IeeeAddress, int? Id);

public sealed record Definition(string Model, string Vendor, string Description);

public sealed record BridgeGroup(
    int Id,
    [property: JsonPropertyName("friendly_name")] string FriendlyName,
    IReadOnlyList<Scene> Scenes,
    IReadOnlyList<GroupMember> Members);

public sealed record Scene(int Id, string Name);

public sealed record GroupMember([property: JsonPropertyName("ieee_address")] string IeeeAddress, int Endpoint);

public sealed record BridgeEvent(string Type, BridgeEventData? Data);

public sealed record BridgeEventData(
    [property: JsonPropertyName("friendly_name")] string? FriendlyName,
    [property: JsonPropertyName("ieee_address")] string? IeeeAddress,
    string? Status,
    bool? Supported,
    Definition? Definition);

public sealed record BridgeHealth(
    [property: JsonPropertyName("response_time")] long ResponseTime,
    OperatingSystem Os,
    BridgeTraffic Mqtt,
    IReadOnlyDictionary<string, DeviceHealth> Devices);

public sealed record OperatingSystem(
    [property: JsonPropertyName("load_average")] IReadOnlyList<double> LoadAverage,
    [property: JsonPropertyName("memory_percent")] double MemoryPercent);

public sealed record BridgeTraffic(bool Connected, int Queued, long Published, long Received);

public sealed record DeviceHealth(int Messages, [property: JsonPropertyName("messages_per_sec")] double MessagesPerSecond);

/// <summary>The transaction is whatever the asker sent: a number or a string.</summary>
public sealed record PermitJoin(double Time, JsonElement? Transaction = null);

public sealed record Bind(string From, string To, JsonElement? Transaction = null);

public sealed record BridgeResponse(string Status, JsonElement Data, string? Error = null, JsonElement? Transaction = null);
