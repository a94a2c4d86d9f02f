using System.Text;

namespace Topiary.Conformance.Tests.Broker;

/// <summary>Sections 3.1.2.5 to 3.1.2.7 and 3.1.3.2: when a will is published, and what becomes of it.</summary>
public sealed class WillTests
{
    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-3.1.2-7", "MQTT-3.1.2-8", "MQTT-3.1.2-14", "MQTT-3.1.2-9")]
    [Normative311("MQTT-3.1.2-8", "MQTT-3.1.2-9", "MQTT-3.1.2-16")]
    public async Task A_will_is_published_when_the_network_fails(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire watcher = await Watch(broker, version);
        Wire wire = await broker.Open($"10 ~ [MQTT] {(byte)version:X2} 0E #0 () [c] () [will] [gone]", version);
        await wire.ExpectConnAck();
        await watcher.ExpectNothing();
        await broker.Cut(wire);
        PublishPacket will = await watcher.ExpectPublish("will", "gone");
        Assert.Equal((AtLeastOnce, false), (will.QoS, will.Retain));

        // Not retained: a later subscriber finds nothing.
        Wire late = await Watch(broker, version, "late");
        await late.ExpectNothing();
    }

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-3.1.2-15")]
    [Normative311("MQTT-3.1.2-9", "MQTT-3.1.2-17")]
    public async Task A_will_with_will_retain_is_published_as_a_retained_message(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire wire = await broker.Open($"10 ~ [MQTT] {(byte)version:X2} 36 #0 () [c] () [will] [gone]", version);
        await wire.ExpectConnAck();
        await broker.Cut(wire);
        Wire late = await Watch(broker, version);
        PublishPacket will = await late.ExpectPublish("will", "gone");
        Assert.Equal((ExactlyOnce, true), (will.QoS, will.Retain));
    }

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-3.1.2-8", "MQTT-3.1.2-10", "MQTT-3.14.4-3")]
    [Normative311("MQTT-3.1.2-8", "MQTT-3.1.2-10", "MQTT-3.14.4-3")]
    public async Task A_normal_disconnect_drops_the_will(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire watcher = await Watch(broker, version);
        Wire wire = await broker.Open($"10 ~ [MQTT] {(byte)version:X2} 06 #0 () [c] () [will] [gone]", version);
        await wire.ExpectConnAck();
        await wire.Send("E0 00");
        await wire.ExpectClosed();
        await watcher.ExpectNothing();
    }

    [Theory]
    [InlineData("E0 01 04")]
    [InlineData("E0 01 80")]
    [InlineData("E0 02 93 00")]
    [Normative("MQTT-3.1.2-8")]
    public async Task A_disconnect_with_any_other_reason_publishes_the_will(string disconnect)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire watcher = await Watch(broker, V500);
        Wire wire = await broker.Open("10 ~ [MQTT] 05 06 #0 () [c] () [will] [gone]");
        await wire.ExpectConnAck();
        await wire.Send(disconnect);
        await wire.ExpectClosed();
        await watcher.ExpectPublish("will", "gone");
    }

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-3.1.2-8", "MQTT-3.1.2-10")]
    [Normative311("MQTT-3.1.2-8", "MQTT-3.1.2-10", "MQTT-3.1.2-12")]
    public async Task A_will_is_published_once_and_a_connection_without_one_publishes_none(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire watcher = await Watch(broker, version);
        Wire wire = await broker.Resume("c", version, packet => packet with { Will = Will(version, 0) });
        await wire.Send("F3 00");
        await wire.ExpectClosed(ReasonCode.MalformedPacket);
        await watcher.ExpectPublish("will", "gone");
        Wire second = await broker.Resume("c", version);
        await broker.Cut(second);
        await broker.Advance(10_000);
        await watcher.ExpectNothing();
    }

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-3.1.2-8", "MQTT-3.1.2-22")]
    [Normative311("MQTT-3.1.2-8", "MQTT-3.1.2-24")]
    public async Task A_will_is_published_when_the_keep_alive_runs_out(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire watcher = await Watch(broker, version);
        Wire wire = await broker.Connect("c", version, packet => packet with { KeepAlive = 10, Will = Will(version, 0) });
        await broker.Advance(14.9);
        await watcher.ExpectNothing();
        await broker.Advance(15.1);
        await wire.ExpectClosed(ReasonCode.KeepAliveTimeout);
        await watcher.ExpectPublish("will", "gone");
    }

    [Fact]
    [Normative("MQTT-3.1.2-8", "MQTT-3.1.2-7")]
    public async Task A_will_waits_for_its_delay()
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire watcher = await Watch(broker, V500);
        Wire wire = await broker.Resume("c", with: packet => packet with { Will = Will(V500, 30) });
        await broker.Cut(wire);
        await broker.Advance(29.5);
        await watcher.ExpectNothing();
        await broker.Advance(0.6);
        await watcher.ExpectPublish("will", "gone");
    }

    [Fact]
    [Normative("MQTT-3.1.2-8")]
    public async Task A_will_is_published_at_the_end_of_the_session_even_before_its_delay()
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire watcher = await Watch(broker, V500);
        Wire expiring = await broker.Connect("c", with: packet => packet with { SessionExpiryInterval = 10, Will = Will(V500, 30) });
        await broker.Cut(expiring);
        await broker.Advance(9.5);
        await watcher.ExpectNothing();
        await broker.Advance(0.6);
        await watcher.ExpectPublish("will", "gone");

        // Clean Start ends the session too.
        Wire kept = await broker.Resume("d", with: packet => packet with { Will = Will(V500, 30) });
        await broker.Cut(kept);
        await broker.Connect("d");
        await watcher.ExpectPublish("will", "gone");
        await watcher.ExpectNothing();
    }

    [Fact]
    [Normative("MQTT-3.1.2-8", "MQTT-3.1.3-9")]
    public async Task A_new_connection_within_the_delay_suppresses_the_will()
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire watcher = await Watch(broker, V500);
        Wire wire = await broker.Resume("c", with: packet => packet with { Will = Will(V500, 30) });
        await broker.Cut(wire);
        await broker.Advance(29);
        Wire again = await broker.Resume("c");
        await broker.Advance(100);
        await watcher.ExpectNothing();
        await broker.Cut(again);
        await broker.Advance(100);
        await watcher.ExpectNothing();
    }

    [Fact]
    [Normative("MQTT-3.1.3-10")]
    public async Task Properties_of_the_will_are_published_with_it_in_order()
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire watcher = await broker.Connect("w");
        await watcher.Subscribe("will");
        const string Properties = "26 [b] [1] 26 [a] [2] 26 [b] [1] 01 01 03 [text] 08 [reply] 09 [id] 26 [a] [0]";
        Wire wire = await broker.Open($"10 ~ [MQTT] 05 06 #0 () [c] (18 00 00 00 00 {Properties}) [will] [gone]");
        await wire.ExpectConnAck();
        await broker.Cut(wire);
        await watcher.Expect($"30 ~ [will] ({Properties}) 'gone'");
    }

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-3.1.2-8")]
    [Normative311("MQTT-3.1.2-8")]
    public async Task A_takeover_publishes_the_will_of_the_first_connection(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire watcher = await Watch(broker, version);
        Wire first = await broker.Resume("c", version, packet => packet with { Will = Will(version, 0) });
        await broker.Resume("c", version);
        await first.ExpectClosed(ReasonCode.SessionTakenOver);
        await watcher.ExpectPublish("will", "gone");
    }

    private static WillMessage Will(MqttVersion version, uint delay) => new()
    {
        Topic = "will",
        Payload = Encoding.UTF8.GetBytes("gone"),
        DelayInterval = version == V500 ? delay : null,
    };

    private static async Task<Wire> Watch(TestBroker broker, MqttVersion version, string id = "watcher")
    {
        Wire watcher = await broker.Connect(id, version);
        await watcher.Subscribe("will", ExactlyOnce);
        return watcher;
    }
}
