using System.Text.Json.Serialization;
using HomeDevices;

namespace Topiary.Devices.Tests.ShellyGen1;

/// <summary>First generation: a topic a value, mostly bare text.</summary>
[MqttContract("shellies/{id}")]
public interface IShelly
{
    [Topic("online", Retain = true)]
    ValueTask OnlineAsync(DeviceId id, bool online);

    [Topic("announce")]
    ValueTask AnnounceAsync(DeviceId id, Announcement announcement);

    [Topic("info")]
    ValueTask InfoAsync(DeviceId id, DeviceReport info);

    [Topic("{field}")]
    ValueTask FieldAsync(DeviceId id, DeviceField field, OneOf<double, bool, string> value);

    [Topic("sensor/{field}")]
    ValueTask SensorAsync(DeviceId id, string field, OneOf<double, bool, string> value);

    [Topic("input/{channel}")]
    ValueTask InputAsync(DeviceId id, int channel, int level);

    [Topic("longpush/{channel}")]
    ValueTask LongPushAsync(DeviceId id, int channel, int count);

    [Topic("input_event/{channel}")]
    ValueTask InputEventAsync(DeviceId id, int channel, InputEvent happened);

    [Topic("{component}/{channel}")]
    ValueTask StateAsync(DeviceId id, Actuator component, int channel, OneOf<ActuatorState, double, string> state);

    [Topic("{component}/{channel}/{field}")]
    ValueTask ActuatorAsync(DeviceId id, Actuator component, int channel, string field, OneOf<double, ActuatorReport, string> value);

    [Topic("{component}/{channel}/command/{field}")]
    ValueTask CommandAsync(DeviceId id, Actuator component, int channel, string field, OneOf<double, string> wanted);
}

/// <summary>Devices whose prefix was set to one with a slash.</summary>
[MqttContract("shellies/{group}/{id}")]
public interface IGroupedShelly
{
    [Topic("online", Retain = true)]
    ValueTask OnlineAsync(DeviceId group, DeviceId id, bool online);

    [Topic("announce")]
    ValueTask AnnounceAsync(DeviceId group, DeviceId id, Announcement announcement);

    [Topic("info")]
    ValueTask InfoAsync(DeviceId group, DeviceId id, DeviceReport info);

    [Topic("{field}")]
    ValueTask FieldAsync(DeviceId group, DeviceId id, DeviceField field, OneOf<double, bool, string> value);

    [Topic("sensor/{field}")]
    ValueTask SensorAsync(DeviceId group, DeviceId id, string field, OneOf<double, bool, string> value);

    [Topic("input/{channel}")]
    ValueTask InputAsync(DeviceId group, DeviceId id, int channel, int level);

    [Topic("longpush/{channel}")]
    ValueTask LongPushAsync(DeviceId group, DeviceId id, int channel, int count);

    [Topic("input_event/{channel}")]
    ValueTask InputEventAsync(DeviceId group, DeviceId id, int channel, InputEvent happened);

    [Topic("{component}/{channel}")]
    ValueTask StateAsync(DeviceId group, DeviceId id, Actuator component, int channel, OneOf<ActuatorState, double, string> state);

    [Topic("{component}/{channel}/{field}")]
    ValueTask ActuatorAsync(DeviceId group, DeviceId id, Actuator component, int channel, string field, OneOf<double, ActuatorReport, string> value);

    [Topic("{component}/{channel}/command/{field}")]
    ValueTask CommandAsync(DeviceId group, DeviceId id, Actuator component, int channel, string field, OneOf<double, string> wanted);
}

/// <summary>What all devices say and are told.</summary>
[MqttContract("shellies")]
public interface IShellies
{
    [Topic("announce")]
    ValueTask AnnounceAsync(Announcement announcement);

    [Topic("command")]
    ValueTask CommandAsync(string command);
}

/// <summary>A device, or the first part of its prefix: any word that no component has.</summary>
public readonly record struct DeviceId(string Text) : ITextValue<DeviceId>
{
    public static bool TryCreate(string text, out DeviceId value)
    {
        value = new DeviceId(text);
        return text.Length > 0 && !int.TryParse(text, out _) && !Enum.IsDefined(typeof(Actuator), text)
            && text is not ("sensor" or "input" or "input_event" or "longpush" or "command" or "announce");
    }

    public override string ToString() => Text;
}

/// <summary>A value of the device itself, such as <c>temperature</c>.</summary>
public readonly record struct DeviceField(string Text) : ITextValue<DeviceField>
{
    public static bool TryCreate(string text, out DeviceField value)
    {
        value = new DeviceField(text);
        return text.Length > 0 && !char.IsAsciiDigit(text[0]) && text is not ("online" or "announce" or "info");
    }

    public override string ToString() => Text;
}

public enum Actuator
{
    relay,
    light,
    color,
    white,
    roller,
    emeter,
    meter,
    adc,
    ext_temperature,
    ext_temperature_f,
    ext_humidity,
    ext_switch,
    thermostat,
}

public enum ActuatorState
{
    on,
    off,
    overpower,
    open,
    close,
    stop,
    toggle,
}

public sealed record Announcement : OpenPayload
{
    public Optional<string?> Id { get; init; }

    public Optional<string?> Model { get; init; }

    public Optional<string?> Mac { get; init; }

    public Optional<string?> Ip { get; init; }

    [JsonPropertyName("new_fw")]
    public Optional<bool?> HasUpdate { get; init; }

    [JsonPropertyName("fw_ver")]
    public Optional<string?> Firmware { get; init; }
}

public sealed record InputEvent : OpenPayload
{
    public Optional<string?> Event { get; init; }

    [JsonPropertyName("event_cnt")]
    public Optional<long?> Count { get; init; }
}

public sealed record ActuatorReport : OpenPayload
{
    [JsonPropertyName("ison")]
    public Optional<bool?> IsOn { get; init; }

    public Optional<string?> Mode { get; init; }

    public Optional<int?> Brightness { get; init; }

    [JsonPropertyName("timer_remaining")]
    public Optional<double?> TimerRemaining { get; init; }
}

public sealed record DeviceReport : OpenPayload
{
    [JsonPropertyName("wifi_sta")]
    public Optional<WifiStation?> Wifi { get; init; }

    public Optional<string?> Mac { get; init; }

    public Optional<long?> Uptime { get; init; }

    public Optional<IReadOnlyList<ActuatorReport?>?> Relays { get; init; }

    public Optional<IReadOnlyList<EnergyMeter?>?> Emeters { get; init; }

    [JsonPropertyName("total_power")]
    public Optional<double?> TotalPower { get; init; }
}

public sealed record WifiStation : OpenPayload
{
    public Optional<bool?> Connected { get; init; }

    public Optional<string?> Ssid { get; init; }

    public Optional<string?> Ip { get; init; }

    public Optional<int?> Rssi { get; init; }
}

public sealed record EnergyMeter : OpenPayload
{
    public Optional<double?> Power { get; init; }

    public Optional<double?> Voltage { get; init; }

    public Optional<double?> Current { get; init; }

    public Optional<double?> Total { get; init; }

    [JsonPropertyName("is_valid")]
    public Optional<bool?> IsValid { get; init; }
}
