using System.Text.Json;
using Topiary;

namespace HomeDevices.Esphome;

[MqttHandler]
public sealed class EsphomeHandler(House house) : IEsphome
{
    public ValueTask StatusAsync(OwnPrefix node, OneOf<NodeStatus, string> status) => house.Says(node.Name, $"is {status}");

    public ValueTask LogAsync(OwnPrefix node, string line) => house.Says(node.Name, $"logs {line}");

    public ValueTask StateAsync(OwnPrefix node, Component component, string item, OneOf<EntityState, double, string> state) =>
        house.Says(node.Name, $"{component} {item} is {Describe(state)}");

    public ValueTask CommandAsync(OwnPrefix node, Component component, string item, OneOf<EntityState, double, string> wanted) =>
        house.Says(node.Name, $"{component} {item} is told {Describe(wanted)}");

    public ValueTask FieldAsync(OwnPrefix node, Component component, string item, string field, OneOf<double, string> value) =>
        house.Says(node.Name, $"{field} of {component} {item} is {value}");

    public ValueTask FieldCommandAsync(OwnPrefix node, Component component, string item, string field, OneOf<double, string> wanted) =>
        house.Says(node.Name, $"{field} of {component} {item} is told {wanted}");

    public ValueTask OwnAsync(OwnPrefix node, OneOf<Dictionary<string, JsonElement>, string> content) =>
        house.Says(node.Name, content.Is(out Dictionary<string, JsonElement>? members) ? $"says {string.Join(", ", members)}" : $"says {content}");

    private static string Describe(OneOf<EntityState, double, string> state) =>
        state.Is(out EntityState? entity) ? $"{entity.State}{(entity.Brightness.HasValue ? $" at {entity.Brightness}" : "")}" : state.ToString();
}
