namespace Topiary.Conformance.Tests.Broker;

/// <summary>Section 3.3: a message on its way through the broker.</summary>
public sealed class PublishTests
{
    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-3.3.1-4")]
    [Normative311("MQTT-3.3.1-4")]
    public async Task A_qos_of_3_is_malformed(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.Start();
        foreach (string first in (string[])["36", "37", "3E", "3F"])
        {
            Wire wire = await broker.Connect("c", version);
            await wire.Send($"{first} ~ [t] #1 () 'x'");
            await wire.ExpectClosed(ReasonCode.MalformedPacket);
        }
    }

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-3.3.1-3", "MQTT-4.3.2-2", "MQTT-4.3.3-2")]
    [Normative311("MQTT-3.3.1-3", "MQTT-4.3.2-1", "MQTT-4.3.3-1")]
    public async Task The_dup_flag_of_a_publisher_is_not_passed_on(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire subscriber = await broker.Connect("s", version);
        await subscriber.Subscribe("t", ExactlyOnce);
        Wire publisher = await broker.Connect("p", version);
        await publisher.Send("3A ~ [t] #7 () 'x'");
        await subscriber.Expect("32 ~ [t] #1 () 'x'");
        await publisher.Send("3C ~ [t] #8 () 'x'");
        await subscriber.Expect("34 ~ [t] #2 () 'x'");
    }

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-3.3.1-2", "MQTT-4.3.1-1")]
    [Normative311("MQTT-3.3.1-2", "MQTT-4.3.1-1")]
    public async Task Dup_with_qos_0_is_malformed_and_never_sent(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire subscriber = await broker.Connect("s", version);
        await subscriber.Subscribe("t");
        Wire publisher = await broker.Connect("p", version);
        await publisher.Send("3A ~ [t] #7 () 'x'");
        await subscriber.Expect("30 ~ [t] () 'x'");
        await publisher.Expect(PubAck);
        await publisher.Send("38 ~ [t] () 'x'");
        await publisher.ExpectClosed(ReasonCode.MalformedPacket);
        await subscriber.ExpectNothing();
    }

    [Theory]
    [InlineData(V311, "a/+")]
    [InlineData(V311, "#")]
    [InlineData(V311, "a#b")]
    [InlineData(V500, "a/+")]
    [InlineData(V500, "+a")]
    [InlineData(V500, "a/#")]
    [Normative("MQTT-3.3.2-2", "MQTT-4.7.0-1")]
    [Normative311("MQTT-3.3.2-2", "MQTT-4.7.1-1")]
    public async Task A_topic_name_with_a_wildcard_ends_the_connection(MqttVersion version, string topic)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire watcher = await broker.Connect("w", version);
        await watcher.Subscribe("#");
        Wire wire = await broker.Connect("c", version);
        await wire.Send($"30 ~ [{topic}] () 'x'");
        await wire.ExpectClosed(ReasonCode.MalformedPacket);
        await watcher.ExpectNothing();
    }

    [Theory]
    [InlineData("01 00")]
    [InlineData("01 01")]
    [InlineData("08 [reply/to]")]
    [InlineData("09 [\u0001\u0002 any bytes]")]
    [InlineData("09 []")]
    [InlineData("03 [application/json]")]
    [InlineData("26 [b] [2] 26 [a] [1] 26 [b] [2] 26 [] []")]
    [InlineData("26 [z] [1] 01 01 08 [r] 26 [a] [2] 09 [c] 03 [t] 26 [z] [0]")]
    [Normative("MQTT-3.3.2-4", "MQTT-3.3.2-15", "MQTT-3.3.2-16", "MQTT-3.3.2-17", "MQTT-3.3.2-18", "MQTT-3.3.2-20")]
    public async Task Properties_are_passed_on_unchanged(string properties)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire publisher = await broker.Connect("p");
        await publisher.Send($"31 ~ [t] ({properties}) 'x'");
        await publisher.Sync();
        Wire retained = await broker.Connect("r");
        await retained.Subscribe("t");
        await retained.Expect($"31 ~ [t] ({properties}) 'x'");

        Wire queued = await broker.Resume("q");
        await queued.Subscribe("t", AtLeastOnce, handling: RetainHandling.DoNotSend);
        await broker.Cut(queued);
        await publisher.Send($"32 ~ [t] #1 ({properties}) 'x'");
        await retained.Expect($"30 ~ [t] ({properties}) 'x'");
        await (await broker.Resume("q")).Expect($"32 ~ [t] #1 ({properties}) 'x'");

        // MQTT 3.1.1 gets the message without them.
        Wire old = await broker.Connect("o", V311);
        await old.Subscribe("t");
        await old.Expect("31 ~ [t] 'x'");
    }

    [Theory]
    [InlineData("08", "C0 AF", ReasonCode.MalformedPacket)]
    [InlineData("08", "61 2F 2B", ReasonCode.ProtocolError)]
    [InlineData("08", "23", ReasonCode.ProtocolError)]
    [InlineData("03", "ED A0 80", ReasonCode.MalformedPacket)]
    [InlineData("03", "00", ReasonCode.MalformedPacket)]
    [Normative("MQTT-3.3.2-13", "MQTT-3.3.2-14", "MQTT-3.3.2-19")]
    public async Task Response_topic_and_content_type_must_be_well_formed(string property, string bytes, ReasonCode reason)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire wire = await broker.Connect("c");
        await wire.Send($"30 ~ [t] ({property} 00 {(bytes.Length + 1) / 3:X2} {bytes}) 'x'");
        await wire.ExpectClosed(reason);
    }

    [Fact]
    [Normative("MQTT-3.3.2-5", "MQTT-3.3.2-6")]
    public async Task A_queued_message_expires_or_is_sent_with_what_is_left()
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire first = await broker.Resume("s");
        await first.Subscribe("t", AtLeastOnce);
        await broker.Cut(first);
        Wire publisher = await broker.Connect("p");
        await publisher.Send("32 ~ [t] #1 (02 00 00 00 0A) 'short'");
        await publisher.Send("32 ~ [t] #2 (02 00 00 00 64) 'long'");
        await publisher.Send("32 ~ [t] #3 () 'for ever'");
        await broker.Advance(30);
        Wire second = await broker.Resume("s");
        await second.Expect("32 ~ [t] #1 (02 00 00 00 46) 'long'");
        await second.Expect("32 ~ [t] #2 () 'for ever'");

        // Sent at once, the value is the one received.
        Wire live = await broker.Connect("l");
        await live.Subscribe("t");
        await publisher.Send("30 ~ [t] (02 00 00 00 0A) 'now'");
        await live.Expect("30 ~ [t] (02 00 00 00 0A) 'now'");
    }

    [Fact]
    [Normative("MQTT-3.3.2-12", "MQTT-3.2.2-17", "MQTT-3.3.2-8")]
    public async Task Every_alias_up_to_the_announced_maximum_is_accepted_and_no_other()
    {
        await using TestBroker broker = await TestBroker.Start(options => options.TopicAliasMaximum = 5);
        Wire subscriber = await broker.Connect("s");
        await subscriber.Subscribe("#");
        (Wire wire, ConnAckPacket answer) = await broker.ConnectAnswered("c");
        Assert.Equal((ushort)5, answer.TopicAliasMaximum);
        for (int alias = 1; alias <= 5; alias++)
        {
            await wire.Send($"30 ~ [t/{alias}] (23 #{alias}) 'set'");
            await subscriber.ExpectPublish($"t/{alias}", "set");
        }

        for (int alias = 5; alias >= 1; alias--)
        {
            await wire.Send($"30 ~ [] (23 #{alias}) 'used'");
            await subscriber.ExpectPublish($"t/{alias}", "used");
        }

        // A new name overwrites the old.
        await wire.Send("30 ~ [other] (23 #3) 'set'");
        await subscriber.ExpectPublish("other", "set");
        await wire.Send("30 ~ [] (23 #3) 'used'");
        await subscriber.ExpectPublish("other", "used");
        await wire.Send("30 ~ [t] (23 #6) 'x'");
        await wire.ExpectClosed(ReasonCode.TopicAliasInvalid);

        Wire zero = await broker.Connect("z");
        await zero.Send("30 ~ [t] (23 #0) 'x'");
        await zero.ExpectClosed(ReasonCode.TopicAliasInvalid);
        await subscriber.ExpectNothing();
    }

    [Fact]
    [Normative("MQTT-3.3.2-7")]
    public async Task An_alias_does_not_outlive_its_connection()
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire first = await broker.Resume("c", with: packet => packet with { TopicAliasMaximum = 10 });
        await first.Subscribe("t", AtLeastOnce);
        await first.Send("30 ~ [t] (23 #1) 'x'");
        Assert.Equal("t", System.Text.Encoding.UTF8.GetString((await first.ExpectPublish()).Topic.Span));
        await broker.Cut(first);

        // The same session: the name of the topic comes again, and the client's alias is unknown.
        Wire second = await broker.Resume("c", with: packet => packet with { TopicAliasMaximum = 10 });
        await second.Send("30 ~ [t] () 'x'");
        Assert.Equal("t", System.Text.Encoding.UTF8.GetString((await second.ExpectPublish()).Topic.Span));
        await second.Send("30 ~ [] (23 #1) 'x'");
        await second.ExpectClosed(ReasonCode.ProtocolError);
    }

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-3.3.4-2")]
    [Normative311("MQTT-3.3.5-1")]
    public async Task Overlapping_subscriptions_deliver_at_the_highest_qos(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire subscriber = await broker.Connect("s", version);
        await subscriber.Subscribe("a/+");
        await subscriber.Subscribe("a/#", ExactlyOnce);
        await subscriber.Subscribe("a/b", AtLeastOnce);
        Wire publisher = await broker.Connect("p", version);
        await publisher.Publish("a/b", "x", ExactlyOnce);
        PublishPacket message = await subscriber.ExpectPublish("a/b", "x");
        Assert.Equal(ExactlyOnce, message.QoS);
        await subscriber.ExpectNothing();
    }

    [Fact]
    [Normative("MQTT-3.3.4-3", "MQTT-3.3.4-4")]
    public async Task A_single_copy_lists_the_identifiers_of_all_matching_subscriptions()
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire subscriber = await broker.Connect("s");
        await subscriber.Subscribe("a/+", identifier: 5);
        await subscriber.Subscribe("a/#", AtLeastOnce, identifier: 268435455);
        await subscriber.Subscribe("a/b", identifier: 5);
        await subscriber.Subscribe("#");
        await subscriber.Subscribe("b/#", identifier: 9);
        Wire publisher = await broker.Connect("p");
        await publisher.Publish("a/b", "x");
        Assert.Equal([5, 5, 268435455], Identifiers(await subscriber.ExpectPublish("a/b", "x")));
        await subscriber.ExpectNothing();
    }

    [Fact]
    [Normative("MQTT-3.3.4-3", "MQTT-3.3.4-5")]
    public async Task Separate_copies_carry_the_identifier_of_their_own_subscription()
    {
        // A shared subscription makes a copy of its own.
        await using TestBroker broker = await TestBroker.Start();
        Wire subscriber = await broker.Connect("s");
        await subscriber.Subscribe("$share/g/t", identifier: 7);
        await subscriber.Subscribe("$share/h/t");
        await subscriber.Subscribe("t", identifier: 8);
        Wire publisher = await broker.Connect("p");
        await publisher.Publish("t", "x");
        var copies = new List<string>();
        for (int i = 0; i < 3; i++)
        {
            copies.Add(string.Join(',', Identifiers(await subscriber.ExpectPublish("t", "x"))));
        }

        Assert.Equal(["", "7", "8"], copies.Order());
        await subscriber.ExpectNothing();
    }

    [Fact]
    [Normative("MQTT-3.3.4-6")]
    public async Task A_subscription_identifier_from_a_client_is_a_protocol_error()
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire wire = await broker.Connect("c");
        await wire.Send("30 ~ [t] (0B 01) 'x'");
        await wire.ExpectClosed(ReasonCode.ProtocolError);
    }

    [Fact]
    [Normative("MQTT-3.4.2-1", "MQTT-3.5.2-1", "MQTT-3.6.2-1", "MQTT-3.7.2-1")]
    public async Task Acknowledgements_carry_the_codes_of_their_type_and_no_other_is_taken()
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire publisher = await broker.Connect("p");
        await publisher.Send("32 ~ [nobody/listens] #1 () 'x'");
        await publisher.Expect("40 ~ #1 10");
        await publisher.Send("34 ~ [nobody/listens] #2 () 'x'");
        await publisher.Expect("50 ~ #2 10");
        await publisher.Send("62 ~ #2");
        await publisher.Expect("70 ~ #2");
        await publisher.Send("62 ~ #2");
        await publisher.Expect("70 ~ #2 92");
        await publisher.Send("32 ~ [$SYS/forged] #3 () 'x'");
        await publisher.Expect("40 ~ #3 87");
        foreach (PacketType type in (PacketType[])[PubAck, PubRec, PubRel, PubComp])
        {
            for (int code = 0; code < 256; code++)
            {
                if (!ReasonCodes.IsDefined(type, (ReasonCode)code))
                {
                    Wire wire = await broker.Connect("c");
                    await wire.Send($"{((int)type << 4) | (type == PubRel ? 2 : 0):X2} ~ #1 {code:X2}");
                    await wire.ExpectClosed(ReasonCode.ProtocolError);
                }
            }
        }
    }

    private static List<uint> Identifiers(PublishPacket message)
    {
        var identifiers = new List<uint>();
        foreach (uint identifier in message.Properties.SubscriptionIdentifiers)
        {
            identifiers.Add(identifier);
        }

        identifiers.Sort();
        return identifiers;
    }
}
