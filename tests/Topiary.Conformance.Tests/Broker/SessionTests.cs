namespace Topiary.Conformance.Tests.Broker;

/// <summary>Sections 3.1.2.4, 3.1.4, 3.2.2.1 and 4.1: when a session begins, goes on and ends.</summary>
public sealed class SessionTests
{
    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-3.1.2-4", "MQTT-3.1.4-4", "MQTT-3.2.2-2")]
    [Normative311("MQTT-3.1.2-6", "MQTT-3.1.4-3", "MQTT-3.2.2-1")]
    public async Task A_clean_connect_drops_the_session_there_was(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire old = await broker.Resume("c", version);
        await old.Subscribe("t", AtLeastOnce);
        await broker.Cut(old);
        Wire publisher = await broker.Connect("p", version);
        await publisher.Publish("t", "queued", AtLeastOnce);
        await publisher.ExpectAck(PubAck, 1);

        Wire clean = await broker.Open($"10 ~ [MQTT] {(byte)version:X2} 02 #0 () [c]", version);
        ConnAckPacket answer = await clean.ExpectConnAck();
        Assert.Equal((ReasonCode.Success, false), (answer.ReasonCode, answer.SessionPresent));
        await publisher.Publish("t", "live", AtLeastOnce);
        await publisher.ExpectAck(PubAck, 2);
        await clean.ExpectNothing();
    }

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-3.1.2-5", "MQTT-3.1.2-23", "MQTT-3.2.2-3", "MQTT-4.1.0-1", "MQTT-4.5.0-1", "MQTT-3.2.0-1")]
    [Normative311("MQTT-3.1.2-4", "MQTT-3.1.2-5", "MQTT-3.2.2-2", "MQTT-4.1.0-1", "MQTT-4.5.0-1", "MQTT-3.2.0-1")]
    public async Task A_kept_session_goes_on_with_its_subscriptions_and_what_was_published_meanwhile(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire first = await broker.Resume("c", version);
        await first.Subscribe("t/+", ExactlyOnce);
        await broker.Cut(first);
        Wire publisher = await broker.Connect("p", version);
        await publisher.Publish("t/1", "one", AtLeastOnce);
        await publisher.ExpectAck(PubAck, 1);
        await publisher.Publish("t/2", "two", ExactlyOnce);
        await publisher.ExpectAck(PubRec, 2);

        (Wire second, ConnAckPacket answer) = await broker.ConnectAnswered("c", version, TestBroker.Kept);
        Assert.True(answer.SessionPresent);
        await second.ExpectPublish("t/1", "one");
        await second.ExpectPublish("t/2", "two");
        await publisher.Publish("t/3", "three");
        await second.ExpectPublish("t/3", "three");
    }

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-3.1.2-6", "MQTT-3.2.2-3", "MQTT-3.1.4-5")]
    [Normative311("MQTT-3.1.2-4", "MQTT-3.2.2-3", "MQTT-3.1.4-4")]
    public async Task Without_a_stored_session_a_new_one_begins(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire wire = await broker.Open($"10 ~ [MQTT] {(byte)version:X2} 00 #0 () [c]", version);
        Packet packet = await wire.Expect(ConnAck);
        Assert.Equal("0000", Convert.ToHexString(packet.Frame.Body.Span[..2]));
        await wire.Subscribe("t");
        await wire.Publish("t", "x");
        await wire.ExpectPublish("t", "x");
    }

    [Fact]
    [Normative("MQTT-3.1.2-23", "MQTT-4.1.0-2")]
    public async Task A_session_is_kept_for_its_expiry_interval_and_no_longer()
    {
        await using TestBroker broker = await TestBroker.Start();
        foreach ((double seconds, bool isPresent) in ((double, bool)[])[(99, true), (101, false)])
        {
            Wire first = await broker.Connect("c", with: packet => packet with { SessionExpiryInterval = 100 });
            await broker.Advance(1000);
            await first.Subscribe("t");
            await broker.Cut(first);
            await broker.Advance(seconds);
            (Wire second, ConnAckPacket answer) = await broker.ConnectAnswered("c", with: packet => packet with { CleanStart = false });
            Assert.Equal(isPresent, answer.SessionPresent);
            await second.Send("E0 00");
            await second.ExpectClosed();
        }
    }

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-4.1.0-1")]
    [Normative311("MQTT-3.1.2-6", "MQTT-4.1.0-2")]
    public async Task A_session_not_to_be_kept_lasts_as_long_as_its_connection(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire first = await broker.Connect("c", version);
        await first.Subscribe("t");
        await broker.Advance(100_000);
        await first.Publish("t", "still there");
        await first.ExpectPublish("t", "still there");
        await broker.Cut(first);
        (_, ConnAckPacket answer) = await broker.ConnectAnswered("c", version, TestBroker.Kept);
        Assert.False(answer.SessionPresent);
    }

    [Fact]
    [Normative311("MQTT-3.1.2-4", "MQTT-4.1.0-1")]
    public async Task A_session_of_3_1_1_that_is_kept_does_not_expire()
    {
        await using TestBroker broker = await TestBroker.Start();
        await broker.Cut(await broker.Resume("c", V311));
        await broker.Advance(400 * 24 * 3600.0);
        (_, ConnAckPacket answer) = await broker.ConnectAnswered("c", V311, TestBroker.Kept);
        Assert.True(answer.SessionPresent);
    }

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-3.1.3-2")]
    [Normative311("MQTT-3.1.3-2")]
    public async Task Sessions_are_told_apart_by_client_identifier(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.Start();
        foreach (string id in (string[])["a", "A"])
        {
            Wire wire = await broker.Resume(id, version);
            await wire.Subscribe($"to/{id}", AtLeastOnce);
            await broker.Cut(wire);
        }

        Wire publisher = await broker.Connect("p", version);
        await publisher.Publish("to/a", "small", AtLeastOnce);
        await publisher.Publish("to/A", "large", AtLeastOnce);
        await publisher.Sync();
        Assert.Equal(["small"], await (await broker.Resume("a", version)).Payloads());
        Assert.Equal(["large"], await (await broker.Resume("A", version)).Payloads());
        (_, ConnAckPacket answer) = await broker.ConnectAnswered("b", version, TestBroker.Kept);
        Assert.False(answer.SessionPresent);
    }

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-3.1.4-3")]
    [Normative311("MQTT-3.1.4-2")]
    public async Task A_second_connection_of_a_client_ends_the_first(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire first = await broker.Resume("c", version);
        Wire second = await broker.Resume("c", version);
        await first.ExpectClosed(ReasonCode.SessionTakenOver);
        await second.Subscribe("t");
        await second.Publish("t", "x");
        await second.ExpectPublish("t", "x");
    }

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative311("MQTT-3.1.2-7")]
    public async Task Retained_messages_survive_the_session_that_published_them(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire first = await broker.Connect("c", version);
        await first.Publish("t", "kept", retain: true);
        await first.ExpectNothing();
        await broker.Cut(first);
        Wire second = await broker.Connect("c", version);
        await second.Subscribe("t");
        await second.ExpectPublish("t", "kept");
    }
}
