using Topiary.Broker;

namespace Topiary.Conformance.Tests.Broker;

/// <summary>Sections 3.8 to 3.11: subscribing and unsubscribing.</summary>
public sealed class SubscribeTests
{
    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-3.8.4-5", "MQTT-3.8.4-6", "MQTT-3.8.4-7", "MQTT-3.9.3-1", "MQTT-3.9.3-2")]
    [Normative311("MQTT-3.8.4-4", "MQTT-3.8.4-5", "MQTT-3.9.3-1", "MQTT-3.9.3-2")]
    public async Task Several_filters_get_one_answer_with_a_code_for_each_in_order(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.Start(options => options.Authorizer = new NotSecret());
        Wire wire = await broker.Connect("c", version);
        await wire.Send("82 ~ #10 () [a] 02 [secret] 01 [b] 00 [c] 01 [secret/too] 00");
        await wire.Expect(version == V500 ? "90 ~ #10 () 02 87 00 01 87" : "90 ~ #10 02 80 00 01 80");
        Wire publisher = await broker.Connect("p", version);
        foreach (string topic in (string[])["a", "b", "c"])
        {
            await publisher.Publish(topic, topic);
            await wire.ExpectPublish(topic, topic);
        }

        await publisher.Publish("secret", "x");
        await wire.ExpectNothing();
    }

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-3.8.3-2")]
    [Normative311("MQTT-3.8.3-3", "MQTT-4.8.0-1")]
    public async Task A_subscribe_without_a_filter_is_a_protocol_error(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire wire = await broker.Connect("c", version);
        await wire.Send("82 ~ #1 ()");
        await wire.ExpectClosed(ReasonCode.ProtocolError);
    }

    [Theory]
    [InlineData(V311, "03", ReasonCode.MalformedPacket)]
    [InlineData(V311, "04", ReasonCode.MalformedPacket)]
    [InlineData(V311, "08", ReasonCode.MalformedPacket)]
    [InlineData(V311, "10", ReasonCode.MalformedPacket)]
    [InlineData(V311, "41", ReasonCode.MalformedPacket)]
    [InlineData(V311, "80", ReasonCode.MalformedPacket)]
    [InlineData(V500, "03", ReasonCode.ProtocolError)]
    [InlineData(V500, "30", ReasonCode.ProtocolError)]
    [InlineData(V500, "40", ReasonCode.MalformedPacket)]
    [InlineData(V500, "81", ReasonCode.MalformedPacket)]
    [InlineData(V500, "C0", ReasonCode.MalformedPacket)]
    [Normative("MQTT-3.8.3-5")]
    [Normative311("MQTT-3.8.3-4")]
    public async Task Reserved_subscription_options_end_the_connection(MqttVersion version, string options, ReasonCode reason)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire wire = await broker.Connect("c", version);
        await wire.Send($"82 ~ #1 () [a] 01 [b] {options}");
        await wire.ExpectClosed(reason);
    }

    [Fact]
    [Normative("MQTT-3.8.3-3")]
    public async Task No_local_keeps_a_message_from_its_own_publisher_alone()
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire self = await broker.Connect("self");
        await self.Subscribe("t", ExactlyOnce, noLocal: true);
        Wire other = await broker.Connect("other");
        await other.Subscribe("t", ExactlyOnce, noLocal: true);
        await self.Publish("t", "mine");
        await other.ExpectPublish("t", "mine");
        await self.ExpectNothing();
        await other.Publish("t", "yours");
        await self.ExpectPublish("t", "yours");

        // By client identifier: another connection of the same client is still the publisher.
        Wire kept = await broker.Resume("kept");
        await kept.Subscribe("k", AtLeastOnce, noLocal: true);
        await kept.Publish("k", "mine");
        await kept.ExpectNothing();
        await broker.Cut(kept);
        Wire again = await broker.Resume("kept");
        await again.Publish("k", "mine");
        await again.ExpectNothing();
    }

    [Fact]
    [Normative("MQTT-3.8.3-4")]
    public async Task No_local_on_a_shared_subscription_is_a_protocol_error()
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire wire = await broker.Connect("c");
        await wire.Send("82 ~ #1 () [$share/g/t] 04");
        await wire.ExpectClosed(ReasonCode.ProtocolError);
    }

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-3.8.4-3", "MQTT-3.8.4-4")]
    [Normative311("MQTT-3.8.4-3")]
    public async Task An_identical_filter_replaces_the_subscription_without_a_gap(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire publisher = await broker.Connect("p", version);
        await publisher.Publish("t", "kept", retain: true);
        await publisher.ExpectNothing();
        Wire subscriber = await broker.Connect("s", version);
        await subscriber.Subscribe("t", ExactlyOnce);
        Assert.Equal(["kept"], await subscriber.Payloads());

        // Replaced while messages pass: none is lost and, there being one subscription, none comes twice.
        for (int i = 0; i < 50; i++)
        {
            await publisher.Publish("t", $"{i}", AtMostOnce);
            await subscriber.Send($"82 ~ #{i + 2} () [t] 0{i % 2}");
        }

        await publisher.Sync();
        await subscriber.Sync();
        var live = new List<string>();
        int retained = 0;
        while (live.Count < 50 || retained < 50)
        {
            Packet packet = (await subscriber.TryRead())!;
            if (packet.Type == Publish)
            {
                PublishPacket message = packet.AsPublish();
                if (message.Retain)
                {
                    retained++;
                }
                else
                {
                    live.Add(System.Text.Encoding.UTF8.GetString(message.Payload.Span));
                }
            }
        }

        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"{i}"), live);
        Assert.Equal(1, broker.Broker.GetStatistics().Subscriptions);
        await publisher.Publish("t", "last", ExactlyOnce);
        PublishPacket last = default;
        while (System.Text.Encoding.UTF8.GetString(last.Payload.Span) != "last")
        {
            last = (await subscriber.TryRead())! is { Type: Publish } packet ? packet.AsPublish() : last;
        }

        Assert.Equal(AtLeastOnce, last.QoS);
    }

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-3.8.4-8")]
    [Normative311("MQTT-3.8.4-6")]
    public async Task The_qos_of_a_delivery_is_the_lower_of_published_and_granted(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire publisher = await broker.Connect("p", version);
        foreach (QoS granted in Enum.GetValues<QoS>())
        {
            Wire subscriber = await broker.Connect("s", version);
            await subscriber.Subscribe("t", granted);
            foreach (QoS published in Enum.GetValues<QoS>())
            {
                await publisher.Publish("t", "x", published);
                Assert.Equal(published < granted ? published : granted, (await subscriber.ExpectPublish("t", "x")).QoS);
            }
        }
    }

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-3.10.3-2")]
    [Normative311("MQTT-3.10.3-2")]
    public async Task An_unsubscribe_without_a_filter_is_a_protocol_error(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire wire = await broker.Connect("c", version);
        await wire.Send("A2 ~ #1 ()");
        await wire.ExpectClosed(ReasonCode.ProtocolError);
    }

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-3.10.4-1", "MQTT-3.10.4-6", "MQTT-3.11.3-1", "MQTT-3.11.3-2", "MQTT-3.10.4-2", "MQTT-3.10.3-1")]
    [Normative311("MQTT-3.10.4-1", "MQTT-3.10.4-2", "MQTT-3.10.4-6", "MQTT-3.10.4-5", "MQTT-3.10.3-1")]
    public async Task Filters_are_unsubscribed_by_comparing_their_characters(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire wire = await broker.Connect("c", version);
        await wire.Subscribe("a/+");
        await wire.Subscribe("a/b");
        await wire.Subscribe("a/B");
        await wire.Send("A2 ~ #9 () [a/#] [a/b] [a/b/] [a/+] [a/b]");
        await wire.Expect("B0 ~ #9 () {11 00 11 00 11}");
        await wire.Publish("a/b", "gone");
        await wire.Publish("a/B", "stays");
        await wire.ExpectPublish("a/B", "stays");
        await wire.ExpectNothing();
    }

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-3.10.4-2", "MQTT-3.10.4-3")]
    [Normative311("MQTT-3.10.4-2", "MQTT-3.10.4-3")]
    public async Task Deliveries_begun_before_unsubscribe_are_completed(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire wire = await broker.Resume("c", version);
        await wire.Subscribe("t", ExactlyOnce);
        Wire publisher = await broker.Connect("p", version);
        await publisher.Publish("t", "one", AtLeastOnce);
        await publisher.Publish("t", "two", ExactlyOnce);
        ushort one = (await wire.ExpectPublish("t", "one")).PacketId;
        ushort two = (await wire.ExpectPublish("t", "two")).PacketId;
        await wire.Unsubscribe("t");
        await publisher.Publish("t", "three", AtLeastOnce);
        await wire.ExpectNothing();
        await broker.Cut(wire);

        Wire again = await broker.Resume("c", version);
        PublishPacket first = await again.ExpectPublish("t", "one");
        PublishPacket second = await again.ExpectPublish("t", "two");
        Assert.Equal((one, two), (first.PacketId, second.PacketId));
        await again.Ack(PubAck, one);
        await again.Ack(PubRec, two);
        await again.ExpectAck(PubRel, two);
        await again.Ack(PubComp, two);
        await again.ExpectNothing();
    }

    private sealed class NotSecret : IAuthorizer
    {
        public ValueTask<bool> AuthorizeAsync(AuthorizationRequest request, CancellationToken cancellationToken)
            => ValueTask.FromResult(!request.Topic.StartsWith("secret", StringComparison.Ordinal));
    }
}
