using Topiary;

namespace HomeDevices.Shelly;

[MqttHandler]
public sealed class ShellyGen1Handler(House house) : IShellyGen1
{
    public ValueTask AnnounceAsync(Announcement device, CancellationToken ct) => house.Says(device.Id, $"is here at {device.Ip}, {device.Model ?? "model unknown"}");

    public ValueTask OnlineAsync(string id, bool online, CancellationToken ct) => house.Says(id, online ? "is online" : "is offline");

    public ValueTask RelayAsync(string id, int channel, Switch state, CancellationToken ct) => house.Says(id, $"relay {channel} is {state}");

    public ValueTask CommandAsync(string id, int channel, Switch wanted, CancellationToken ct) => house.Says(id, $"relay {channel} is told {wanted}");

    public ValueTask InputAsync(string id, int channel, int level, CancellationToken ct) => house.Says(id, $"input {channel} is {level}");

    public ValueTask InputEventAsync(string id, int channel, InputEvent happened, CancellationToken ct) => house.Says(id, $"input {channel} was used {happened.Count} times");

    public ValueTask LightAsync(string id, int channel, LightStatus status, CancellationToken ct) =>
        house.Says(id, $"light {channel} is {(status.IsOn ? "on" : "off")} at {status.Brightness} %");

    public ValueTask FahrenheitAsync(string id, double degrees, CancellationToken ct) => house.Says(id, $"is {degrees} °F warm");

    public ValueTask OverheatedAsync(string id, int overheated, CancellationToken ct) => house.Says(id, overheated == 0 ? "is not overheated" : "is overheated");

    public ValueTask BatteryAsync(string id, int percent, CancellationToken ct) => house.Says(id, $"battery {percent} %");

    public ValueTask ExternalPowerAsync(string id, bool present, CancellationToken ct) => house.Says(id, present ? "runs on mains" : "runs on its battery");

    public ValueTask TemperatureAsync(string id, double degrees, CancellationToken ct) => house.Says(id, $"measures {degrees} °C");

    public ValueTask HumidityAsync(string id, double percent, CancellationToken ct) => house.Says(id, $"measures {percent} % humidity");

    public ValueTask InfoAsync(string id, DeviceInfo info, CancellationToken ct) => house.Says(id, $"draws {info.TotalPower} W over {info.Emeters.Count} phases, wifi {info.Wifi.Rssi} dBm");

    public ValueTask MeterAsync(string id, int channel, MeterQuantity quantity, double value, CancellationToken ct) => house.Says(id, $"phase {channel} {quantity} {value}");
}

[MqttHandler]
public sealed class ShellyGen2Handler(House house) : IShellyGen2
{
    public ValueTask OnlineAsync(string id, bool online, CancellationToken ct) => house.Says(id, online ? "is online" : "is offline");

    public ValueTask StatusAsync(string id, Component component, ComponentStatus status, CancellationToken ct) => house.Says(id, Describe(component, status));

    public ValueTask GroupedStatusAsync(OwnPrefix group, string id, Component component, ComponentStatus status, CancellationToken ct) => house.Says(id, Describe(component, status));

    public ValueTask EventAsync(string id, Notification happened, CancellationToken ct) => house.Says(id, Describe(happened));

    public ValueTask GroupedEventAsync(OwnPrefix group, string id, Notification happened, CancellationToken ct) => house.Says(id, Describe(happened));

    public ValueTask LogAsync(string id, string line, CancellationToken ct) => house.Says(id, $"logs {line.Split(' ', 5)[^1]}");

    public ValueTask CallAsync(string id, RpcCall call, CancellationToken ct) => house.Says(id, $"is called: {call.Method}");

    public ValueTask AnswerAsync(string id, RpcAnswer answer, CancellationToken ct) => house.Says(id, $"answers {answer.Id}: {answer.Error?.Message ?? answer.Result?.ToString()}");

    public ValueTask HomeAssistantCallAsync(string id, RpcCall call, CancellationToken ct) => house.Says(id, $"is called: {call.Method}");

    private static string Describe(Component component, ComponentStatus status) => status switch
    {
        { Output: { } on } => $"{component} is {(on ? "on" : "off")} at {status.Power} W, {status.Temperature?.Celsius} °C",
        { TotalPower: { } power } => $"{component} draws {power} W",
        { Uptime: { } uptime } => $"{component} is up {uptime} s",
        { State: { } state } => $"{component} is {state}",
        { Value: { } value } => $"{component} has value {value}",
        _ => $"{component} has news",
    };

    private static string Describe(Notification happened) => happened.Params.Events is { } events
        ? $"reports {string.Join(", ", events.Select(item => $"{item.Event} of {item.Component}"))}"
        : $"reports news of {string.Join(", ", (happened.Params.Components ?? []).Keys)}";
}
