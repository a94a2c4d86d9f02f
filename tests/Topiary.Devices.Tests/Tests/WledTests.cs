namespace Topiary.Devices.Tests.Wled;

public sealed class WledTests() : ProductTests("wled", mqtt => mqtt
        .AddPublisher<IWled>().AddHandler<WledHandler>());

[MqttHandler]
public sealed class WledHandler(Arrivals arrivals) : Recorder<IWled>(arrivals), IWled
{
    public ValueTask PowerAsync(string device, OneOf<byte, WledPower, string> power) => Seen(power, contract => contract.PowerAsync(device, power));

    public ValueTask ColorAsync(string device, string color) => Seen(color, contract => contract.ColorAsync(device, color));

    public ValueTask CommandAsync(string device, OneOf<WledState, string> command) => Seen(command, contract => contract.CommandAsync(device, command));

    public ValueTask BrightnessAsync(string device, byte brightness) => Seen(brightness, contract => contract.BrightnessAsync(device, brightness));

    public ValueTask CurrentColorAsync(string device, string color) => Seen(color, contract => contract.CurrentColorAsync(device, color));

    public ValueTask ReportAsync(string device, WledReport report) => Seen(report, contract => contract.ReportAsync(device, report));

    public ValueTask StatusAsync(string device, OneOf<WledStatus, string> status) => Seen(status, contract => contract.StatusAsync(device, status));
}
