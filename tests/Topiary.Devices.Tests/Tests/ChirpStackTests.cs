namespace Topiary.Devices.Tests.ChirpStack;

public sealed class ChirpStackTests() : ProductTests("chirpstack", mqtt => mqtt
        .AddPublisher<IChirpStack>().AddHandler<ChirpStackHandler>());

[MqttHandler]
public sealed class ChirpStackHandler(Arrivals arrivals) : Recorder<IChirpStack>(arrivals), IChirpStack
{
    public ValueTask UplinkAsync(Guid application, string devEui, Uplink message) => Seen(message, contract => contract.UplinkAsync(application, devEui, message));

    public ValueTask JoinAsync(Guid application, string devEui, Join message) => Seen(message, contract => contract.JoinAsync(application, devEui, message));

    public ValueTask AcknowledgedAsync(Guid application, string devEui, Acknowledgement message) => Seen(message, contract => contract.AcknowledgedAsync(application, devEui, message));

    public ValueTask SentAsync(Guid application, string devEui, Acknowledgement message) => Seen(message, contract => contract.SentAsync(application, devEui, message));

    public ValueTask LogAsync(Guid application, string devEui, LogEntry message) => Seen(message, contract => contract.LogAsync(application, devEui, message));

    public ValueTask StatusAsync(Guid application, string devEui, DeviceStatus message) => Seen(message, contract => contract.StatusAsync(application, devEui, message));

    public ValueTask LocationAsync(Guid application, string devEui, Located message) => Seen(message, contract => contract.LocationAsync(application, devEui, message));

    public ValueTask IntegrationAsync(Guid application, string devEui, Integration message) => Seen(message, contract => contract.IntegrationAsync(application, devEui, message));

    public ValueTask DownlinkAsync(Guid application, string devEui, Downlink command) => Seen(command, contract => contract.DownlinkAsync(application, devEui, command));
}
