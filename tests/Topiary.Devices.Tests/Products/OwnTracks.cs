using System.Text.Json;
using System.Text.Json.Serialization;
using HomeDevices;

namespace Topiary.Devices.Tests.OwnTracks;

/// <summary>Where people's telephones are, and what these are told.</summary>
[MqttContract("owntracks/{user}/{device}")]
public interface IOwnTracks
{
    [Topic("", Retain = true)]
    ValueTask ReportAsync(string user, string device, Report? report);

    /// <summary>Events, waypoints, cards, commands, steps and whatever else the product sends below a device.</summary>
    [Topic("{kind}")]
    ValueTask DetailAsync(string user, string device, string kind, Report? report);
}

/// <summary>Every message says in <c>_type</c> what it is.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "_type")]
[JsonDerivedType(typeof(LocationReport), "location")]
[JsonDerivedType(typeof(Transition), "transition")]
[JsonDerivedType(typeof(Waypoint), "waypoint")]
[JsonDerivedType(typeof(Waypoints), "waypoints")]
[JsonDerivedType(typeof(Encrypted), "encrypted")]
[JsonDerivedType(typeof(Card), "card")]
[JsonDerivedType(typeof(Command), "cmd")]
[JsonDerivedType(typeof(Steps), "steps")]
[JsonDerivedType(typeof(TourRequest), "request")]
[JsonDerivedType(typeof(Beacon), "beacon")]
[JsonDerivedType(typeof(LastWill), "lwt")]
[JsonDerivedType(typeof(Configuration), "configuration")]
[JsonDerivedType(typeof(Dump), "dump")]
[JsonDerivedType(typeof(Status), "status")]
public abstract record Report : OpenPayload
{
    [JsonPropertyName("tst"), JsonConverter(typeof(UnixSecondsConverter))]
    public Optional<DateTimeOffset?> Time { get; init; }

    [JsonPropertyName("tid")]
    public Optional<string?> TrackerId { get; init; }
}

public sealed record LocationReport : Report
{
    public Optional<double?> Lat { get; init; }

    public Optional<double?> Lon { get; init; }

    public Optional<double?> Acc { get; init; }

    public Optional<double?> Alt { get; init; }

    /// <summary>Percent. The app itself tests that anything else does no harm, so anything else is let through as it came.</summary>
    [JsonPropertyName("batt")]
    public Optional<OneOf<int, JsonElement>?> Battery { get; init; }

    [JsonPropertyName("bs")]
    public Optional<int?> BatteryStatus { get; init; }

    [JsonPropertyName("vel")]
    public Optional<double?> Velocity { get; init; }

    [JsonPropertyName("cog")]
    public Optional<double?> Course { get; init; }

    [JsonPropertyName("t")]
    public Optional<string?> Trigger { get; init; }

    [JsonPropertyName("inregions")]
    public Optional<IReadOnlyList<string?>?> InRegions { get; init; }
}

public sealed record Transition : Report
{
    public Optional<string?> Event { get; init; }

    public Optional<string?> Desc { get; init; }

    public Optional<double?> Lat { get; init; }

    public Optional<double?> Lon { get; init; }

    [JsonPropertyName("wtst"), JsonConverter(typeof(UnixSecondsConverter))]
    public Optional<DateTimeOffset?> WaypointTime { get; init; }
}

public sealed record Waypoint : Report
{
    public Optional<string?> Desc { get; init; }

    public Optional<double?> Lat { get; init; }

    public Optional<double?> Lon { get; init; }

    [JsonPropertyName("rad")]
    public Optional<double?> Radius { get; init; }

    [JsonPropertyName("rid")]
    public Optional<string?> RegionId { get; init; }
}

public sealed record Waypoints : Report
{
    [JsonPropertyName("waypoints")]
    public Optional<IReadOnlyList<Report?>?> Items { get; init; }
}

public sealed record Encrypted : Report
{
    public Optional<string?> Data { get; init; }
}

public sealed record Card : Report
{
    public Optional<string?> Name { get; init; }

    /// <summary>A picture in base64.</summary>
    public Optional<string?> Face { get; init; }
}

public sealed record Command : Report
{
    public Optional<string?> Action { get; init; }

    public Optional<Report?> Waypoints { get; init; }

    public Optional<Report?> Configuration { get; init; }

    public Optional<string?> Request { get; init; }

    public Optional<IReadOnlyList<Tour?>?> Tours { get; init; }
}

public sealed record Steps : Report
{
    [JsonPropertyName("steps")]
    public Optional<int?> Count { get; init; }

    [JsonConverter(typeof(UnixSecondsConverter))]
    public Optional<DateTimeOffset?> From { get; init; }

    [JsonConverter(typeof(UnixSecondsConverter))]
    public Optional<DateTimeOffset?> To { get; init; }
}

public sealed record TourRequest : Report
{
    public Optional<string?> Request { get; init; }

    public Optional<Tour?> Tour { get; init; }
}

/// <summary>A time between two local moments.</summary>
public sealed record Tour : OpenPayload
{
    public Optional<string?> Label { get; init; }

    public Optional<DateTime?> From { get; init; }

    public Optional<DateTime?> To { get; init; }

    public Optional<Guid?> Uuid { get; init; }

    public Optional<Uri?> Url { get; init; }
}

public sealed record Beacon : Report
{
    public Optional<string?> Uuid { get; init; }

    public Optional<int?> Major { get; init; }

    public Optional<int?> Minor { get; init; }
}

public sealed record LastWill : Report;

public sealed record Configuration : Report;

public sealed record Dump : Report
{
    [JsonPropertyName("configuration")]
    public Optional<Report?> Content { get; init; }
}

public sealed record Status : Report;
