using System.Text.Json;

namespace Topiary.Devices.Tests.OpenMqttGateway;

public sealed class OpenMqttGatewayTests() : ProductTests("openmqttgateway-theengs", mqtt => mqtt
        .AddPublisher<IRadioGateway>().AddHandler<RadioGatewayHandler>());

[MqttHandler]
public sealed class RadioGatewayHandler(Arrivals arrivals) : Recorder<IRadioGateway>(arrivals), IRadioGateway
{
    public ValueTask BluetoothAsync(string gateway, BluetoothDevice device) => Seen(device, contract => contract.BluetoothAsync(gateway, device));

    public ValueTask BluetoothDeviceAsync(string gateway, string device, BluetoothDevice report) => Seen(report, contract => contract.BluetoothDeviceAsync(gateway, device, report));

    public ValueTask RadioAsync(string gateway, Source source, RadioSignal signal) => Seen(signal, contract => contract.RadioAsync(gateway, source, signal));

    public ValueTask RadioDetailAsync(string gateway, Source source, string detail, OneOf<RadioSignal, string> signal) => Seen(signal, contract => contract.RadioDetailAsync(gateway, source, detail, signal));

    public ValueTask LastWillAsync(string gateway, OneOf<GatewayState, string> state) => Seen(state, contract => contract.LastWillAsync(gateway, state));

    public ValueTask VersionAsync(string gateway, string version) => Seen(version, contract => contract.VersionAsync(gateway, version));

    public ValueTask SendAsync(string gateway, string target, RadioSignal signal) => Seen(signal, contract => contract.SendAsync(gateway, target, signal));

    public ValueTask ConfigureAsync(string gateway, string target, string setting, Dictionary<string, JsonElement> settings) => Seen(settings, contract => contract.ConfigureAsync(gateway, target, setting, settings));
}
