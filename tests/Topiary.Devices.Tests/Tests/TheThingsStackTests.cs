namespace Topiary.Devices.Tests.TheThingsStack;

public sealed class TheThingsStackTests() : ProductTests("the-things-stack", mqtt => mqtt
        .AddPublisher<ITheThingsStack>().AddHandler<TheThingsStackHandler>());

[MqttHandler]
public sealed class TheThingsStackHandler(Arrivals arrivals) : Recorder<ITheThingsStack>(arrivals), ITheThingsStack
{
    public ValueTask UplinkAsync(Application application, string device, DeviceMessageUp message) => Seen(message, contract => contract.UplinkAsync(application, device, message));

    public ValueTask JoinAsync(Application application, string device, DeviceMessageUp message) => Seen(message, contract => contract.JoinAsync(application, device, message));

    public ValueTask DownlinkAsync(Application application, string device, DownlinkTopic kind, DeviceMessageUp message) => Seen(message, contract => contract.DownlinkAsync(application, device, kind, message));

    public ValueTask PushAsync(Application application, string device, Downlinks message) => Seen(message, contract => contract.PushAsync(application, device, message));

    public ValueTask ReplaceAsync(Application application, string device, Downlinks message) => Seen(message, contract => contract.ReplaceAsync(application, device, message));

    public ValueTask LocationAsync(Application application, string device, DeviceMessageUp message) => Seen(message, contract => contract.LocationAsync(application, device, message));

    public ValueTask ServiceAsync(Application application, string device, DeviceMessageUp message) => Seen(message, contract => contract.ServiceAsync(application, device, message));
}
