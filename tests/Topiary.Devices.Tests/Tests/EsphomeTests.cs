using System.Text.Json;
using HomeDevices;
using HomeDevices.Esphome;

namespace Topiary.Devices.Tests.Esphome;

public sealed class EsphomeTests() : ProductTests("esphome", mqtt => mqtt
        .AddPublisher<IEsphome>().AddHandler<EsphomeHandler>()
        .AddPublisher<HomeDevices.HomeAssistant.IDiscovery>().AddHandler<HomeAssistant.DiscoveryHandler>());

[MqttHandler]
public sealed class EsphomeHandler(Arrivals arrivals) : Recorder<IEsphome>(arrivals), IEsphome
{
    public ValueTask StatusAsync(OwnPrefix node, OneOf<NodeStatus, string> status) => Seen(status, contract => contract.StatusAsync(node, status));

    public ValueTask LogAsync(OwnPrefix node, string line) => Seen(line, contract => contract.LogAsync(node, line));

    public ValueTask StateAsync(OwnPrefix node, Component component, string item, OneOf<EntityState, double, string> state) => Seen(state, contract => contract.StateAsync(node, component, item, state));

    public ValueTask CommandAsync(OwnPrefix node, Component component, string item, OneOf<EntityState, double, string> wanted) => Seen(wanted, contract => contract.CommandAsync(node, component, item, wanted));

    public ValueTask FieldAsync(OwnPrefix node, Component component, string item, string field, OneOf<double, string> value) => Seen(value, contract => contract.FieldAsync(node, component, item, field, value));

    public ValueTask FieldCommandAsync(OwnPrefix node, Component component, string item, string field, OneOf<double, string> wanted) => Seen(wanted, contract => contract.FieldCommandAsync(node, component, item, field, wanted));

    public ValueTask OwnAsync(OwnPrefix node, OneOf<Dictionary<string, JsonElement>, string> content) => Seen(content, contract => contract.OwnAsync(node, content));
}
