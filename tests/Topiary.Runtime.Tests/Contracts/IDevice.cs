namespace Topiary.Runtime.Tests;

public sealed record DeviceState(bool Online, int Connection = 0);

[MqttContract("devices/{id}")]
public interface IDevice
{
    [Topic("state", Retain = true, ExpirySeconds = 600)]
    [Will(DelaySeconds = 5, PublishOnStop = true)]
    ValueTask StateAsync(string id, DeviceState state);

    [Topic("gone", QoS = QoS.AtMostOnce)]
    [Will]
    Task GoneAsync(string id);

    [Topic("value")]
    ValueTask ValueAsync(string id, int value, PublishOptions? options = null);

    [Topic("ask")]
    ValueTask<int> AskAsync(string id);
}
