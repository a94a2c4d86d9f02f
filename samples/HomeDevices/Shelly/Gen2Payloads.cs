using System.Text.Json;
using System.Text.Json.Serialization;
using Topiary;

namespace HomeDevices.Shelly;

/// <summary>Status of a component. Members that only some kinds have are null on the others.</summary>
public sealed class ComponentStatus
{
    public int? Id { get; init; }

    public bool? Output { get; init; }

    [JsonPropertyName("apower")]
    public double? Power { get; init; }

    public double? Voltage { get; init; }

    [JsonPropertyName("aenergy")]
    public Energy? Energy { get; init; }

    public Temperature? Temperature { get; init; }

    [JsonPropertyName("total_act_power")]
    public double? TotalPower { get; init; }

    public long? Uptime { get; init; }

    /// <summary>State of an input, or of a cover.</summary>
    public OneOf<bool, string>? State { get; init; }

    /// <summary>Value of a virtual component: a boolean, text or a number.</summary>
    public JsonElement? Value { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Other { get; set; }
}

public sealed record Energy(double? Total, [property: JsonPropertyName("by_minute")] IReadOnlyList<double?>? ByMinute);

public sealed record Temperature([property: JsonPropertyName("tC")] double? Celsius, [property: JsonPropertyName("tF")] double? Fahrenheit);

public sealed record Notification(string Src, string Dst, string Method, NotificationParameters Params);

public sealed class NotificationParameters
{
    /// <summary>Unix time; null before the device knows it.</summary>
    public double? Ts { get; init; }

    public IReadOnlyList<ComponentEvent>? Events { get; init; }

    /// <summary>The components that changed, by name.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Components { get; set; }
}

public sealed record ComponentEvent(string Component, string Event, double? Ts);

/// <summary>The id is whatever the caller chose: a number or a string.</summary>
public sealed record RpcCall(JsonElement Id, string? Src, string Method, JsonElement? Params = null);

public sealed record RpcAnswer(JsonElement Id, string Src, string? Dst, JsonElement? Result = null, RpcError? Error = null);

public sealed record RpcError(int Code, string? Message);
