namespace Topiary.Conformance.Tests.Broker;

/// <summary>Sections 4.6 and 4.9: order, and the send quota.</summary>
public sealed class FlowTests
{
    [Theory]
    [InlineData(AtLeastOnce)]
    [InlineData(ExactlyOnce)]
    [Normative("MQTT-3.3.4-9", "MQTT-4.9.0-1", "MQTT-4.9.0-2")]
    public async Task No_more_messages_are_open_than_the_client_takes(QoS qos)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire subscriber = await broker.Resume("s", with: packet => packet with { ReceiveMaximum = 3 });
        await subscriber.Subscribe("t", qos);
        Wire publisher = await broker.Connect("p");
        for (int i = 0; i < 10; i++)
        {
            await publisher.Publish("t", $"{i}", qos);
        }

        for (int i = 0; i < 10; i++)
        {
            PublishPacket message = await subscriber.ExpectPublish("t", $"{i}");
            if (i >= 2)
            {
                // Three are open: nothing comes before one of them is finished.
                await subscriber.ExpectNothing();
                if (qos == AtLeastOnce)
                {
                    await subscriber.Ack(PubAck, message.PacketId);
                }
                else
                {
                    await subscriber.Ack(PubRec, message.PacketId);
                    await subscriber.ExpectAck(PubRel, message.PacketId);
                    await subscriber.ExpectNothing();
                    await subscriber.Ack(PubComp, message.PacketId);
                }
            }
        }

        // The two left open count on the next connection from the start.
        await broker.Cut(subscriber);
        await publisher.Publish("t", "next", qos);
        Wire again = await broker.Resume("s", with: packet => packet with { ReceiveMaximum = 1 });
        ushort first = (await again.ExpectPublish("t", "0")).PacketId;
        await again.ExpectNothing();
        await again.Ack(qos == AtLeastOnce ? PubAck : PubRec, first, ReasonCode.UnspecifiedError);
        await again.ExpectPublish("t", "1");
        await again.ExpectNothing();
    }

    [Fact]
    [Normative("MQTT-3.3.4-10", "MQTT-4.9.0-3")]
    public async Task A_used_up_quota_holds_back_nothing_but_messages()
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire wire = await broker.Connect("c", with: packet => packet with { ReceiveMaximum = 1 });
        await wire.Subscribe("t", ExactlyOnce);
        Wire publisher = await broker.Connect("p");
        await publisher.Publish("t", "one", ExactlyOnce);
        await publisher.Publish("t", "two", ExactlyOnce);
        await wire.ExpectPublish("t", "one");
        await wire.Send("82 ~ #9 () [u] 00");
        await wire.Expect("90 ~ #9 () 00");
        await wire.Send("A2 ~ #10 () [u]");
        await wire.Expect("B0 ~ #10 () 00");
        await wire.Send("C0 00");
        await wire.Expect("D0 00");
        await wire.Send("34 ~ [other] #11 () 'x'");
        await wire.Expect("50 ~ #11 10");
        await wire.Send("62 ~ #11");
        await wire.Expect("70 ~ #11");
        await wire.Send("32 ~ [other] #12 () 'x'");
        await wire.Expect("40 ~ #12 10");
        await wire.Send("50 ~ #1");
        await wire.Expect("62 ~ #1");
        await wire.ExpectNothing();
    }

    [Fact]
    [Normative("MQTT-3.3.4-7", "MQTT-4.9.0-2")]
    public async Task A_client_that_exceeds_the_receive_maximum_of_the_broker_is_disconnected()
    {
        await using TestBroker broker = await TestBroker.Start(options => options.ReceiveMaximum = 3);
        (Wire wire, ConnAckPacket answer) = await broker.ConnectAnswered("c", with: TestBroker.Kept);
        Assert.Equal((ushort)3, answer.ReceiveMaximum);
        for (int i = 1; i <= 3; i++)
        {
            await wire.Send($"34 ~ [t] #{i} () 'x'");
            await wire.ExpectAck(PubRec, (ushort)i);
        }

        // QoS 1 is finished as soon as it is acknowledged, and one released makes room for one.
        await wire.Send("62 ~ #1");
        await wire.ExpectAck(PubComp, 1);
        await wire.Send("32 ~ [t] #9 () 'x'");
        await wire.ExpectAck(PubAck, 9);
        await wire.Send("34 ~ [t] #4 () 'x'");
        await wire.ExpectAck(PubRec, 4);
        await wire.Send("34 ~ [t] #5 () 'x'");
        await wire.ExpectClosed(ReasonCode.ReceiveMaximumExceeded);
    }

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-4.6.0-5", "MQTT-4.6.0-6")]
    [Normative311("MQTT-4.6.0-5", "MQTT-4.6.0-6")]
    public async Task Messages_of_a_publisher_arrive_in_order_live_queued_and_sent_again(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire publisher = await broker.Connect("p", version);
        foreach (QoS qos in (QoS[])[AtLeastOnce, ExactlyOnce])
        {
            Wire live = await broker.Connect("l", version);
            await live.Subscribe("t", qos);
            Wire kept = await broker.Resume($"k{qos}", version);
            await kept.Subscribe("t", qos);
            for (int i = 0; i < 200; i++)
            {
                if (i == 100)
                {
                    await publisher.Sync();
                    await broker.Cut(kept);
                }

                await publisher.Publish("t", $"{i}", qos);
            }

            List<string> expected = [.. Enumerable.Range(0, 200).Select(i => $"{i}")];
            Assert.Equal(expected, await live.Payloads());
            kept = await broker.Resume($"k{qos}", version);
            Assert.Equal(expected, await kept.Payloads());
            await broker.Cut(live);
            await broker.Cut(kept);
            while (publisher.TakeWaiting() is not null)
            {
            }
        }
    }

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative311("MQTT-4.6.0-6")]
    public async Task Acknowledgements_are_sent_in_the_order_of_what_they_acknowledge(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire wire = await broker.Connect("c", version);
        var random = new Random(4);
        var expected = new List<string>();
        for (int i = 1; i <= 100; i++)
        {
            bool once = random.Next(2) == 0;
            await wire.Send($"{(once ? "34" : "32")} ~ [t] #{i} () 'x'");
            expected.Add($"{(once ? PubRec : PubAck)} {i}");
        }

        foreach (string line in expected)
        {
            AckPacket packet = (await wire.TryRead())!.AsAck();
            Assert.Equal(line, $"{packet.Type} {packet.PacketId}");
        }
    }
}
