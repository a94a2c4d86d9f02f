namespace Topiary.Devices.Tests.VictronVenus;

public sealed class VictronVenusTests() : ProductTests("victron-venus", mqtt => mqtt
        .AddPublisher<IVenus>().AddHandler<VenusHandler>());

[MqttHandler]
public sealed class VenusHandler(Arrivals arrivals) : Recorder<IVenus>(arrivals), IVenus
{
    public ValueTask NotifyAsync(string portal, string service, int instance, string path, VenusValue? value) => Seen(value, contract => contract.NotifyAsync(portal, service, instance, path, value));

    public ValueTask WriteAsync(string portal, string service, int instance, string path, VenusValue value) => Seen(value, contract => contract.WriteAsync(portal, service, instance, path, value));

    public ValueTask ReadAsync(string portal, string service, int instance, string path, VenusValue? nothing) => Seen(nothing, contract => contract.ReadAsync(portal, service, instance, path, nothing));

    public ValueTask KeepAliveAsync(string portal, OneOf<KeepAliveOptions, string>? options) => Seen(options, contract => contract.KeepAliveAsync(portal, options));

    public ValueTask NoticeAsync(string portal, string notice, PublishCompleted? completed) => Seen(completed, contract => contract.NoticeAsync(portal, notice, completed));
}
