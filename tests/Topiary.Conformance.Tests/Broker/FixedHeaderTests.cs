namespace Topiary.Conformance.Tests.Broker;

/// <summary>Chapter 2: flags, packet identifiers and property lengths.</summary>
public sealed class FixedHeaderTests
{
    // Every type that a client sends, with a body that would be right.
    private static readonly (byte First, string Following)[] s_packets =
    [
        (0x40, "~ #1"), (0x50, "~ #1"), (0x62, "~ #1"), (0x70, "~ #1"), (0x82, "~ #1 () [a] 00"), (0xA2, "~ #1 () [a]"), (0xC0, "~"), (0xE0, "~"),
    ];

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-2.1.3-1", "MQTT-3.6.1-1", "MQTT-3.8.1-1", "MQTT-3.10.1-1", "MQTT-3.14.1-1")]
    [Normative311("MQTT-2.2.2-1", "MQTT-2.2.2-2", "MQTT-3.6.1-1", "MQTT-3.8.1-1", "MQTT-3.10.1-1", "MQTT-3.14.1-1")]
    public async Task Any_other_value_of_reserved_flags_ends_the_connection(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.Start();
        foreach ((byte first, string rest) in s_packets)
        {
            for (int flags = 0; flags < 16; flags++)
            {
                if (flags != (first & 0x0F))
                {
                    Wire wire = await broker.Connect("c", version);
                    await wire.Send($"{(first & 0xF0) | flags:X2} {rest}");
                    await wire.ExpectClosed(ReasonCode.MalformedPacket);
                }
            }
        }
    }

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-2.1.3-1", "MQTT-2.2.1-2", "MQTT-2.2.1-5", "MQTT-2.2.2-1", "MQTT-3.3.4-1", "MQTT-3.6.1-1", "MQTT-4.3.1-1", "MQTT-4.3.2-2", "MQTT-4.3.3-2")]
    [Normative311("MQTT-2.2.2-1", "MQTT-2.3.1-5", "MQTT-2.3.1-6", "MQTT-3.3.4-1", "MQTT-3.6.1-1", "MQTT-4.3.1-1")]
    public async Task Every_packet_of_a_delivery_has_exactly_the_bytes_of_the_specification(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire subscriber = await broker.Connect("s", version);
        await subscriber.Subscribe("a/b", ExactlyOnce);
        Wire publisher = await broker.Connect("p", version);

        await publisher.Send("30 ~ [a/b] () 'q0'");
        await subscriber.Expect("30 ~ [a/b] () 'q0'");
        await publisher.ExpectNothing();

        await publisher.Send("32 ~ [a/b] #10 () 'q1'");
        await publisher.Expect("40 ~ #10");
        await subscriber.Expect("32 ~ [a/b] #1 () 'q1'");
        await subscriber.Send("40 ~ #1");

        await publisher.Send("34 ~ [a/b] #11 () 'q2'");
        await publisher.Expect("50 ~ #11");
        await publisher.Send("62 ~ #11");
        await publisher.Expect("70 ~ #11");
        PublishPacket second = await subscriber.ExpectPublish("a/b", "q2");
        Assert.Equal((ExactlyOnce, false, false), (second.QoS, second.Duplicate, second.Retain));
        await subscriber.Send($"50 ~ #{second.PacketId}");
        await subscriber.Expect($"62 ~ #{second.PacketId}");
        await subscriber.Send($"70 ~ #{second.PacketId}");
        await subscriber.ExpectNothing();
    }

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-2.2.1-6", "MQTT-2.2.2-1", "MQTT-3.8.4-1", "MQTT-3.8.4-2", "MQTT-3.10.4-4", "MQTT-3.10.4-5", "MQTT-3.12.4-1")]
    [Normative311("MQTT-2.3.1-7", "MQTT-3.8.4-1", "MQTT-3.8.4-2", "MQTT-3.10.4-4", "MQTT-3.10.4-5", "MQTT-3.12.4-1")]
    public async Task Suback_unsuback_and_pingresp_answer_with_the_identifier_of_the_request(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire wire = await broker.Connect("c", version);
        await wire.Send("82 ~ #65535 () [a/b] 01");
        await wire.Expect("90 ~ #65535 () 01");
        await wire.Send("A2 ~ #258 () [a/b]");
        await wire.Expect("B0 ~ #258 () {00}");
        await wire.Send("A2 ~ #259 () [a/b]");
        await wire.Expect("B0 ~ #259 () {11}");
        await wire.Send("C0 00 C0 00");
        await wire.Expect("D0 00");
        await wire.Expect("D0 00");
    }

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-2.2.1-4", "MQTT-4.3.2-1", "MQTT-4.3.3-1")]
    [Normative311("MQTT-2.3.1-1", "MQTT-2.3.1-4", "MQTT-4.3.2-1", "MQTT-4.3.3-1")]
    public async Task Identifiers_given_by_the_broker_are_never_zero_nor_in_use(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire subscriber = await broker.Connect("s", version);
        await subscriber.Subscribe("t/+", ExactlyOnce);
        Wire publisher = await broker.Connect("p", version);
        var random = new Random(20261);
        var inUse = new Dictionary<ushort, QoS>();
        for (int i = 0; i < 300; i++)
        {
            QoS qos = i % 2 == 0 ? AtLeastOnce : ExactlyOnce;
            await publisher.Publish("t/1", "x", qos);
            PublishPacket packet = await subscriber.ExpectPublish();
            Assert.NotEqual(0, packet.PacketId);
            Assert.True(inUse.TryAdd(packet.PacketId, packet.QoS), $"{packet.PacketId} is still in use");
            while (random.Next(8) < inUse.Count - 3)
            {
                (ushort id, QoS used) = inUse.ElementAt(random.Next(inUse.Count));
                inUse.Remove(id);
                await subscriber.Ack(used == AtLeastOnce ? PubAck : PubRec, id);
                if (used == ExactlyOnce)
                {
                    await subscriber.ExpectAck(PubRel, id);
                    await subscriber.Ack(PubComp, id);
                }
            }
        }
    }

    [Theory]
    [InlineData("32 ~ [a] #0 ()", ReasonCode.ProtocolError)]
    [InlineData("34 ~ [a] #0 ()", ReasonCode.ProtocolError)]
    [InlineData("82 ~ #0 () [a] 00", ReasonCode.MalformedPacket)]
    [InlineData("A2 ~ #0 () [a]", ReasonCode.MalformedPacket)]
    [Normative311("MQTT-2.3.1-1")]
    public async Task A_packet_identifier_of_zero_ends_the_connection(string packet, ReasonCode reason)
    {
        await using TestBroker broker = await TestBroker.Start();
        foreach (MqttVersion version in (MqttVersion[])[V311, V500])
        {
            Wire wire = await broker.Connect("c", version);
            await wire.Send(packet);
            await wire.ExpectClosed(reason);
        }
    }
}
