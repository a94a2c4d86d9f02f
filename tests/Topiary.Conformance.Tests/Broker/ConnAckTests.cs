namespace Topiary.Conformance.Tests.Broker;

/// <summary>Section 3.2: what the broker answers to a CONNECT and announces about itself.</summary>
public sealed class ConnAckTests
{
    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-3.2.0-1", "MQTT-3.2.0-2", "MQTT-3.2.2-1")]
    [Normative311("MQTT-3.2.0-1")]
    public async Task Connack_comes_first_and_once_even_with_messages_waiting(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire publisher = await broker.Connect("p", version);
        for (int round = 0; round < 20; round++)
        {
            Wire wire = await broker.Open(version);
            byte[] connect = Notation.Encode($"10 ~ [MQTT] {(byte)version:X2} 00 #0 (11 00 00 00 64) [c]", version);
            await wire.SendBytes([.. connect, .. Notation.Encode("82 ~ #1 () [t] 01", version), .. Notation.Encode("C0 00", version)]);
            Packet answer = await wire.Expect(ConnAck);
            Assert.Equal(round == 0 ? "0000" : "0100", Convert.ToHexString(answer.Frame.Body.Span[..2]));
            var types = new List<PacketType>();
            while ((await wire.TryRead())! is { Type: not PingResp } packet)
            {
                types.Add(packet.Type);
                if (packet.Type == Publish)
                {
                    await wire.Ack(PubAck, packet.AsPublish().PacketId);
                }
            }

            Assert.DoesNotContain(ConnAck, types);
            await wire.Sync();
            await broker.Cut(wire);
            await publisher.Publish("t", $"{round}", AtLeastOnce);
            await publisher.Expect(PubAck);
        }
    }

    [Theory]
    [InlineData(AtMostOnce)]
    [InlineData(AtLeastOnce)]
    [InlineData(ExactlyOnce)]
    [Normative("MQTT-3.2.2-9", "MQTT-3.2.2-10")]
    public async Task A_limited_qos_is_announced_and_subscriptions_with_any_qos_are_taken(QoS highest)
    {
        await using TestBroker broker = await TestBroker.Start(options => options.MaximumQoS = highest);
        (Wire wire, ConnAckPacket answer) = await broker.ConnectAnswered("c");
        Assert.Equal(highest == ExactlyOnce ? null : highest, answer.MaximumQoS);
        for (int qos = 0; qos <= 2; qos++)
        {
            await wire.Send($"82 ~ #1 () [t] 0{qos}");
            await wire.Expect($"90 ~ #1 () 0{Math.Min(qos, (int)highest)}");
        }

        if (highest < ExactlyOnce)
        {
            await wire.Publish("t", "x", highest + 1);
            await wire.ExpectClosed(ReasonCode.QoSNotSupported);
        }
    }

    [Fact]
    [Normative("MQTT-3.2.2-12", "MQTT-3.2.2-7")]
    [Normative311("MQTT-3.2.2-6")]
    public async Task A_will_qos_beyond_the_maximum_is_refused()
    {
        await using TestBroker broker = await TestBroker.Start(options => options.MaximumQoS = AtMostOnce);
        Wire five = await broker.Open("10 ~ [MQTT] 05 0E #0 () [c] () [w] []");
        ConnAckPacket answer = await five.ExpectConnAck();
        Assert.Equal((ReasonCode.QoSNotSupported, false), (answer.ReasonCode, answer.SessionPresent));
        await five.ExpectClosed();

        // MQTT 3.1.1 has no return code for it.
        Wire three = await broker.Open("10 ~ [MQTT] 04 0E #0 [c] [w] []", V311);
        await three.ExpectClosed();
    }

    [Fact]
    [Normative("MQTT-3.2.2-13", "MQTT-3.2.2-7")]
    [Normative311("MQTT-3.2.2-6")]
    public async Task A_retained_will_is_refused_where_nothing_is_retained()
    {
        await using TestBroker broker = await TestBroker.Start(options => options.RetainAvailable = false);
        Wire five = await broker.Open("10 ~ [MQTT] 05 26 #0 () [c] () [w] []");
        ConnAckPacket answer = await five.ExpectConnAck();
        Assert.Equal(ReasonCode.RetainNotSupported, answer.ReasonCode);
        await five.ExpectClosed();
        Wire three = await broker.Open("10 ~ [MQTT] 04 26 #0 [c] [w] []", V311);
        await three.ExpectClosed();

        (Wire client, ConnAckPacket announced) = await broker.ConnectAnswered("c");
        Assert.False(announced.RetainAvailable);
        await client.Publish("t", "x", retain: true);
        await client.ExpectClosed(ReasonCode.RetainNotSupported);
    }

    [Fact]
    [Normative("MQTT-3.1.2-28")]
    public async Task Response_information_is_given_only_to_who_asks()
    {
        await using TestBroker broker = await TestBroker.Start(options => options.ResponseInformation = "replies/");
        (_, ConnAckPacket silent) = await broker.ConnectAnswered("a");
        (_, ConnAckPacket not) = await broker.ConnectAnswered("b", with: packet => packet with { RequestResponseInformation = false });
        (_, ConnAckPacket asked) = await broker.ConnectAnswered("c", with: packet => packet with { RequestResponseInformation = true });
        Assert.Equal((null, null, "replies/"), (silent.ResponseInformation, not.ResponseInformation, asked.ResponseInformation));
    }

    [Fact]
    [Normative("MQTT-3.2.2-8", "MQTT-3.2.2-1", "MQTT-3.2.2-6")]
    public async Task Every_refusal_carries_a_reason_code_of_connack()
    {
        await using TestBroker broker = await TestBroker.Start(options =>
        {
            options.MaximumQoS = AtMostOnce;
            options.RetainAvailable = false;
            options.MaximumConnectPacketSize = 128;
        });
        foreach (string connect in (string[])
        [
            "10 ~ [MQTT] 06 02 #0 () [c]",
            "10 ~ [MQTT] 05 03 #0 () [c]",
            "10 ~ [MQTT] 05 02 #0 (21 #0) [c]",
            "10 ~ [MQTT] 05 02 #0 (23 #1) [c]",
            "10 ~ [MQTT] 05 02 #0 (15 [X]) [c]",
            "10 ~ [MQTT] 05 02 #0 (16 [X]) [c]",
            "10 ~ [MQTT] 05 0E #0 () [c] () [w] []",
            "10 ~ [MQTT] 05 26 #0 () [c] () [w] []",
            "10 ~ [MQTT] 05 06 #0 () [c] () [a/+] []",
            "10 ~ [MQTT] 05 06 #0 () [c] () [$SYS/x] []",
            "10 ~ [MQTT] 05 82 #0 () [c] [nobody]",
        ])
        {
            Wire wire = await broker.Open(connect);
            Packet packet = await wire.Expect(ConnAck);
            Assert.Equal(0, packet.Frame.Body.Span[0]);
            byte code = packet.Frame.Body.Span[1];
            Assert.True(ReasonCodes.IsDefined(ConnAck, (ReasonCode)code), $"{code:X2}");
            if (code >= 0x80)
            {
                await wire.ExpectClosed();
            }
        }
    }
}
