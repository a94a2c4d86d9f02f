using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using HomeDevices;

namespace Topiary.Devices.Tests.AzureIotHub;

/// <summary>Device twins.</summary>
[MqttContract("$iothub/twin")]
public interface ITwin
{
    [Topic("GET/{query}")]
    ValueTask GetAsync(PropertyBag query);

    [Topic("res/{status}/{query}")]
    ValueTask ResultAsync(int status, PropertyBag query, TwinDocument? twin);

    [Topic("PATCH/properties/reported/{query}")]
    ValueTask ReportAsync(PropertyBag query, JsonObject reported);

    [Topic("PATCH/properties/desired/{query}")]
    ValueTask DesiredAsync(PropertyBag query, JsonObject desired);
}

/// <summary>Direct methods. What goes in and comes out may be the JSON <c>null</c>; nothing at all is the empty text.</summary>
[MqttContract("$iothub/methods")]
public interface IMethods
{
    [Topic("POST/{method}/{query}")]
    ValueTask CallAsync(string method, PropertyBag query, OneOf<JsonElement, string> arguments);

    [Topic("res/{status}/{query}")]
    ValueTask ResultAsync(int status, PropertyBag query, OneOf<JsonElement, string> result);
}

/// <summary>Messages; their properties are in the topic.</summary>
[MqttContract("devices/{device}/messages")]
public interface IMessages
{
    [Topic("devicebound/{properties}")]
    ValueTask ToDeviceAsync(string device, PropertyBag properties, string? text);

    [Topic("events/{properties}")]
    ValueTask FromDeviceAsync(string device, PropertyBag properties, string? text);
}

/// <summary>Names and values with <c>&amp;</c> between, <c>?</c> before those of a query. Kept as it was encoded.</summary>
public readonly record struct PropertyBag(string Text) : ITextValue<PropertyBag>
{
    public string? this[string name] => Text.TrimStart('?').Split('&').Select(pair => pair.Split('=', 2))
        .Where(pair => Uri.UnescapeDataString(pair[0]) == name)
        .Select(pair => pair.Length == 2 ? Uri.UnescapeDataString(pair[1]) : "")
        .FirstOrDefault();

    public static bool TryCreate(string text, out PropertyBag value)
    {
        value = new PropertyBag(text);
        return text.Contains('=');
    }

    public override string ToString() => Text;
}

public sealed record TwinDocument : OpenPayload
{
    public Optional<TwinProperties?> Desired { get; init; }

    public Optional<TwinProperties?> Reported { get; init; }
}

/// <summary>A device's own properties, and their version.</summary>
public sealed record TwinProperties : OpenPayload
{
    [JsonPropertyName("$version")]
    public Optional<long?> Version { get; init; }
}
