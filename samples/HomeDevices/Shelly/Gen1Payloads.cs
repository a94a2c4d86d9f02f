using System.Text.Json.Serialization;

namespace HomeDevices.Shelly;

#pragma warning disable IDE1006 // The names are those on the wire.
public enum Switch
{
    off,
    on,
    overpower,
    toggle,
}

public enum MeterQuantity
{
    power,
    voltage,
    current,
    energy,
}
#pragma warning restore IDE1006

public sealed record Announcement(string Id, string Mac, string Ip, [property: JsonPropertyName("fw_ver")] string Firmware, string? Model = null);

public sealed record InputEvent(string Event, [property: JsonPropertyName("event_cnt")] long Count);

public sealed record LightStatus([property: JsonPropertyName("ison")] bool IsOn, string? Mode, double? Brightness);

public sealed record DeviceInfo(
    [property: JsonPropertyName("wifi_sta")] WifiStation Wifi, string Mac, int Uptime, IReadOnlyList<EnergyMeter> Emeters,
    [property: JsonPropertyName("total_power")] double TotalPower, DeviceUpdate Update);

public sealed record WifiStation(bool Connected, string Ssid, string Ip, int Rssi);

public sealed record EnergyMeter(double Power, double Voltage, double Current, double Total, [property: JsonPropertyName("is_valid")] bool IsValid);

public sealed record DeviceUpdate(string Status, [property: JsonPropertyName("has_update")] bool HasUpdate);
