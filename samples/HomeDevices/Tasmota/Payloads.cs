using System.Text.Json;
using System.Text.Json.Serialization;

namespace HomeDevices.Tasmota;

public enum TasmotaPower
{
    OFF,
    ON,
    TOGGLE,
}

public sealed record TasmotaInfo(string Module, string Version, string FallbackTopic, string GroupTopic);

/// <summary>Reading ignores case, so <c>SSId</c> and <c>SSID</c> are one member.</summary>
public sealed record TasmotaState(string Time, JsonElement Uptime, double Vcc, string? Power, TasmotaWifi Wifi, int? UptimeSec = null);

public sealed record TasmotaWifi(int Ap, string Ssid, int Rssi);

/// <summary>Each sensor has a member named after it; which ones there are differs from device to device.</summary>
public sealed class TasmotaSensors
{
    public string? Time { get; init; }

    public string? TempUnit { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Sensors { get; set; }

    public override string ToString()
    {
        var readings = (Sensors ?? []).Where(pair => pair.Value.ValueKind == JsonValueKind.Object).Select(pair =>
            pair.Value.TryGetProperty("Temperature", out var temperature) ? $"{pair.Key} {temperature} °{TempUnit}" : pair.Key);
        return $"measures {string.Join(", ", readings)}";
    }
}

/// <summary>One of several events; the member that is there says which.</summary>
public sealed class TasmotaEvent
{
    public InfraredReceived? IrReceived { get; init; }

    public Dictionary<string, ZigbeeReading>? ZbReceived { get; init; }

    public ZigbeeStatus? ZbState { get; init; }

    public Dictionary<string, PingResult>? Ping { get; init; }

    /// <summary>An object, or bare text.</summary>
    public JsonElement? SSerialReceived { get; init; }
}

public sealed record InfraredReceived(string Protocol, int Bits, string Data, InfraredClimate? IrHvac);

public sealed record InfraredClimate(string Vendor, string Power, string Mode, double Temp);

public sealed record ZigbeeReading(int? LinkQuality, string? AqaraVibrationMode, IReadOnlyList<int>? AqaraAngles);

public sealed record ZigbeeStatus(int Status, int? MajorRel, string? IeeeAddr);

public sealed record PingResult(bool Reachable, int Success, int Timeout, int AvgTime);

public sealed record TasmotaMqttStatus(TasmotaMqtt StatusMqt);

public sealed record TasmotaMqtt(
    string MqttHost, int MqttPort, string MqttClient, int MqttCount,
    [property: JsonPropertyName("MAX_PACKET_SIZE")] int MaxPacketSize, [property: JsonPropertyName("KEEPALIVE")] int KeepAlive);

public sealed record TasmotaSensorStatus(TasmotaSensors StatusSns);

public sealed record TasmotaSleep(TasmotaWakeUp DeepSleep);

public sealed record TasmotaWakeUp(DateTime Time, long Epoch);

public sealed record TasmotaDiscovery(
    [property: JsonPropertyName("ip")] string Address,
    [property: JsonPropertyName("dn")] string DeviceName,
    [property: JsonPropertyName("fn")] IReadOnlyList<string?> FriendlyNames,
    [property: JsonPropertyName("md")] string Module,
    [property: JsonPropertyName("if")] int Interface,
    [property: JsonPropertyName("sw")] string Software,
    [property: JsonPropertyName("rl")] IReadOnlyList<int> Relays,
    [property: JsonPropertyName("so")] IReadOnlyDictionary<int, int> Options);

public sealed record TasmotaDiscoveredSensors([property: JsonPropertyName("sn")] TasmotaSensors Sensors);
