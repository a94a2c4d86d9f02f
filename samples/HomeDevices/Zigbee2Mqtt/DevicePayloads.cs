using System.Text.Json;
using System.Text.Json.Serialization;

namespace HomeDevices.Zigbee2Mqtt;

/// <summary>State of any device: which members are there depends on what it is, and what is not listed stays in <see cref="Other"/>.</summary>
public sealed class ZigbeeState
{
    public string? State { get; init; }

    public int? Brightness { get; init; }

    public ZigbeeColor? Color { get; init; }

    [JsonPropertyName("color_mode")]
    public string? ColorMode { get; init; }

    public double? Temperature { get; init; }

    public double? Humidity { get; init; }

    public double? Pressure { get; init; }

    public double? Battery { get; init; }

    public string? Action { get; init; }

    public int? LinkQuality { get; init; }

    [JsonPropertyName("last_seen")]
    public long? LastSeen { get; init; }

    public ZigbeeUpdate? Update { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Other { get; set; }
}

public sealed record ZigbeeColor(double? Hue, double? Saturation, double? X, double? Y);

public sealed record ZigbeeUpdate(
    string? State,
    int? Progress,
    int? Remaining,
    [property: JsonPropertyName("installed_version")] long? InstalledVersion,
    [property: JsonPropertyName("latest_version")] long? LatestVersion);

/// <summary>A command. Numbers may come as strings, which reading allows.</summary>
public sealed record ZigbeeCommand(int? Brightness = null, string? State = null, SirenWarning? Warning = null);

public sealed record SirenWarning(int Duration, string Level, string Mode, bool Strobe);
