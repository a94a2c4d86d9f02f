using Topiary.Protocol;

namespace Topiary.Client.Tests;

public sealed class OptionsTests
{
    public static TheoryData<Func<MqttClientOptions, MqttClientOptions>, string> Invalid => new()
    {
        { static o => o with { Brokers = [] }, "MqttClientOptions.Brokers is empty; it needs at least one address such as mqtt://localhost:1883." },
        { static o => o with { ProtocolVersion = MqttVersion.V310 }, "MqttClientOptions.ProtocolVersion is V310; it must be V311 or V500." },
        { static o => o with { KeepAlive = TimeSpan.FromDays(1) }, "MqttClientOptions.KeepAlive is 1.00:00:00; it must be zero or between 1 second and 18:12:15." },
        { static o => o with { OperationTimeout = TimeSpan.Zero }, "MqttClientOptions.OperationTimeout is 00:00:00; it must be positive and below 24 days." },
        { static o => o with { SessionExpiry = TimeSpan.FromSeconds(-1) }, "MqttClientOptions.SessionExpiry is -00:00:01; it cannot be negative." },
        { static o => o with { ReconnectDelayMin = TimeSpan.Zero }, "MqttClientOptions.ReconnectDelayMin is 00:00:00; it must be positive." },
        { static o => o with { ReconnectDelayMax = TimeSpan.FromMilliseconds(1) }, "MqttClientOptions.ReconnectDelayMax is 00:00:00.0010000; it cannot be below ReconnectDelayMin." },
        { static o => o with { ReceiveMaximum = 0 }, "MqttClientOptions.ReceiveMaximum is 0; it must be at least 1." },
        { static o => o with { MaximumPacketSize = 1 }, "MqttClientOptions.MaximumPacketSize is 1; it must be between 64 and 268435460." },
        { static o => o with { ClientId = "a\0" }, "MqttClientOptions.ClientId cannot be sent: MQTT strings cannot hold U+0000. (Parameter 'text')." },
        { static o => o with { Password = new byte[] { 1 }, ProtocolVersion = MqttVersion.V311 }, "MqttClientOptions.Password needs a UserName on MQTT 3.1.1." },
        { static o => o with { OfflineQueue = new OfflineQueueOptions { MaxMessages = 0 } }, "MqttClientOptions.OfflineQueue.MaxMessages is 0; it must be at least 1." },
        { static o => o with { Will = new MqttWill { Topic = "a/#" } }, "MqttClientOptions.Will.Topic is 'a/#', which is no topic to publish to: " },
        { static o => o with { Will = new MqttWill { Topic = "a", Payload = new byte[70_000] } }, "MqttClientOptions.Will.Payload has more than 65,535 bytes." },
    };

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Create_names_the_option_that_makes_no_sense(Func<MqttClientOptions, MqttClientOptions> change, string text)
    {
        ArgumentException e = Assert.Throws<ArgumentException>(() => MqttClient.Create(change(new MqttClientOptions { Brokers = ["mqtt://localhost"] })));
        Assert.StartsWith(text, e.Message);
    }

    [Fact]
    public async Task A_client_identifier_that_is_left_out_is_one_that_every_server_accepts()
    {
        await using MqttClient client = MqttClient.Create(new MqttClientOptions { Brokers = ["mqtt://localhost"] });
        Assert.Matches("^[0-9a-z]{1,23}$", client.ClientId);
    }
}
