using System.Text.Json;
using System.Text.Json.Serialization;
using HomeDevices;

namespace Topiary.Devices.Tests.OpenMqttGateway;

/// <summary>Radio gateways: OpenMQTTGateway and Theengs.</summary>
[MqttContract("home/{gateway}")]
public interface IRadioGateway
{
    [Topic("BTtoMQTT")]
    ValueTask BluetoothAsync(string gateway, BluetoothDevice device);

    [Topic("BTtoMQTT/{device}")]
    ValueTask BluetoothDeviceAsync(string gateway, string device, BluetoothDevice report);

    [Topic("{source}")]
    ValueTask RadioAsync(string gateway, Source source, RadioSignal signal);

    [Topic("{source}/{detail}")]
    ValueTask RadioDetailAsync(string gateway, Source source, string detail, OneOf<RadioSignal, string> signal);

    [Topic("LWT", Retain = true)]
    ValueTask LastWillAsync(string gateway, OneOf<GatewayState, string> state);

    [Topic("version", Retain = true)]
    ValueTask VersionAsync(string gateway, string version);

    [Topic("commands/{target}")]
    ValueTask SendAsync(string gateway, string target, RadioSignal signal);

    [Topic("commands/{target}/{setting}")]
    ValueTask ConfigureAsync(string gateway, string target, string setting, Dictionary<string, JsonElement> settings);
}

public enum GatewayState
{
    online,
    offline,
}

/// <summary>Where a signal came from, such as <c>433toMQTT</c>. Bluetooth has methods of its own.</summary>
public readonly record struct Source(string Text) : ITextValue<Source>
{
    public static bool TryCreate(string text, out Source value)
    {
        value = new Source(text);
        return text.EndsWith("toMQTT", StringComparison.Ordinal) && text != "BTtoMQTT";
    }

    public override string ToString() => Text;
}

/// <summary>What a Bluetooth device advertises, and what the decoder made of it.</summary>
public sealed record BluetoothDevice : OpenPayload
{
    public Optional<string?> Id { get; init; }

    [JsonPropertyName("mac_type")]
    public Optional<int?> MacType { get; init; }

    public Optional<double?> Rssi { get; init; }

    public Optional<double?> Distance { get; init; }

    public Optional<string?> Name { get; init; }

    public Optional<string?> Brand { get; init; }

    public Optional<string?> Model { get; init; }

    [JsonPropertyName("model_id")]
    public Optional<string?> ModelId { get; init; }

    [JsonPropertyName("servicedata")]
    public Optional<string?> ServiceData { get; init; }

    [JsonPropertyName("manufacturerdata")]
    public Optional<string?> ManufacturerData { get; init; }

    [JsonPropertyName("txpower")]
    public Optional<double?> TxPower { get; init; }

    [JsonPropertyName("tempc")]
    public Optional<double?> Celsius { get; init; }

    [JsonPropertyName("tempf")]
    public Optional<double?> Fahrenheit { get; init; }

    [JsonPropertyName("hum")]
    public Optional<double?> Humidity { get; init; }

    [JsonPropertyName("batt")]
    public Optional<double?> Battery { get; init; }

    public Optional<double?> Volt { get; init; }
}

public sealed record RadioSignal : OpenPayload
{
    public Optional<OneOf<long, JsonElement>?> Value { get; init; }

    public Optional<OneOf<int, string>?> Protocol { get; init; }

    public Optional<int?> Length { get; init; }

    public Optional<int?> Delay { get; init; }

    public Optional<int?> Repeat { get; init; }

    public Optional<double?> Mhz { get; init; }
}
