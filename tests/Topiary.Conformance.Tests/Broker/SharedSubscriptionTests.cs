namespace Topiary.Conformance.Tests.Broker;

/// <summary>Section 4.8: messages of a shared subscription.</summary>
public sealed class SharedSubscriptionTests
{
    [Fact]
    [Normative("MQTT-4.8.2-1", "MQTT-4.8.2-3")]
    public async Task Each_message_goes_to_one_member_at_the_qos_granted_to_it()
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire[] members = [await broker.Connect("a"), await broker.Connect("b"), await broker.Connect("c")];
        for (int i = 0; i < 3; i++)
        {
            await members[i].Subscribe("$share/g/t/+", (QoS)i);
        }

        Wire publisher = await broker.Connect("p");
        for (int i = 0; i < 30; i++)
        {
            await publisher.Publish($"t/{i}", $"{i}", ExactlyOnce);
        }

        await publisher.Sync();
        var got = new List<string>();
        for (int i = 0; i < 3; i++)
        {
            await members[i].Sync();
            while (members[i].TakeWaiting() is { } packet)
            {
                PublishPacket message = packet.AsPublish();
                Assert.Equal((QoS)i, message.QoS);
                got.Add(System.Text.Encoding.UTF8.GetString(message.Payload.Span));
            }
        }

        Assert.Equal(Enumerable.Range(0, 30).Select(i => $"{i}").Order(), got.Order());
    }

    [Fact]
    [Normative("MQTT-4.8.2-4")]
    public async Task An_interrupted_qos_2_delivery_is_completed_to_the_same_client()
    {
        await using TestBroker broker = await TestBroker.Start();
        (Wire chosen, Wire other, string id, ushort packetId) = await Interrupted(broker);
        await other.ExpectNothing();
        await chosen.ExpectClosed();
        Wire again = await broker.Resume(id);
        PublishPacket message = await again.ExpectPublish("t", "x");
        Assert.Equal((packetId, true), (message.PacketId, message.Duplicate));
        await again.Ack(PubRec, packetId);
        await again.ExpectAck(PubRel, packetId);
        await again.Ack(PubComp, packetId);
        await other.ExpectNothing();
    }

    [Fact]
    [Normative("MQTT-4.8.2-5")]
    public async Task A_qos_2_delivery_ends_with_the_session_of_its_client()
    {
        await using TestBroker broker = await TestBroker.Start();
        (_, Wire other, string id, _) = await Interrupted(broker);
        await broker.Advance(3601);
        await other.ExpectNothing();
        await (await broker.Resume(id)).ExpectNothing();
    }

    [Theory]
    [InlineData(AtLeastOnce)]
    [InlineData(ExactlyOnce)]
    [Normative("MQTT-4.8.2-6")]
    public async Task A_message_refused_by_its_member_goes_to_nobody_else(QoS qos)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire[] members = [await broker.Connect("a"), await broker.Connect("b")];
        foreach (Wire member in members)
        {
            await member.Subscribe("$share/g/t", qos);
        }

        Wire publisher = await broker.Connect("p");
        await publisher.Publish("t", "x", qos);
        await publisher.Sync();
        await members[0].Sync();
        Packet? first = members[0].TakeWaiting();
        Wire chosen = first is null ? members[1] : members[0];
        PublishPacket message = first?.AsPublish() ?? await chosen.ExpectPublish();
        await chosen.Ack(qos == AtLeastOnce ? PubAck : PubRec, message.PacketId, ReasonCode.UnspecifiedError);
        await members[0].ExpectNothing();
        await members[1].ExpectNothing();
        await broker.Cut(chosen);
        await (chosen == members[0] ? members[1] : members[0]).ExpectNothing();
    }

    // Two members with kept sessions; the one that was sent a QoS 2 message has lost its connection.
    private static async Task<(Wire Chosen, Wire Other, string ChosenId, ushort PacketId)> Interrupted(TestBroker broker)
    {
        Wire[] members = [await broker.Resume("a"), await broker.Resume("b")];
        foreach (Wire member in members)
        {
            await member.Subscribe("$share/g/t", ExactlyOnce);
        }

        Wire publisher = await broker.Connect("p");
        await publisher.Publish("t", "x", ExactlyOnce);
        await publisher.Sync();
        await members[0].Sync();
        Packet? first = members[0].TakeWaiting();
        int chosen = first is null ? 1 : 0;
        PublishPacket message = first?.AsPublish() ?? await members[1].ExpectPublish();
        await broker.Cut(members[chosen]);
        return (members[chosen], members[1 - chosen], chosen == 0 ? "a" : "b", message.PacketId);
    }
}
