using Topiary;

namespace HomeDevices.Shelly;

/// <summary>Second generation: JSON, and JSON-RPC. The prefix may have one level or two.</summary>
[MqttContract]
public interface IShellyGen2
{
    [Topic("{id}/online", Retain = true)]
    ValueTask OnlineAsync(string id, bool online, CancellationToken ct = default);

    [Topic("{id}/status/{component}")]
    ValueTask StatusAsync(string id, Component component, ComponentStatus status, CancellationToken ct = default);

    [Topic("{group}/{id}/status/{component}")]
    ValueTask GroupedStatusAsync(OwnPrefix group, string id, Component component, ComponentStatus status, CancellationToken ct = default);

    [Topic("{id}/events/rpc")]
    ValueTask EventAsync(string id, Notification happened, CancellationToken ct = default);

    [Topic("{group}/{id}/events/rpc")]
    ValueTask GroupedEventAsync(OwnPrefix group, string id, Notification happened, CancellationToken ct = default);

    [Topic("{id}/debug/log", QoS = QoS.AtMostOnce)]
    ValueTask LogAsync(string id, string line, CancellationToken ct = default);

    [Topic("{id}/rpc")]
    ValueTask CallAsync(string id, RpcCall call, CancellationToken ct = default);

    [Topic("{id}/response/rpc")]
    ValueTask AnswerAsync(string id, RpcAnswer answer, CancellationToken ct = default);

    [Topic("homeassistant/shellies/{id}")]
    ValueTask HomeAssistantCallAsync(string id, RpcCall call, CancellationToken ct = default);
}
