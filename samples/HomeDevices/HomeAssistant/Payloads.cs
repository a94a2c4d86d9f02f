using System.Text.Json.Serialization;
using Topiary;

namespace HomeDevices.HomeAssistant;

/// <summary>
/// What all kinds of entities have; what only some have is kept with the rest. Most members have a short name too, which
/// devices with little memory use.
/// </summary>
public record EntityConfiguration : OpenPayload
{
    /// <summary>What <c>~</c> stands for in topics.</summary>
    [JsonPropertyName("~")]
    public Optional<string?> Base { get; init; }

    public Optional<string?> Name { get; init; }

    public Optional<string?> UniqueId { get; init; }

    [JsonPropertyName("uniq_id")]
    public Optional<string?> ShortUniqueId { get; init; }

    public Optional<string?> StateTopic { get; init; }

    [JsonPropertyName("stat_t")]
    public Optional<string?> ShortStateTopic { get; init; }

    public Optional<string?> CommandTopic { get; init; }

    [JsonPropertyName("cmd_t")]
    public Optional<string?> ShortCommandTopic { get; init; }

    public Optional<string?> DeviceClass { get; init; }

    public Optional<string?> UnitOfMeasurement { get; init; }

    public Optional<string?> ValueTemplate { get; init; }

    /// <summary>What is wrong in a template is seen when it is used.</summary>
    public Optional<IReadOnlyList<AvailabilityTopic?>?> Availability { get; init; }

    public Optional<DeviceDescription?> Device { get; init; }

    [JsonPropertyName("dev")]
    public Optional<DeviceDescription?> ShortDevice { get; init; }

    public Optional<Origin?> Origin { get; init; }
}

#pragma warning disable IDE1006 // The names are those on the wire.
public enum Presence
{
    online,
    offline,
}
#pragma warning restore IDE1006

public sealed record AvailabilityTopic : OpenPayload
{
    public Optional<string?> Topic { get; init; }

    public Optional<string?> ValueTemplate { get; init; }
}

public sealed record DeviceDescription : OpenPayload
{
    /// <summary>One, or several; some products send their serial number as it is.</summary>
    public Optional<OneOf<string, IReadOnlyList<OneOf<string, long>?>>?> Identifiers { get; init; }

    [JsonPropertyName("ids")]
    public Optional<OneOf<string, IReadOnlyList<OneOf<string, long>?>>?> ShortIdentifiers { get; init; }

    /// <summary>Pairs of kind and address.</summary>
    [JsonPropertyName("cns")]
    public Optional<IReadOnlyList<IReadOnlyList<string?>?>?> ShortConnections { get; init; }

    public Optional<string?> Name { get; init; }

    public Optional<string?> Manufacturer { get; init; }

    public Optional<string?> Model { get; init; }

    public Optional<string?> ViaDevice { get; init; }
}

public sealed record Origin : OpenPayload
{
    public Optional<string?> Name { get; init; }

    public Optional<string?> Sw { get; init; }

    public Optional<string?> Url { get; init; }
}

public sealed record DeviceConfiguration : OpenPayload
{
    public Optional<DeviceDescription?> Device { get; init; }

    [JsonPropertyName("dev")]
    public Optional<DeviceDescription?> ShortDevice { get; init; }

    public Optional<Origin?> Origin { get; init; }

    [JsonPropertyName("o")]
    public Optional<Origin?> ShortOrigin { get; init; }

    public Optional<Dictionary<string, ComponentConfiguration?>?> Components { get; init; }

    [JsonPropertyName("cmps")]
    public Optional<Dictionary<string, ComponentConfiguration?>?> ShortComponents { get; init; }
}

public sealed record ComponentConfiguration : EntityConfiguration
{
    public Optional<string?> Platform { get; init; }
}
