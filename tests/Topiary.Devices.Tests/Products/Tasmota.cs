using System.Text.Json;
using System.Text.Json.Serialization;
using HomeDevices;

namespace Topiary.Devices.Tests.Tasmota;

/// <summary>What a device reports by itself (<c>tele</c>), answers (<c>stat</c>) and is told (<c>cmnd</c>).</summary>
[MqttContract(Naming = JsonNaming.None)]
public interface ITasmota
{
    [Topic("tele/{device}/LWT", Retain = true)]
    ValueTask LastWillAsync(string device, OneOf<Presence, string>? state);

    [Topic("tele/{device}/STATE")]
    ValueTask StateAsync(string device, TasmotaState state);

    [Topic("tele/{device}/SENSOR")]
    ValueTask SensorAsync(string device, Sensors sensors);

    [Topic("tele/{device}/RESULT")]
    ValueTask EventAsync(string device, Event happened);

    [Topic("tele/{device}/{channel}/RESULT")]
    ValueTask ChannelEventAsync(string device, string channel, Event happened);

    /// <summary>Anything else that a device says by itself, such as <c>INFO1</c>.</summary>
    [Topic("tele/{device}/{kind}")]
    ValueTask ReportAsync(string device, OtherReport kind, OneOf<Event, string> report);

    [Topic("stat/{device}/RESULT")]
    ValueTask ResultAsync(string device, Event result);

    [Topic("stat/{device}/{relay}", Retain = true)]
    ValueTask PowerAsync(string device, Relay relay, OneOf<Power, string> power);

    [Topic("stat/{device}/{number}")]
    ValueTask StatusAsync(string device, StatusNumber number, StatusReport report);

    [Topic("stat/{device}/{command}")]
    ValueTask AnswerAsync(string device, OtherAnswer command, OneOf<Event, double, string>? value);

    /// <summary>An empty command asks for the present value.</summary>
    [Topic("cmnd/{device}/{command}")]
    ValueTask CommandAsync(string device, string command, OneOf<Dictionary<string, JsonElement>, double, string>? argument);

    [Topic("tasmota/discovery/{mac}/config", Retain = true)]
    ValueTask DiscoveryAsync(string mac, Discovery? config);

    [Topic("tasmota/discovery/{mac}/sensors", Retain = true)]
    ValueTask DiscoveredSensorsAsync(string mac, DiscoveredSensors? sensors);
}

/// <summary>Devices with the order of their topics turned around.</summary>
[MqttContract("{device}", Naming = JsonNaming.None)]
public interface ITurnedTasmota
{
    [Topic("tele/SENSOR")]
    ValueTask SensorAsync(TurnedDevice device, Sensors sensors);

    [Topic("tele/STATE")]
    ValueTask StateAsync(TurnedDevice device, TasmotaState state);

    [Topic("tele/{kind}")]
    ValueTask ReportAsync(TurnedDevice device, OtherTurnedReport kind, OneOf<Event, string> report);

    [Topic("stat/{command}")]
    ValueTask AnswerAsync(TurnedDevice device, string command, OneOf<Event, double, string> value);

    [Topic("cmnd/{command}")]
    ValueTask CommandAsync(TurnedDevice device, string command, OneOf<Dictionary<string, JsonElement>, double, string>? argument);
}

public enum Presence
{
    Online,
    Offline,
}

public enum Power
{
    OFF,
    ON,
    TOGGLE,
    BLINK,
    HOLD,
}

/// <summary>A device in a topic that begins with it.</summary>
public readonly record struct TurnedDevice(string Text) : ITextValue<TurnedDevice>
{
    public static bool TryCreate(string text, out TurnedDevice value)
    {
        value = new TurnedDevice(text);
        return text is not ("tele" or "stat" or "cmnd" or "tasmota" or "");
    }

    public override string ToString() => Text;
}

public readonly record struct OtherReport(string Text) : ITextValue<OtherReport>
{
    public static bool TryCreate(string text, out OtherReport value)
    {
        value = new OtherReport(text);
        return text is not ("LWT" or "STATE" or "SENSOR" or "RESULT" or "");
    }

    public override string ToString() => Text;
}

public readonly record struct OtherTurnedReport(string Text) : ITextValue<OtherTurnedReport>
{
    public static bool TryCreate(string text, out OtherTurnedReport value)
    {
        value = new OtherTurnedReport(text);
        return text is not ("STATE" or "SENSOR" or "");
    }

    public override string ToString() => Text;
}

/// <summary><c>POWER</c> of the only relay, <c>POWER2</c> of one of several.</summary>
public readonly record struct Relay(int? Number) : ITextValue<Relay>
{
    public string Text => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"POWER{Number}");

    public static bool TryCreate(string text, out Relay value)
    {
        value = default;
        if (text == "POWER")
        {
            return true;
        }

        var ok = text.StartsWith("POWER", StringComparison.Ordinal) && int.TryParse(text.AsSpan(5), System.Globalization.NumberStyles.None, null, out var number) && (value = new Relay(number)).Text == text;
        return ok;
    }

    public override string ToString() => Text;
}

/// <summary><c>STATUS</c> to <c>STATUS14</c>.</summary>
public readonly record struct StatusNumber(int? Number) : ITextValue<StatusNumber>
{
    public string Text => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"STATUS{Number}");

    public static bool TryCreate(string text, out StatusNumber value)
    {
        value = default;
        return text == "STATUS" || (text.StartsWith("STATUS", StringComparison.Ordinal)
            && int.TryParse(text.AsSpan(6), System.Globalization.NumberStyles.None, null, out var number) && (value = new StatusNumber(number)).Text == text);
    }

    public override string ToString() => Text;
}

public readonly record struct OtherAnswer(string Text) : ITextValue<OtherAnswer>
{
    public static bool TryCreate(string text, out OtherAnswer value)
    {
        value = new OtherAnswer(text);
        return text is not ("RESULT" or "") && !Relay.TryCreate(text, out _) && !StatusNumber.TryCreate(text, out _);
    }

    public override string ToString() => Text;
}

/// <summary>The present state; switches, lights and shutters are members named after them.</summary>
public sealed record TasmotaState : OpenPayload
{
    public Optional<string?> Time { get; init; }

    /// <summary>Days and time, of old versions hours.</summary>
    public Optional<OneOf<long, string>?> Uptime { get; init; }

    public Optional<long?> UptimeSec { get; init; }

    public Optional<double?> Vcc { get; init; }

    public Optional<double?> Heap { get; init; }

    public Optional<string?> SleepMode { get; init; }

    public Optional<int?> LoadAvg { get; init; }

    public Optional<int?> MqttCount { get; init; }

    public Optional<OneOf<PowerInJson, string>?> POWER { get; init; }

    public Optional<Wifi?> Wifi { get; init; }
}

[JsonConverter(typeof(JsonStringEnumConverter<PowerInJson>))]
public enum PowerInJson
{
    OFF,
    ON,
}

public sealed record Wifi : OpenPayload
{
    public Optional<int?> AP { get; init; }

    /// <summary>The network's name. The member's letters changed their case between versions.</summary>
    public string? NetworkName() => (More ?? []).FirstOrDefault(member => string.Equals(member.Key, "SSId", StringComparison.OrdinalIgnoreCase)).Value is { ValueKind: JsonValueKind.String } name ? name.GetString() : null;

    public Optional<int?> Channel { get; init; }

    public Optional<int?> RSSI { get; init; }

    public Optional<int?> LinkCount { get; init; }
}

/// <summary>Each sensor is a member named after it; which ones there are differs from device to device.</summary>
public sealed record Sensors : OpenPayload
{
    public Optional<string?> Time { get; init; }

    public Optional<OneOf<TemperatureUnit, string>?> TempUnit { get; init; }

    public Optional<EnergyReading?> ENERGY { get; init; }

    public Optional<Dictionary<string, ZigbeeReading?>?> ZbInfo { get; init; }
}

[JsonConverter(typeof(JsonStringEnumConverter<TemperatureUnit>))]
public enum TemperatureUnit
{
    C,
    F,
}

/// <summary>One value, or one for each phase.</summary>
public sealed record EnergyReading : OpenPayload
{
    public Optional<string?> TotalStartTime { get; init; }

    public Optional<OneOf<double, IReadOnlyList<double>>?> Total { get; init; }

    public Optional<OneOf<double, IReadOnlyList<double>>?> Yesterday { get; init; }

    public Optional<OneOf<double, IReadOnlyList<double>>?> Today { get; init; }

    public Optional<OneOf<double, IReadOnlyList<double>>?> Power { get; init; }

    public Optional<OneOf<double, IReadOnlyList<double>>?> Voltage { get; init; }

    public Optional<OneOf<double, IReadOnlyList<double>>?> Current { get; init; }
}

/// <summary>One of many events or results; the member that is there says which.</summary>
public sealed record Event : OpenPayload
{
    public Optional<InfraredReceived?> IrReceived { get; init; }

    public Optional<Dictionary<string, ZigbeeReading?>?> ZbReceived { get; init; }

    public Optional<ZigbeeStatus?> ZbState { get; init; }

    public Optional<Dictionary<string, PingResult?>?> Ping { get; init; }

    /// <summary>An object, or bare text.</summary>
    public Optional<OneOf<Dictionary<string, JsonElement>, string>?> SSerialReceived { get; init; }

    public Optional<WakeUp?> DeepSleep { get; init; }

    public Optional<string?> Module { get; init; }

    public Optional<string?> Version { get; init; }
}

public sealed record InfraredReceived : OpenPayload
{
    public Optional<string?> Protocol { get; init; }

    public Optional<int?> Bits { get; init; }

    public Optional<OneOf<string, long>?> Data { get; init; }

    public Optional<int?> Repeat { get; init; }

    public Optional<InfraredClimate?> IRHVAC { get; init; }
}

public sealed record InfraredClimate : OpenPayload
{
    public Optional<string?> Vendor { get; init; }

    public Optional<OneOf<string, int>?> Model { get; init; }

    public Optional<string?> Power { get; init; }

    public Optional<string?> Mode { get; init; }

    public Optional<double?> Temp { get; init; }

    public Optional<string?> FanSpeed { get; init; }
}

/// <summary>What a Zigbee device said; most members are those of its kind.</summary>
public sealed record ZigbeeReading : OpenPayload
{
    public Optional<string?> Device { get; init; }

    public Optional<string?> Name { get; init; }

    public Optional<string?> ModelId { get; init; }

    public Optional<IReadOnlyList<int>?> Endpoints { get; init; }

    public Optional<int?> LinkQuality { get; init; }
}

public sealed record ZigbeeStatus : OpenPayload
{
    public Optional<int?> Status { get; init; }

    public Optional<string?> IEEEAddr { get; init; }
}

public sealed record PingResult : OpenPayload
{
    public Optional<bool?> Reachable { get; init; }

    public Optional<int?> Success { get; init; }

    public Optional<int?> Timeout { get; init; }

    public Optional<double?> AvgTime { get; init; }
}

public sealed record WakeUp : OpenPayload
{
    public Optional<DateTime?> Time { get; init; }

    [JsonConverter(typeof(UnixSecondsConverter))]
    public Optional<DateTimeOffset?> Epoch { get; init; }
}

/// <summary>The answer to <c>Status n</c>: one member, whose name says which.</summary>
public sealed record StatusReport : OpenPayload
{
    public Optional<MqttStatus?> StatusMQT { get; init; }

    public Optional<Sensors?> StatusSNS { get; init; }

    public Optional<TasmotaState?> StatusSTS { get; init; }
}

public sealed record MqttStatus : OpenPayload
{
    public Optional<string?> MqttHost { get; init; }

    public Optional<int?> MqttPort { get; init; }

    public Optional<string?> MqttClient { get; init; }

    public Optional<int?> MqttCount { get; init; }

    [JsonPropertyName("MAX_PACKET_SIZE")]
    public Optional<int?> MaxPacketSize { get; init; }

    [JsonPropertyName("KEEPALIVE")]
    public Optional<int?> KeepAlive { get; init; }
}

public sealed record Discovery : OpenPayload
{
    [JsonPropertyName("ip")]
    public Optional<string?> Address { get; init; }

    [JsonPropertyName("dn")]
    public Optional<string?> DeviceName { get; init; }

    [JsonPropertyName("fn")]
    public Optional<IReadOnlyList<string?>?> FriendlyNames { get; init; }

    [JsonPropertyName("md")]
    public Optional<string?> Module { get; init; }

    [JsonPropertyName("sw")]
    public Optional<string?> Software { get; init; }

    /// <summary>Where commands and reports go: <c>%prefix%/%topic%/</c> and the prefixes.</summary>
    [JsonPropertyName("ft")]
    public Optional<string?> FullTopic { get; init; }

    [JsonPropertyName("tp")]
    public Optional<IReadOnlyList<string?>?> Prefixes { get; init; }

    [JsonPropertyName("rl")]
    public Optional<IReadOnlyList<int>?> Relays { get; init; }

    /// <summary>Options by their number.</summary>
    [JsonPropertyName("so")]
    public Optional<IReadOnlyDictionary<OptionNumber, int?>?> Options { get; init; }
}

/// <summary>The number of an option, the key of a dictionary.</summary>
public readonly record struct OptionNumber(string Text) : ITextValue<OptionNumber>
{
    public static bool TryCreate(string text, out OptionNumber value)
    {
        value = new OptionNumber(text);
        return text.Length > 0;
    }

    public override string ToString() => Text;
}

public sealed record DiscoveredSensors : OpenPayload
{
    [JsonPropertyName("sn")]
    public Optional<Sensors?> Sensors { get; init; }
}
