using System.Text.Json;
using System.Text.Json.Serialization;
using Topiary;

namespace HomeDevices.Frigate;

#pragma warning disable IDE1006 // The names are those on the wire.
public enum Availability
{
    online,
    offline,
    stopped,
}

public enum StreamRole
{
    detect,
    audio,
    record,
}

public enum StreamStatus
{
    online,
    offline,
    disabled,
}
#pragma warning restore IDE1006

public enum Power
{
    ON,
    OFF,
}

/// <summary>Something began, changed or ended.</summary>
public sealed record Change<T> : OpenPayload
    where T : class
{
    public Optional<OneOf<ChangeType, string>?> Type { get; init; }

    public Optional<T?> Before { get; init; }

    public Optional<T?> After { get; init; }
}

[JsonConverter(typeof(JsonStringEnumConverter<ChangeType>))]
public enum ChangeType
{
    [JsonStringEnumMemberName("new")]
    New,
    [JsonStringEnumMemberName("update")]
    Update,
    [JsonStringEnumMemberName("end")]
    End,
}

public sealed record TrackedObject : OpenPayload
{
    public Optional<string?> Id { get; init; }

    public Optional<string?> Camera { get; init; }

    public Optional<string?> Label { get; init; }

    /// <summary>A name, or a name and how sure it is.</summary>
    public Optional<OneOf<string, IReadOnlyList<JsonElement>>?> SubLabel { get; init; }

    public Optional<double?> Score { get; init; }

    public Optional<double?> TopScore { get; init; }

    [JsonConverter(typeof(UnixSecondsConverter))]
    public Optional<DateTimeOffset?> StartTime { get; init; }

    [JsonConverter(typeof(UnixSecondsConverter))]
    public Optional<DateTimeOffset?> EndTime { get; init; }

    public Optional<bool?> Stationary { get; init; }

    public Optional<IReadOnlyList<string?>?> CurrentZones { get; init; }
}

public sealed record ReviewItem : OpenPayload
{
    public Optional<string?> Id { get; init; }

    public Optional<string?> Camera { get; init; }

    [JsonConverter(typeof(UnixSecondsConverter))]
    public Optional<DateTimeOffset?> StartTime { get; init; }

    [JsonConverter(typeof(UnixSecondsConverter))]
    public Optional<DateTimeOffset?> EndTime { get; init; }

    public Optional<string?> Severity { get; init; }

    public Optional<ReviewData?> Data { get; init; }
}

public sealed record ReviewData : OpenPayload
{
    public Optional<IReadOnlyList<string?>?> Detections { get; init; }

    public Optional<IReadOnlyList<string?>?> Objects { get; init; }

    public Optional<IReadOnlyList<string?>?> Zones { get; init; }
}

/// <summary>A description, a face, a number plate or a class; unknown kinds keep their members.</summary>
public sealed record ObjectUpdate : OpenPayload
{
    public Optional<string?> Type { get; init; }

    public Optional<string?> Id { get; init; }

    public Optional<string?> Camera { get; init; }

    public Optional<string?> Description { get; init; }

    public Optional<string?> Name { get; init; }

    public Optional<string?> SubLabel { get; init; }

    public Optional<double?> Score { get; init; }

    [JsonConverter(typeof(UnixSecondsConverter))]
    public Optional<DateTimeOffset?> Timestamp { get; init; }
}

public sealed record Trigger : OpenPayload
{
    public Optional<string?> Name { get; init; }

    public Optional<string?> Camera { get; init; }

    public Optional<string?> EventId { get; init; }

    public Optional<string?> Type { get; init; }

    public Optional<double?> Score { get; init; }
}

public sealed record Report : OpenPayload;
