using System.Text.Json;
using System.Text.Json.Serialization;
using HomeDevices;

namespace Topiary.Devices.Tests.Wled;

/// <summary>LED controllers. A command is JSON, or text of the older interface.</summary>
[MqttContract("wled/{device}")]
public interface IWled
{
    /// <summary>Brightness from 0 to 255, <c>ON</c>, <c>OFF</c> or <c>T</c> to toggle.</summary>
    [Topic("")]
    ValueTask PowerAsync(string device, OneOf<byte, WledPower, string> power);

    [Topic("col")]
    ValueTask ColorAsync(string device, string color);

    [Topic("api")]
    ValueTask CommandAsync(string device, OneOf<WledState, string> command);

    [Topic("g", Retain = true)]
    ValueTask BrightnessAsync(string device, byte brightness);

    [Topic("c", Retain = true)]
    ValueTask CurrentColorAsync(string device, string color);

    [Topic("v", Retain = true)]
    ValueTask ReportAsync(string device, WledReport report);

    [Topic("status", Retain = true)]
    ValueTask StatusAsync(string device, OneOf<WledStatus, string> status);
}

public enum WledPower
{
    T,
    ON,
    OFF,
}

public enum WledStatus
{
    online,
    offline,
}

/// <summary>Numbers may be expressions such as <c>w~40</c>, a step of 40 that wraps around.</summary>
public sealed record WledState : OpenPayload
{
    public Optional<OneOf<bool, string>?> On { get; init; }

    [JsonPropertyName("bri")]
    public Optional<OneOf<int, string>?> Brightness { get; init; }

    [JsonPropertyName("ps")]
    public Optional<OneOf<int, string>?> Preset { get; init; }

    public Optional<int?> Transition { get; init; }

    /// <summary>One segment, or several.</summary>
    [JsonPropertyName("seg")]
    public Optional<OneOf<WledSegment, IReadOnlyList<WledSegment?>>?> Segments { get; init; }

    [JsonPropertyName("nl")]
    public Optional<WledNightlight?> Nightlight { get; init; }
}

public sealed record WledSegment : OpenPayload
{
    public Optional<int?> Id { get; init; }

    [JsonPropertyName("pal")]
    public Optional<OneOf<int, string>?> Palette { get; init; }

    [JsonPropertyName("fx")]
    public Optional<OneOf<int, string>?> Effect { get; init; }

    /// <summary>Up to three colours: lists of red, green, blue and white, or text.</summary>
    [JsonPropertyName("col")]
    public Optional<IReadOnlyList<JsonElement>?> Colors { get; init; }

    /// <summary>Single LEDs: colours, and places between.</summary>
    [JsonPropertyName("i")]
    public Optional<IReadOnlyList<JsonElement>?> Leds { get; init; }
}

public sealed record WledNightlight : OpenPayload
{
    public Optional<bool?> On { get; init; }

    [JsonPropertyName("dur")]
    public Optional<int?> Minutes { get; init; }

    public Optional<int?> Mode { get; init; }
}
