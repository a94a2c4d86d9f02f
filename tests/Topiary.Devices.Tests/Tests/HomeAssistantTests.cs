using System.Text.Json;
using HomeDevices.HomeAssistant;

namespace Topiary.Devices.Tests.HomeAssistant;

public sealed class HomeAssistantTests() : ProductTests("home-assistant-discovery", mqtt => mqtt
        .AddPublisher<IDiscovery>().AddHandler<DiscoveryHandler>());

[MqttHandler]
public sealed class DiscoveryHandler(Arrivals arrivals) : Recorder<IDiscovery>(arrivals), IDiscovery
{
    public ValueTask ConfigureAsync(EntityKind component, string item, EntityConfiguration? configuration) => Seen(configuration, contract => contract.ConfigureAsync(component, item, configuration));

    public ValueTask ConfigureOfNodeAsync(EntityKind component, string node, string item, EntityConfiguration? configuration) => Seen(configuration, contract => contract.ConfigureOfNodeAsync(component, node, item, configuration));

    public ValueTask ConfigureDeviceAsync(string item, DeviceConfiguration? configuration) => Seen(configuration, contract => contract.ConfigureDeviceAsync(item, configuration));

    public ValueTask StatusAsync(OneOf<Presence, string> status) => Seen(status, contract => contract.StatusAsync(status));

    public ValueTask StateAsync(EntityKind component, string item, OneOf<Dictionary<string, JsonElement>, double, string> state) => Seen(state, contract => contract.StateAsync(component, item, state));

    public ValueTask SetAsync(EntityKind component, string item, OneOf<Dictionary<string, JsonElement>, double, string> wanted) => Seen(wanted, contract => contract.SetAsync(component, item, wanted));
}
