namespace Topiary.Devices.Tests.Meshtastic;

public sealed class MeshtasticTests() : ProductTests("meshtastic", mqtt => mqtt
        .AddPublisher<IMesh>().AddHandler<MeshHandler>());

[MqttHandler]
public sealed class MeshHandler(Arrivals arrivals) : Recorder<IMesh>(arrivals), IMesh
{
    public ValueTask MessageAsync(Region region, string channel, NodeId sender, MeshMessage message) => Seen(message, contract => contract.MessageAsync(region, channel, sender, message));

    public ValueTask AreaMessageAsync(Region region, string area, string channel, NodeId sender, MeshMessage message) => Seen(message, contract => contract.AreaMessageAsync(region, area, channel, sender, message));

    public ValueTask UnregionalMessageAsync(string channel, NodeId sender, MeshMessage message) => Seen(message, contract => contract.UnregionalMessageAsync(channel, sender, message));

    public ValueTask OldMessageAsync(MeshMessage message) => Seen(message, contract => contract.OldMessageAsync(message));
}
