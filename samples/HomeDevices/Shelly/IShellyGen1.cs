using Topiary;

namespace HomeDevices.Shelly;

/// <summary>First generation: a topic a value, mostly bare text.</summary>
[MqttContract("shellies")]
public interface IShellyGen1
{
    [Topic("announce")]
    ValueTask AnnounceAsync(Announcement device, CancellationToken ct = default);

    [Topic("{id}/online", Retain = true)]
    ValueTask OnlineAsync(string id, bool online, CancellationToken ct = default);

    [Topic("{id}/relay/{channel}")]
    ValueTask RelayAsync(string id, int channel, Switch state, CancellationToken ct = default);

    [Topic("{id}/relay/{channel}/command")]
    ValueTask CommandAsync(string id, int channel, Switch wanted, CancellationToken ct = default);

    [Topic("{id}/input/{channel}")]
    ValueTask InputAsync(string id, int channel, int level, CancellationToken ct = default);

    [Topic("{id}/input_event/{channel}")]
    ValueTask InputEventAsync(string id, int channel, InputEvent happened, CancellationToken ct = default);

    [Topic("{id}/light/{channel}/status")]
    ValueTask LightAsync(string id, int channel, LightStatus status, CancellationToken ct = default);

    [Topic("{id}/temperature_f")]
    ValueTask FahrenheitAsync(string id, double degrees, CancellationToken ct = default);

    [Topic("{id}/overtemperature")]
    ValueTask OverheatedAsync(string id, int overheated, CancellationToken ct = default);

    [Topic("{id}/sensor/battery")]
    ValueTask BatteryAsync(string id, int percent, CancellationToken ct = default);

    [Topic("{id}/sensor/ext_power")]
    ValueTask ExternalPowerAsync(string id, bool present, CancellationToken ct = default);

    [Topic("{id}/sensor/temperature")]
    ValueTask TemperatureAsync(string id, double degrees, CancellationToken ct = default);

    [Topic("{id}/sensor/humidity")]
    ValueTask HumidityAsync(string id, double percent, CancellationToken ct = default);

    // Devices whose prefix was set to one with a slash.
    [Topic("shellies/{id}/info")]
    ValueTask InfoAsync(string id, DeviceInfo info, CancellationToken ct = default);

    [Topic("shellies/{id}/emeter/{channel}/{quantity}")]
    ValueTask MeterAsync(string id, int channel, MeterQuantity quantity, double value, CancellationToken ct = default);
}
