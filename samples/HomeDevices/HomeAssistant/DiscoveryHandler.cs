using System.Text.Json;
using Topiary;

namespace HomeDevices.HomeAssistant;

[MqttHandler]
public sealed class DiscoveryHandler(House house) : IDiscovery
{
    public ValueTask ConfigureAsync(EntityKind component, string item, EntityConfiguration? configuration) =>
        house.Says(item, Describe(component, configuration));

    public ValueTask ConfigureOfNodeAsync(EntityKind component, string node, string item, EntityConfiguration? configuration) =>
        house.Says(node, Describe(component, configuration));

    public ValueTask ConfigureDeviceAsync(string item, DeviceConfiguration? configuration)
    {
        var components = configuration?.ShortComponents.ValueOr(null) ?? configuration?.Components.ValueOr(null) ?? [];
        return house.Says(item, $"is made of {string.Join(", ", components.Select(component => component.Value?.Platform))}");
    }

    public ValueTask StatusAsync(OneOf<Presence, string> status) => house.Says("homeassistant", $"is {status}");

    public ValueTask StateAsync(EntityKind component, string item, OneOf<Dictionary<string, JsonElement>, double, string> state) =>
        house.Says(item, $"{component} is {Describe(state)}");

    public ValueTask SetAsync(EntityKind component, string item, OneOf<Dictionary<string, JsonElement>, double, string> wanted) =>
        house.Says(item, $"{component} is told {Describe(wanted)}");

    private static string Describe(EntityKind component, EntityConfiguration? configuration) =>
        configuration is null ? $"{component} is removed" : $"is a {component} called {configuration.Name.ValueOr(null) ?? "nothing"}";

    private static string Describe(OneOf<Dictionary<string, JsonElement>, double, string> value) =>
        value.Is(out Dictionary<string, JsonElement>? members) ? string.Join(", ", members.Select(member => $"{member.Key} {member.Value}")) : value.ToString();
}
