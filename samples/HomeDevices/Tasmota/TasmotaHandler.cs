using System.Text.Json;
using Topiary;

namespace HomeDevices.Tasmota;

[MqttHandler]
public sealed class TasmotaHandler(House house) : ITasmota
{
    public ValueTask LastWillAsync(string device, string state, CancellationToken ct) => house.Says(device, $"is {state}");

    public ValueTask InfoAsync(string device, TasmotaInfo info, CancellationToken ct) => house.Says(device, $"started {info.Module} {info.Version}");

    public ValueTask StateAsync(string device, TasmotaState state, CancellationToken ct) =>
        house.Says(device, $"power {state.Power}, up {state.Uptime}, wifi {state.Wifi.Ssid} {state.Wifi.Rssi} %");

    public ValueTask SensorAsync(string device, TasmotaSensors sensors, CancellationToken ct) => house.Says(device, sensors.ToString());

    public ValueTask EventAsync(string device, TasmotaEvent happened, CancellationToken ct) => house.Says(device, Describe(happened));

    public ValueTask ChannelEventAsync(string device, string channel, TasmotaEvent happened, CancellationToken ct) => house.Says($"{device} {channel}", Describe(happened));

    public ValueTask SerialAsync(string device, TasmotaEvent happened, CancellationToken ct) => house.Says(device, Describe(happened));

    public ValueTask ResultAsync(string device, Dictionary<string, JsonElement> result, CancellationToken ct) => house.Says(device, Describe(result));

    public ValueTask CommandResultAsync(string device, Dictionary<string, JsonElement> result, CancellationToken ct) => house.Says(device, Describe(result));

    public ValueTask InputsAsync(string device, TasmotaSensors sensors, CancellationToken ct) => house.Says(device, sensors.ToString());

    public ValueTask PowerAsync(string device, TasmotaPower power, CancellationToken ct) => house.Says(device, $"is switched {power}");

    public ValueTask TuyaAsync(string device, int value, CancellationToken ct) => house.Says(device, $"data point is {value}");

    public ValueTask MqttStatusAsync(string device, TasmotaMqttStatus status, CancellationToken ct) =>
        house.Says(device, $"talks to {status.StatusMqt.MqttHost}:{status.StatusMqt.MqttPort}, keep-alive {status.StatusMqt.KeepAlive} s");

    public ValueTask SensorStatusAsync(string device, TasmotaSensorStatus status, CancellationToken ct) => house.Says(device, status.StatusSns.ToString());

    public ValueTask DeepSleepAsync(string device, TasmotaSleep sleep, CancellationToken ct) => house.Says(device, $"sleeps until {sleep.DeepSleep.Time:HH:mm}");

    public ValueTask ReportAsync(string device, OtherReport kind, OneOf<Dictionary<string, JsonElement>, double, string> report, CancellationToken ct) => house.Says(device, $"reports {kind}");

    public ValueTask AnswerAsync(string device, OtherAnswer command, OneOf<Dictionary<string, JsonElement>, double, string> answer, CancellationToken ct) => house.Says(device, $"answers {command}");

    public ValueTask CommandAsync(string device, string command, string argument, CancellationToken ct) =>
        house.Says(device, argument.Length > 0 ? $"is told {command} {argument}" : $"is asked for {command}");

    public ValueTask DiscoveryAsync(string mac, TasmotaDiscovery config, CancellationToken ct) =>
        house.Says(config.DeviceName, $"is a {config.Module} with software {config.Software} and {config.Relays.Count(relay => relay > 0)} relay");

    public ValueTask DiscoveredSensorsAsync(string mac, TasmotaDiscoveredSensors sensors, CancellationToken ct) => house.Says(mac, sensors.Sensors.ToString());

    private static string Describe(Dictionary<string, JsonElement> result) => $"answers {string.Join(", ", result.Select(pair => $"{pair.Key}={pair.Value}"))}";

    private static string Describe(TasmotaEvent happened) => happened switch
    {
        { IrReceived: { } infrared } => $"saw infrared {infrared.Protocol}{(infrared.IrHvac is { } climate ? $": {climate.Mode} {climate.Temp} °C" : "")}",
        { ZbReceived: { } readings } => $"heard zigbee {string.Join(", ", readings.Select(pair => $"{pair.Key} {pair.Value.AqaraVibrationMode}"))}",
        { ZbState: { } state } => $"zigbee status {state.Status}",
        { Ping: { } pings } => $"pinged {string.Join(", ", pings.Select(pair => $"{pair.Key} in {pair.Value.AvgTime} ms"))}",
        { SSerialReceived: { } serial } => $"heard on its serial line {serial}",
        _ => "has an event of another kind",
    };
}

[MqttHandler]
public sealed class TurnedTasmotaHandler(House house) : ITurnedTasmota
{
    public ValueTask SensorAsync(string device, TasmotaSensors sensors, CancellationToken ct) => house.Says(device, sensors.ToString());
}
