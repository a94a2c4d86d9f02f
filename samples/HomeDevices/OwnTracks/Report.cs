using System.Text.Json;
using System.Text.Json.Serialization;

namespace HomeDevices.OwnTracks;

/// <summary>Every OwnTracks message says in <c>_type</c> what it is.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "_type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(Location), "location")]
[JsonDerivedType(typeof(Transition), "transition")]
[JsonDerivedType(typeof(Waypoint), "waypoint")]
[JsonDerivedType(typeof(Waypoints), "waypoints")]
[JsonDerivedType(typeof(Encrypted), "encrypted")]
[JsonDerivedType(typeof(Card), "card")]
[JsonDerivedType(typeof(Command), "cmd")]
[JsonDerivedType(typeof(Steps), "steps")]
[JsonDerivedType(typeof(TourRequest), "request")]
[JsonDerivedType(typeof(LastWill), "lwt")]
[JsonDerivedType(typeof(Status), "status")]
[JsonDerivedType(typeof(Beacon), "beacon")]
[JsonDerivedType(typeof(Configuration), "configuration")]
[JsonDerivedType(typeof(Dump), "dump")]
public abstract record Report;

/// <summary>Position; <c>tst</c> is Unix time in seconds.</summary>
public sealed record Location(
    double Lat, double Lon, double Tst, double? Acc, double? Alt, [property: JsonPropertyName("batt")] int? Battery,
    [property: JsonPropertyName("vel")] double? Velocity, string? Tid, [property: JsonPropertyName("inregions")] IReadOnlyList<string>? InRegions) : Report;

public sealed record Transition(string Event, string? Desc, double? Lat, double? Lon, double? Tst, string? Tid) : Report;

public sealed record Waypoint(string Desc, double Lat, double Lon, [property: JsonPropertyName("rad")] double? Radius, double? Tst) : Report;

public sealed record Waypoints([property: JsonPropertyName("waypoints")] IReadOnlyList<Report> Items) : Report;

public sealed record Encrypted(string Data) : Report;

public sealed record Card(string? Name, string? Face, string? Tid) : Report;

public sealed record Command(string Action, Waypoints? Waypoints, string? Request, IReadOnlyList<Tour>? Tours) : Report;

public sealed record Steps([property: JsonPropertyName("steps")] int Count, long? From, long? To) : Report;

public sealed record TourRequest(string Request, Tour Tour) : Report;

public sealed record Tour(string Label, DateTime From, DateTime To, Guid? Uuid, Uri? Url);

/// <summary>The connection was lost.</summary>
public sealed record LastWill(double? Tst) : Report;

/// <summary>Of the app and its permissions; the members differ between iOS and Android.</summary>
public sealed record Status([property: JsonPropertyName("iOS")] JsonElement? Apple, JsonElement? Android) : Report;

public sealed record Beacon(string? Desc, string? Uuid, int? Major, int? Minor, double? Acc, int? Rssi) : Report;

/// <summary>The settings of the app; most of them are numbers and switches.</summary>
public sealed record Configuration : Report
{
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Settings { get; set; }
}

public sealed record Dump(Report? Configuration) : Report;
