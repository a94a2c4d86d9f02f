using System.Text.Json;
using Topiary;

namespace HomeDevices.Tasmota;

/// <summary>What a Tasmota device reports by itself (<c>tele</c>), answers (<c>stat</c>) and is told (<c>cmnd</c>).</summary>
[MqttContract]
public interface ITasmota
{
    [Topic("tele/{device}/LWT", Retain = true)]
    ValueTask LastWillAsync(string device, string state, CancellationToken ct = default);

    [Topic("tele/{device}/INFO1")]
    ValueTask InfoAsync(string device, TasmotaInfo info, CancellationToken ct = default);

    [Topic("tele/{device}/STATE")]
    ValueTask StateAsync(string device, TasmotaState state, CancellationToken ct = default);

    [Topic("tele/{device}/SENSOR")]
    ValueTask SensorAsync(string device, TasmotaSensors sensors, CancellationToken ct = default);

    [Topic("tele/{device}/RESULT")]
    ValueTask EventAsync(string device, TasmotaEvent happened, CancellationToken ct = default);

    [Topic("tele/{device}/{channel}/RESULT")]
    ValueTask ChannelEventAsync(string device, string channel, TasmotaEvent happened, CancellationToken ct = default);

    [Topic("tele/{device}/SSERIALRECEIVED")]
    ValueTask SerialAsync(string device, TasmotaEvent happened, CancellationToken ct = default);

    [Topic("stat/{device}/RESULT")]
    ValueTask ResultAsync(string device, Dictionary<string, JsonElement> result, CancellationToken ct = default);

    [Topic("stat/{device}/COMMAND")]
    ValueTask CommandResultAsync(string device, Dictionary<string, JsonElement> result, CancellationToken ct = default);

    [Topic("stat/{device}/PCF8574_INP")]
    ValueTask InputsAsync(string device, TasmotaSensors sensors, CancellationToken ct = default);

    [Topic("stat/{device}/POWER1")]
    ValueTask PowerAsync(string device, TasmotaPower power, CancellationToken ct = default);

    [Topic("stat/{device}/DPTYPE1ID1")]
    ValueTask TuyaAsync(string device, int value, CancellationToken ct = default);

    [Topic("stat/{device}/STATUS6")]
    ValueTask MqttStatusAsync(string device, TasmotaMqttStatus status, CancellationToken ct = default);

    [Topic("stat/{device}/STATUS8")]
    ValueTask SensorStatusAsync(string device, TasmotaSensorStatus status, CancellationToken ct = default);

    [Topic("stat/{device}/DEEPSLEEP")]
    ValueTask DeepSleepAsync(string device, TasmotaSleep sleep, CancellationToken ct = default);

    /// <summary>Whatever else it says by itself.</summary>
    [Topic("tele/{device}/{kind}")]
    ValueTask ReportAsync(string device, OtherReport kind, OneOf<Dictionary<string, JsonElement>, double, string> report, CancellationToken ct = default);

    /// <summary>Whatever else it answers.</summary>
    [Topic("stat/{device}/{command}")]
    ValueTask AnswerAsync(string device, OtherAnswer command, OneOf<Dictionary<string, JsonElement>, double, string> answer, CancellationToken ct = default);

    // An empty command asks for the present value.
    [Topic("cmnd/{device}/{command}")]
    ValueTask CommandAsync(string device, string command, string argument, CancellationToken ct = default);

    [Topic("tasmota/discovery/{mac}/config", Retain = true)]
    ValueTask DiscoveryAsync(string mac, TasmotaDiscovery config, CancellationToken ct = default);

    [Topic("tasmota/discovery/{mac}/sensors", Retain = true)]
    ValueTask DiscoveredSensorsAsync(string mac, TasmotaDiscoveredSensors sensors, CancellationToken ct = default);
}
