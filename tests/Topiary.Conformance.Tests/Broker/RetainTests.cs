namespace Topiary.Conformance.Tests.Broker;

/// <summary>Section 3.3.1.3 and the retain options of section 3.8.3.1.</summary>
public sealed class RetainTests
{
    [Theory]
    [InlineData(V311, "30")]
    [InlineData(V311, "32")]
    [InlineData(V500, "30")]
    [InlineData(V500, "34")]
    [Normative("MQTT-3.3.1-5", "MQTT-3.3.1-8")]
    [Normative311("MQTT-3.3.1-5", "MQTT-3.3.1-6", "MQTT-3.3.1-7", "MQTT-3.3.1-8", "MQTT-3.3.1-12")]
    public async Task The_last_retained_message_of_each_topic_is_kept_and_others_change_nothing(MqttVersion version, string first)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire publisher = await broker.Connect("p", version);
        QoS qos = (QoS)((Convert.ToByte(first, 16) >> 1) & 3);
        foreach (string topic in (string[])["r/1", "r/2"])
        {
            await publisher.Publish(topic, "old", ExactlyOnce, retain: true);
            await publisher.Publish(topic, "new " + topic, qos, retain: true);
            await publisher.Publish(topic, "passing", qos);
        }

        await publisher.Publish("r/3", "passing");
        await publisher.Sync();
        Wire subscriber = await broker.Connect("s", version);
        await subscriber.Subscribe("r/+", ExactlyOnce);
        var found = new SortedDictionary<string, (bool, QoS)>();
        for (int i = 0; i < 2; i++)
        {
            PublishPacket message = await subscriber.ExpectPublish();
            found.Add(System.Text.Encoding.UTF8.GetString(message.Payload.Span), (message.Retain, message.QoS));
        }

        Assert.Equal([("new r/1"), ("new r/2")], found.Keys);
        Assert.All(found.Values, value => Assert.Equal((true, qos), value));
        await subscriber.ExpectNothing();
    }

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-3.3.1-6", "MQTT-3.3.1-7", "MQTT-3.3.1-12")]
    [Normative311("MQTT-3.3.1-9", "MQTT-3.3.1-10", "MQTT-3.3.1-11")]
    public async Task An_empty_retained_message_is_forwarded_and_deletes_what_was_kept(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire established = await broker.Connect("e", version);
        await established.Subscribe("t");
        Wire publisher = await broker.Connect("p", version);
        await publisher.Send("31 ~ [t] () 'kept'");
        await publisher.Send("31 ~ [t] ()");
        await established.Expect("30 ~ [t] () 'kept'");
        await established.Expect("30 ~ [t] ()");
        Wire late = await broker.Connect("l", version);
        await late.Subscribe("t");
        await late.ExpectNothing();
        Assert.Equal(0, broker.Broker.GetStatistics().RetainedMessages);
    }

    [Fact]
    [Normative("MQTT-3.3.1-12", "MQTT-3.3.1-13")]
    public async Task Retain_as_published_decides_about_the_flag_of_forwarded_messages()
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire cleared = await broker.Connect("c");
        await cleared.Subscribe("t");
        Wire kept = await broker.Connect("k");
        await kept.Subscribe("t", retainAsPublished: true);
        Wire publisher = await broker.Connect("p");
        foreach (string first in (string[])["31", "30"])
        {
            await publisher.Send($"{first} ~ [t] () 'x'");
            await cleared.Expect("30 ~ [t] () 'x'");
            await kept.Expect($"{first} ~ [t] () 'x'");
        }
    }

    [Fact]
    [Normative("MQTT-3.3.1-9", "MQTT-3.3.1-10", "MQTT-3.3.1-11", "MQTT-3.8.4-4")]
    public async Task Retain_handling_decides_whether_retained_messages_are_sent_on_subscribe()
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire publisher = await broker.Connect("p");
        await publisher.Publish("r/1", "kept", retain: true);
        await publisher.ExpectNothing();
        Wire wire = await broker.Connect("s");
        foreach ((RetainHandling handling, bool isNew, bool isSent) in ((RetainHandling, bool, bool)[])
        [
            (RetainHandling.SendAtSubscribe, true, true), (RetainHandling.SendAtSubscribe, false, true),
            (RetainHandling.SendIfNew, true, true), (RetainHandling.SendIfNew, false, false),
            (RetainHandling.DoNotSend, true, false), (RetainHandling.DoNotSend, false, false),
        ])
        {
            if (isNew)
            {
                await wire.Unsubscribe("r/#");
            }

            await wire.Subscribe("r/#", handling: handling);
            Assert.Equal(isSent ? ["kept"] : [], await wire.Payloads());
        }
    }

    [Fact]
    [Normative("MQTT-3.3.2-5", "MQTT-3.3.2-6")]
    public async Task A_retained_message_is_sent_with_what_is_left_of_its_expiry_and_not_after_it()
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire publisher = await broker.Connect("p");
        await publisher.Send("31 ~ [t] (02 00 00 00 64) 'x'");
        await broker.Advance(40);
        Wire early = await broker.Connect("e");
        await early.Subscribe("t");
        await early.Expect("31 ~ [t] (02 00 00 00 3C) 'x'");
        await broker.Advance(61);
        Wire late = await broker.Connect("l");
        await late.Subscribe("t");
        await late.ExpectNothing();
    }
}
