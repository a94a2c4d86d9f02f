using System.Text.Json;
using Topiary;

namespace HomeDevices.Esphome;

/// <summary>Nodes whose firmware their owner put together.</summary>
[MqttContract("{node}")]
public interface IEsphome
{
    [Topic("status", Retain = true)]
    ValueTask StatusAsync(OwnPrefix node, OneOf<NodeStatus, string> status);

    /// <summary>Log lines, coloured for a terminal.</summary>
    [Topic("debug", QoS = QoS.AtMostOnce)]
    ValueTask LogAsync(OwnPrefix node, string line);

    [Topic("{component}/{item}/state", Retain = true)]
    ValueTask StateAsync(OwnPrefix node, Component component, string item, OneOf<EntityState, double, string> state);

    [Topic("{component}/{item}/command")]
    ValueTask CommandAsync(OwnPrefix node, Component component, string item, OneOf<EntityState, double, string> wanted);

    [Topic("{component}/{item}/{field}/state", Retain = true)]
    ValueTask FieldAsync(OwnPrefix node, Component component, string item, string field, OneOf<double, string> value);

    [Topic("{component}/{item}/{field}/command")]
    ValueTask FieldCommandAsync(OwnPrefix node, Component component, string item, string field, OneOf<double, string> wanted);

    /// <summary>What an automation publishes where it likes.</summary>
    [Topic("topic")]
    ValueTask OwnAsync(OwnPrefix node, OneOf<Dictionary<string, JsonElement>, string> content);
}
