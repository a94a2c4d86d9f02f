using System.Text.Json;

namespace Topiary.Devices.Tests.Tasmota;

public sealed class TasmotaTests() : ProductTests("tasmota", mqtt => mqtt
        .AddPublisher<ITasmota>().AddHandler<TasmotaHandler>()
        .AddPublisher<ITurnedTasmota>().AddHandler<TurnedTasmotaHandler>());

[MqttHandler]
public sealed class TasmotaHandler(Arrivals arrivals) : Recorder<ITasmota>(arrivals), ITasmota
{
    public ValueTask LastWillAsync(string device, OneOf<Presence, string>? state) => Seen(state, contract => contract.LastWillAsync(device, state));

    public ValueTask StateAsync(string device, TasmotaState state) => Seen(state, contract => contract.StateAsync(device, state));

    public ValueTask SensorAsync(string device, Sensors sensors) => Seen(sensors, contract => contract.SensorAsync(device, sensors));

    public ValueTask EventAsync(string device, Event happened) => Seen(happened, contract => contract.EventAsync(device, happened));

    public ValueTask ChannelEventAsync(string device, string channel, Event happened) => Seen(happened, contract => contract.ChannelEventAsync(device, channel, happened));

    public ValueTask ReportAsync(string device, OtherReport kind, OneOf<Event, string> report) => Seen(report, contract => contract.ReportAsync(device, kind, report));

    public ValueTask ResultAsync(string device, Event result) => Seen(result, contract => contract.ResultAsync(device, result));

    public ValueTask PowerAsync(string device, Relay relay, OneOf<Power, string> power) => Seen(power, contract => contract.PowerAsync(device, relay, power));

    public ValueTask StatusAsync(string device, StatusNumber number, StatusReport report) => Seen(report, contract => contract.StatusAsync(device, number, report));

    public ValueTask AnswerAsync(string device, OtherAnswer command, OneOf<Event, double, string>? value) => Seen(value, contract => contract.AnswerAsync(device, command, value));

    public ValueTask CommandAsync(string device, string command, OneOf<Dictionary<string, JsonElement>, double, string>? argument) => Seen(argument, contract => contract.CommandAsync(device, command, argument));

    public ValueTask DiscoveryAsync(string mac, Discovery? config) => Seen(config, contract => contract.DiscoveryAsync(mac, config));

    public ValueTask DiscoveredSensorsAsync(string mac, DiscoveredSensors? sensors) => Seen(sensors, contract => contract.DiscoveredSensorsAsync(mac, sensors));
}

[MqttHandler]
public sealed class TurnedTasmotaHandler(Arrivals arrivals) : Recorder<ITurnedTasmota>(arrivals), ITurnedTasmota
{
    public ValueTask SensorAsync(TurnedDevice device, Sensors sensors) => Seen(sensors, contract => contract.SensorAsync(device, sensors));

    public ValueTask StateAsync(TurnedDevice device, TasmotaState state) => Seen(state, contract => contract.StateAsync(device, state));

    public ValueTask ReportAsync(TurnedDevice device, OtherTurnedReport kind, OneOf<Event, string> report) => Seen(report, contract => contract.ReportAsync(device, kind, report));

    public ValueTask AnswerAsync(TurnedDevice device, string command, OneOf<Event, double, string> value) => Seen(value, contract => contract.AnswerAsync(device, command, value));

    public ValueTask CommandAsync(TurnedDevice device, string command, OneOf<Dictionary<string, JsonElement>, double, string>? argument) => Seen(argument, contract => contract.CommandAsync(device, command, argument));
}
