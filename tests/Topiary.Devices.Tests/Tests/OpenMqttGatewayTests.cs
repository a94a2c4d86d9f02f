using System.Text.Json;

namespace Topiary.Devices.Tests.OpenMqttGateway;

public sealed class OpenMqttGatewayTests() : ProductTests("openmqttgateway-theengs", mqtt => mqtt
        .AddPublisher<IRadioGateway>().AddHandler<RadioGatewayHandler>()
        .AddPublisher<IPresence>().AddHandler<PresenceHandler>());

[MqttHandler]
public sealed class RadioGatewayHandler(Arrivals arrivals) : Recorder<IRadioGateway>(arrivals), IRadioGateway
{
    public ValueTask BluetoothAsync(GatewayName gateway, BluetoothDevice device) => Seen(device, contract => contract.BluetoothAsync(gateway, device));

    public ValueTask BluetoothDeviceAsync(GatewayName gateway, string device, BluetoothDevice report) => Seen(report, contract => contract.BluetoothDeviceAsync(gateway, device, report));

    public ValueTask RadioAsync(GatewayName gateway, Source source, RadioSignal signal) => Seen(signal, contract => contract.RadioAsync(gateway, source, signal));

    public ValueTask RadioDetailAsync(GatewayName gateway, Source source, string detail, OneOf<RadioSignal, string> signal) => Seen(signal, contract => contract.RadioDetailAsync(gateway, source, detail, signal));

    public ValueTask LastWillAsync(GatewayName gateway, OneOf<GatewayState, string> state) => Seen(state, contract => contract.LastWillAsync(gateway, state));

    public ValueTask VersionAsync(GatewayName gateway, string version) => Seen(version, contract => contract.VersionAsync(gateway, version));

    public ValueTask SendAsync(GatewayName gateway, string target, RadioSignal signal) => Seen(signal, contract => contract.SendAsync(gateway, target, signal));

    public ValueTask ConfigureAsync(GatewayName gateway, string target, string setting, Dictionary<string, JsonElement> settings) => Seen(settings, contract => contract.ConfigureAsync(gateway, target, setting, settings));
}

[MqttHandler]
public sealed class PresenceHandler(Arrivals arrivals) : Recorder<IPresence>(arrivals), IPresence
{
    public ValueTask NearAsync(string gateway, BluetoothDevice device) => Seen(device, contract => contract.NearAsync(gateway, device));
}
