using System.Text.Json;
using System.Text.Json.Serialization;
using HomeDevices;

namespace Topiary.Devices.Tests.ShellyGen2;

/// <summary>Second generation: JSON, and JSON-RPC. This is a device whose prefix has one level.</summary>
[MqttContract("{device}")]
public interface IShelly
{
    [Topic("online", Retain = true)]
    ValueTask OnlineAsync(Part device, bool online);

    [Topic("status/{component}")]
    ValueTask StatusAsync(Part device, Component component, ComponentStatus status);

    [Topic("events/rpc")]
    ValueTask EventAsync(Part device, RpcFrame happened);

    [Topic("debug/log", QoS = QoS.AtMostOnce)]
    ValueTask LogAsync(Part device, string line);

    [Topic("rpc")]
    ValueTask CallAsync(Part device, RpcFrame call);

    [Topic("command")]
    ValueTask CommandAsync(Part device, string command);

    [Topic("command/{component}")]
    ValueTask ComponentCommandAsync(Part device, Component component, string command);
}

/// <summary>The same with a prefix of two levels; so has the source that a caller names for its answers.</summary>
[MqttContract("{group}/{device}")]
public interface IGroupedShelly
{
    [Topic("online", Retain = true)]
    ValueTask OnlineAsync(Part group, Part device, bool online);

    [Topic("status/{component}")]
    ValueTask StatusAsync(Part group, Part device, Component component, ComponentStatus status);

    [Topic("events/rpc")]
    ValueTask EventAsync(Part group, Part device, RpcFrame happened);

    [Topic("debug/log", QoS = QoS.AtMostOnce)]
    ValueTask LogAsync(Part group, Part device, string line);

    [Topic("rpc")]
    ValueTask CallAsync(Part group, Part device, RpcFrame call);

    [Topic("command")]
    ValueTask CommandAsync(Part group, Part device, string command);

    [Topic("command/{component}")]
    ValueTask ComponentCommandAsync(Part group, Part device, Component component, string command);
}

/// <summary>The topic that some programs name as their source.</summary>
[MqttContract("homeassistant/shellies/{device}")]
public interface IShellyCaller
{
    [Topic("")]
    ValueTask CallAsync(string device, RpcFrame call);

    [Topic("rpc")]
    ValueTask AnswerAsync(string device, RpcFrame answer);
}

/// <summary>A level of a prefix; the words that come after a prefix are none.</summary>
public readonly record struct Part(string Text) : ITextValue<Part>
{
    public static bool TryCreate(string text, out Part value)
    {
        value = new Part(text);
        return text.Length > 0 && text is not ("events" or "status" or "debug" or "command" or "rpc" or "online");
    }

    public override string ToString() => Text;
}

/// <summary>A component of a device, such as <c>switch:0</c> or <c>sys</c>.</summary>
public readonly record struct Component(string Kind, int? Id) : ITextValue<Component>
{
    public string Text => Id is { } id ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Kind}:{id}") : Kind;

    public static bool TryCreate(string text, out Component value)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            value = new Component(text, null);
            return text.Length > 0;
        }

        var ok = int.TryParse(text.AsSpan(colon + 1), System.Globalization.NumberStyles.None, null, out var id);
        value = new Component(text[..colon], id);
        return ok && colon > 0 && value.Text == text;
    }

    public override string ToString() => Text;
}

/// <summary>Status of a component. Members that only some kinds have are absent on the others.</summary>
public sealed record ComponentStatus : OpenPayload
{
    public Optional<int?> Id { get; init; }

    public Optional<string?> Source { get; init; }

    public Optional<bool?> Output { get; init; }

    [JsonPropertyName("apower")]
    public Optional<double?> Power { get; init; }

    public Optional<double?> Voltage { get; init; }

    public Optional<double?> Current { get; init; }

    [JsonPropertyName("aenergy")]
    public Optional<Energy?> Energy { get; init; }

    public Optional<Temperature?> Temperature { get; init; }

    [JsonPropertyName("total_act_power")]
    public Optional<double?> TotalPower { get; init; }

    public Optional<long?> Uptime { get; init; }

    /// <summary>State of an input, or of a cover.</summary>
    public Optional<OneOf<bool, string>?> State { get; init; }

    /// <summary>Value of a virtual component.</summary>
    public Optional<OneOf<bool, double, string>?> Value { get; init; }
}

public sealed record Energy : OpenPayload
{
    public Optional<double?> Total { get; init; }

    [JsonPropertyName("by_minute")]
    public Optional<IReadOnlyList<double>?> ByMinute { get; init; }

    [JsonPropertyName("minute_ts"), JsonConverter(typeof(UnixSecondsConverter))]
    public Optional<DateTimeOffset?> Minute { get; init; }
}

public sealed record Temperature : OpenPayload
{
    [JsonPropertyName("tC")]
    public Optional<double?> Celsius { get; init; }

    [JsonPropertyName("tF")]
    public Optional<double?> Fahrenheit { get; init; }
}

/// <summary>A call, an answer or a notification.</summary>
public sealed record RpcFrame : OpenPayload
{
    /// <summary>Whatever the caller chose.</summary>
    public Optional<OneOf<long, string, JsonElement>?> Id { get; init; }

    public Optional<string?> Src { get; init; }

    public Optional<string?> Dst { get; init; }

    public Optional<string?> Method { get; init; }

    public Optional<RpcParameters?> Params { get; init; }

    public Optional<JsonElement?> Result { get; init; }

    public Optional<RpcError?> Error { get; init; }
}

/// <summary>Of a notification: when, events, and the components that changed, which are members named after them.</summary>
public sealed record RpcParameters : OpenPayload
{
    [JsonPropertyName("ts"), JsonConverter(typeof(UnixSecondsConverter))]
    public Optional<DateTimeOffset?> Time { get; init; }

    public Optional<IReadOnlyList<ComponentEvent?>?> Events { get; init; }
}

public sealed record ComponentEvent : OpenPayload
{
    public Optional<string?> Component { get; init; }

    public Optional<int?> Id { get; init; }

    public Optional<string?> Event { get; init; }

    [JsonPropertyName("ts"), JsonConverter(typeof(UnixSecondsConverter))]
    public Optional<DateTimeOffset?> Time { get; init; }
}

public sealed record RpcError : OpenPayload
{
    public Optional<int?> Code { get; init; }

    public Optional<string?> Message { get; init; }
}
