namespace Topiary.Devices.Tests.SenMl;

public sealed class SenMlTests() : ProductTests("senml", mqtt => mqtt
        .AddPublisher<ISenMl>().AddHandler<SenMlHandler>());

[MqttHandler]
public sealed class SenMlHandler(Arrivals arrivals) : Recorder<ISenMl>(arrivals), ISenMl
{
    public ValueTask PackAsync(Guid channel, IReadOnlyList<SenMlRecord> pack) => Seen(pack, contract => contract.PackAsync(channel, pack));

    public ValueTask NamedPackAsync(Guid channel, string name, IReadOnlyList<SenMlRecord> pack) => Seen(pack, contract => contract.NamedPackAsync(channel, name, pack));
}
