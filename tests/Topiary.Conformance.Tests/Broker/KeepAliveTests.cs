namespace Topiary.Conformance.Tests.Broker;

/// <summary>Section 3.1.2.10: a silent client.</summary>
public sealed class KeepAliveTests
{
    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-3.1.2-22", "MQTT-3.2.2-22")]
    [Normative311("MQTT-3.1.2-24")]
    public async Task Silence_of_one_and_a_half_intervals_ends_the_connection(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire wire = await broker.Connect("c", version, packet => packet with { KeepAlive = 20 });

        // Any packet counts.
        foreach (string packet in (string[])["C0 00", "30 ~ [t] () 'x'", "40 ~ #77"])
        {
            await wire.Send(packet);
            if (packet == "C0 00")
            {
                await wire.Expect("D0 00");
            }

            await broker.Advance(29.9);
            await wire.ExpectNothing();
        }

        await broker.Advance(30.1);
        await wire.ExpectClosed(ReasonCode.KeepAliveTimeout);
    }

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-3.1.2-22")]
    [Normative311("MQTT-3.1.2-24")]
    public async Task A_keep_alive_of_zero_allows_any_silence(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire wire = await broker.Connect("c", version);
        await broker.Advance(1_000_000);
        await wire.ExpectNothing();
    }

    [Fact]
    [Normative("MQTT-3.1.2-22")]
    public async Task A_server_keep_alive_is_announced_and_applied()
    {
        await using TestBroker broker = await TestBroker.Start(options => options.MaximumKeepAlive = TimeSpan.FromSeconds(10));
        (Wire wire, ConnAckPacket answer) = await broker.ConnectAnswered("c", with: packet => packet with { KeepAlive = 60 });
        Assert.Equal((ushort)10, answer.ServerKeepAlive);
        await broker.Advance(15.1);
        await wire.ExpectClosed(ReasonCode.KeepAliveTimeout);

        (Wire shorter, ConnAckPacket own) = await broker.ConnectAnswered("c", with: packet => packet with { KeepAlive = 6 });
        Assert.Null(own.ServerKeepAlive);
        await broker.Advance(9.1);
        await shorter.ExpectClosed(ReasonCode.KeepAliveTimeout);
    }
}
