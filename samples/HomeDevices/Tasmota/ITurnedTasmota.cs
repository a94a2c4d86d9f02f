using Topiary;

namespace HomeDevices.Tasmota;

/// <summary>
/// Devices whose FullTopic setting is turned round. A contract and a handler of its own: in one handler this topic could
/// be taken for one of a device that is called <c>tele</c>, which the analyzers refuse.
/// </summary>
[MqttContract("{device}/tele")]
public interface ITurnedTasmota
{
    [Topic("SENSOR")]
    ValueTask SensorAsync(string device, TasmotaSensors sensors, CancellationToken ct = default);
}
