using HomeDevices;

namespace Topiary.Devices.Tests.TeslaMate;

/// <summary>A car's values: a topic each. Fields are put together by what their values are; an empty payload means unknown.</summary>
[MqttContract("teslamate/cars/{car}")]
public interface ITeslaMate
{
    [Topic("{field}", Retain = true)]
    ValueTask NumberAsync(int car, NumberField field, OneOf<double, Nil>? value);

    [Topic("{field}", Retain = true)]
    ValueTask FlagAsync(int car, FlagField field, bool? value);

    [Topic("{field}", Retain = true)]
    ValueTask MomentAsync(int car, MomentField field, OneOf<Timestamp, string>? value);

    [Topic("state", Retain = true)]
    ValueTask StateAsync(int car, OneOf<CarState, string>? state);

    [Topic("location", Retain = true)]
    ValueTask LocationAsync(int car, Location? location);

    [Topic("active_route", Retain = true)]
    ValueTask RouteAsync(int car, ActiveRoute? route);

    [Topic("software_update", Retain = true)]
    ValueTask SoftwareUpdateAsync(int car, SoftwareUpdate? update);

    [Topic("{field}", Retain = true)]
    ValueTask TextAsync(int car, TextField field, string? value);
}

/// <summary>The same for one of several accounts.</summary>
[MqttContract("teslamate/{account}/cars/{car}")]
public interface ITeslaMateAccount
{
    [Topic("{field}", Retain = true)]
    ValueTask NumberAsync(string account, int car, NumberField field, OneOf<double, Nil>? value);

    [Topic("{field}", Retain = true)]
    ValueTask FlagAsync(string account, int car, FlagField field, bool? value);

    [Topic("{field}", Retain = true)]
    ValueTask MomentAsync(string account, int car, MomentField field, OneOf<Timestamp, string>? value);

    [Topic("state", Retain = true)]
    ValueTask StateAsync(string account, int car, OneOf<CarState, string>? state);

    [Topic("location", Retain = true)]
    ValueTask LocationAsync(string account, int car, Location? location);

    [Topic("active_route", Retain = true)]
    ValueTask RouteAsync(string account, int car, ActiveRoute? route);

    [Topic("software_update", Retain = true)]
    ValueTask SoftwareUpdateAsync(string account, int car, SoftwareUpdate? update);

    [Topic("{field}", Retain = true)]
    ValueTask TextAsync(string account, int car, TextField field, string? value);
}

/// <summary>How the product writes that there is nothing.</summary>
public enum Nil
{
    nil,
    None,
}

public enum CarState
{
    online,
    offline,
    asleep,
    suspended,
    charging,
    driving,
    updating,
    start,
    unavailable,
}

public enum NumberField
{
    latitude,
    longitude,
    power,
    speed,
    heading,
    elevation,
    odometer,
    inside_temp,
    outside_temp,
    driver_temp_setting,
    passenger_temp_setting,
    battery_level,
    usable_battery_level,
    est_battery_range_km,
    rated_battery_range_km,
    ideal_battery_range_km,
    charge_energy_added,
    charge_limit_soc,
    charger_actual_current,
    charger_phases,
    charger_power,
    charger_voltage,
    charge_current_request,
    charge_current_request_max,
    time_to_full_charge,
    tpms_pressure_fl,
    tpms_pressure_fr,
    tpms_pressure_rl,
    tpms_pressure_rr,
    active_route_latitude,
    active_route_longitude,
    center_display_state,
}

public enum FlagField
{
    healthy,
    update_available,
    locked,
    sentry_mode,
    windows_open,
    doors_open,
    driver_front_door_open,
    driver_rear_door_open,
    passenger_front_door_open,
    passenger_rear_door_open,
    trunk_open,
    frunk_open,
    is_user_present,
    is_climate_on,
    is_preconditioning,
    plugged_in,
    charge_port_door_open,
    tpms_soft_warning_fl,
    tpms_soft_warning_fr,
    tpms_soft_warning_rl,
    tpms_soft_warning_rr,
}

public enum MomentField
{
    since,
    scheduled_charging_start_time,
}

/// <summary>Every other field: names, versions, colours and what later versions bring.</summary>
public readonly record struct TextField(string Text) : ITextValue<TextField>
{
    public static bool TryCreate(string text, out TextField value)
    {
        value = new TextField(text);
        return text.Length > 0 && text is not ("state" or "location" or "active_route" or "software_update")
            && !Enum.IsDefined(typeof(NumberField), text) && !Enum.IsDefined(typeof(FlagField), text) && !Enum.IsDefined(typeof(MomentField), text);
    }

    public override string ToString() => Text;
}

public sealed record Location : OpenPayload
{
    public Optional<double?> Latitude { get; init; }

    public Optional<double?> Longitude { get; init; }
}

public sealed record ActiveRoute : OpenPayload
{
    public Optional<string?> Destination { get; init; }

    [System.Text.Json.Serialization.JsonPropertyName("energy_at_arrival")]
    public Optional<double?> EnergyAtArrival { get; init; }

    [System.Text.Json.Serialization.JsonPropertyName("miles_to_arrival")]
    public Optional<double?> MilesToArrival { get; init; }

    [System.Text.Json.Serialization.JsonPropertyName("minutes_to_arrival")]
    public Optional<double?> MinutesToArrival { get; init; }

    public Optional<Location?> Location { get; init; }

    public Optional<string?> Error { get; init; }
}

public sealed record SoftwareUpdate : OpenPayload
{
    [System.Text.Json.Serialization.JsonPropertyName("installed_version")]
    public Optional<string?> InstalledVersion { get; init; }

    [System.Text.Json.Serialization.JsonPropertyName("latest_version")]
    public Optional<string?> LatestVersion { get; init; }
}
