using System.Text.Json.Serialization;
using System.Text.Json;
using Topiary;

namespace HomeDevices.Zigbee2Mqtt;

/// <summary>State of any device: which members are there depends on what it is, and what is not listed stays in <see cref="Other"/>.</summary>
public sealed class ZigbeeState
{
    public string? State { get; init; }

    public double? Brightness { get; init; }

    public ZigbeeColor? Color { get; init; }

    [JsonPropertyName("color_mode")]
    public string? ColorMode { get; init; }

    public double? Temperature { get; init; }

    public double? Humidity { get; init; }

    public double? Pressure { get; init; }

    public double? Battery { get; init; }

    public string? Action { get; init; }

    public double? LinkQuality { get; init; }

    /// <summary>Milliseconds, or ISO 8601, as it is configured.</summary>
    [JsonPropertyName("last_seen")]
    public OneOf<double, string>? LastSeen { get; init; }

    public ZigbeeUpdate? Update { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Other { get; set; }
}

public sealed record ZigbeeColor(double? Hue, double? Saturation, double? X, double? Y);

public sealed record ZigbeeUpdate(
    string? State,
    double? Progress,
    double? Remaining,
    [property: JsonPropertyName("installed_version")] OneOf<long, string>? InstalledVersion,
    [property: JsonPropertyName("latest_version")] OneOf<long, string>? LatestVersion);

/// <summary>A command. Numbers may come as strings, which reading allows.</summary>
public sealed record ZigbeeCommand(double? Brightness = null, string? State = null, SirenWarning? Warning = null);

public sealed record SirenWarning(double? Duration, string? Level, string? Mode, bool? Strobe);
