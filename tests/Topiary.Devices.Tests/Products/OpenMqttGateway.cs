using System.Text.Json;
using System.Text.Json.Serialization;
using HomeDevices;

namespace Topiary.Devices.Tests.OpenMqttGateway;

/// <summary>Radio gateways: OpenMQTTGateway and Theengs.</summary>
[MqttContract("home/{gateway}")]
public interface IRadioGateway
{
    [Topic("BTtoMQTT")]
    ValueTask BluetoothAsync(GatewayName gateway, BluetoothDevice device);

    [Topic("BTtoMQTT/{device}")]
    ValueTask BluetoothDeviceAsync(GatewayName gateway, string device, BluetoothDevice report);

    [Topic("{source}")]
    ValueTask RadioAsync(GatewayName gateway, Source source, RadioSignal signal);

    [Topic("{source}/{**detail}")]
    ValueTask RadioDetailAsync(GatewayName gateway, Source source, string detail, OneOf<RadioSignal, string> signal);

    [Topic("LWT", Retain = true)]
    ValueTask LastWillAsync(GatewayName gateway, OneOf<GatewayState, string> state);

    [Topic("version", Retain = true)]
    ValueTask VersionAsync(GatewayName gateway, string version);

    [Topic("commands/{target}")]
    ValueTask SendAsync(GatewayName gateway, string target, RadioSignal signal);

    [Topic("commands/{target}/{setting}")]
    ValueTask ConfigureAsync(GatewayName gateway, string target, string setting, Dictionary<string, JsonElement> settings);
}

/// <summary>Who is near which gateway.</summary>
[MqttContract("home/home_presence")]
public interface IPresence
{
    [Topic("{gateway}")]
    ValueTask NearAsync(string gateway, BluetoothDevice device);
}

public enum GatewayState
{
    online,
    offline,
}

/// <summary>A gateway's name; who is near which one has topics of its own.</summary>
public readonly record struct GatewayName(string Text) : ITextValue<GatewayName>
{
    public static bool TryCreate(string text, out GatewayName value)
    {
        value = new GatewayName(text);
        return text is not ("home_presence" or "");
    }

    public override string ToString() => Text;
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
