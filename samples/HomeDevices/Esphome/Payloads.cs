using System.Text.Json.Serialization;
using Topiary;

namespace HomeDevices.Esphome;

#pragma warning disable IDE1006, CA1707 // The names are those on the wire.
public enum NodeStatus
{
    online,
    offline,
}

public enum Component
{
    sensor,
    binary_sensor,
    text_sensor,
    @switch,
    light,
    fan,
    cover,
    climate,
    number,
    select,
    text,
    button,
    @lock,
    valve,
    alarm_control_panel,
    @event,
    update,
    datetime,
    date,
    time,
}
#pragma warning restore IDE1006, CA1707

/// <summary>A light's state, or what it is told.</summary>
public sealed record EntityState : OpenPayload
{
    public Optional<OneOf<Power, string>?> State { get; init; }

    public Optional<int?> Brightness { get; init; }

    [JsonPropertyName("color_temp")]
    public Optional<double?> ColorTemperature { get; init; }

    public Optional<string?> Effect { get; init; }

    public Optional<double?> Transition { get; init; }
}

[JsonConverter(typeof(JsonStringEnumConverter<Power>))]
public enum Power
{
    ON,
    OFF,
    TOGGLE,
}
