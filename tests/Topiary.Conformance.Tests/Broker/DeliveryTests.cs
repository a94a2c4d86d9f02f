using Topiary.Broker;

namespace Topiary.Conformance.Tests.Broker;

/// <summary>Sections 4.3 to 4.5: the broker as sender and receiver of QoS 1 and 2.</summary>
public sealed class DeliveryTests
{
    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-3.3.1-1", "MQTT-4.3.2-3", "MQTT-4.3.3-3", "MQTT-4.3.3-5", "MQTT-4.3.3-6", "MQTT-4.4.0-1")]
    [Normative311("MQTT-3.3.1-1", "MQTT-2.3.1-4", "MQTT-4.3.2-1", "MQTT-4.3.3-1", "MQTT-4.4.0-1")]
    public async Task What_was_not_acknowledged_is_sent_again_on_resume_with_its_identifier(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire first = await broker.Resume("s", version);
        await first.Subscribe("t", ExactlyOnce);
        Wire publisher = await broker.Connect("p", version);
        await publisher.Publish("t", "one", AtLeastOnce);
        await publisher.Publish("t", "two", ExactlyOnce);
        await publisher.Publish("t", "three", ExactlyOnce);
        await publisher.Publish("t", "acked", AtLeastOnce);
        await first.Expect("32 ~ [t] #1 () 'one'");
        await first.Expect("34 ~ [t] #2 () 'two'");
        await first.Expect("34 ~ [t] #3 () 'three'");
        await first.Expect("32 ~ [t] #4 () 'acked'");
        await first.Send("40 ~ #4");
        await first.Send("50 ~ #2");
        await first.Expect("62 ~ #2");

        // While the connection lives nothing is sent again, however long it takes.
        await broker.Advance(100_000);
        await first.ExpectNothing();
        await broker.Cut(first);

        Wire second = await broker.Resume("s", version);
        await second.Expect("62 ~ #2");
        await second.Expect("3A ~ [t] #1 () 'one'");
        await second.Expect("3C ~ [t] #3 () 'three'");
        await second.ExpectNothing();
        await second.Send("70 ~ #2");
        await second.Send("40 ~ #1");
        await broker.Cut(second);

        Wire third = await broker.Resume("s", version);
        await third.Expect("3C ~ [t] #3 () 'three'");
        await third.Send("50 ~ #3");
        await third.Expect("62 ~ #3");
        await third.Send("70 ~ #3");
        await broker.Cut(third);
        await (await broker.Resume("s", version)).ExpectNothing();
    }

    [Fact]
    [Normative("MQTT-4.4.0-1")]
    public async Task A_new_session_gets_nothing_again()
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire first = await broker.Resume("s");
        await first.Subscribe("t", AtLeastOnce);
        await first.Publish("t", "x", AtLeastOnce);
        await first.ExpectPublish("t", "x");
        await broker.Cut(first);
        Wire second = await broker.Connect("s");
        await second.ExpectNothing();
    }

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-4.3.2-4", "MQTT-4.3.2-5", "MQTT-2.2.1-5")]
    [Normative311("MQTT-4.3.2-2", "MQTT-2.3.1-6")]
    public async Task After_puback_an_identifier_means_a_new_message_whatever_dup_says(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire subscriber = await broker.Connect("s", version);
        await subscriber.Subscribe("t");
        Wire publisher = await broker.Connect("p", version);
        foreach (string first in (string[])["32", "32", "3A"])
        {
            await publisher.Send($"{first} ~ [t] #5 () 'x'");
            await publisher.Expect("40 ~ #5");
            await subscriber.Expect("30 ~ [t] () 'x'");
        }
    }

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-4.3.3-8", "MQTT-4.3.3-10", "MQTT-4.3.3-11", "MQTT-4.3.3-12", "MQTT-2.2.1-5")]
    [Normative311("MQTT-4.3.3-2", "MQTT-2.3.1-6")]
    public async Task A_qos_2_message_is_delivered_once_until_it_is_released(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire subscriber = await broker.Connect("s", version);
        await subscriber.Subscribe("t");
        Wire publisher = await broker.Resume("p", version);
        await publisher.Send("34 ~ [t] #5 () 'x'");
        await publisher.Expect("50 ~ #5");
        await subscriber.Expect("30 ~ [t] () 'x'");
        foreach (string first in (string[])["34", "3C"])
        {
            await publisher.Send($"{first} ~ [t] #5 () 'x'");
            await publisher.Expect("50 ~ #5");
        }

        // Over a reconnection too.
        await broker.Cut(publisher);
        publisher = await broker.Resume("p", version);
        await publisher.Send("3C ~ [t] #5 () 'x'");
        await publisher.Expect("50 ~ #5");
        await publisher.Send("62 ~ #5");
        await publisher.Expect("70 ~ #5");
        await subscriber.ExpectNothing();

        await publisher.Send("34 ~ [t] #5 () 'new'");
        await publisher.Expect("50 ~ #5");
        await subscriber.Expect("30 ~ [t] () 'new'");
    }

    [Fact]
    [Normative("MQTT-4.3.3-9")]
    public async Task After_a_failing_pubrec_an_identifier_means_a_new_message()
    {
        var authorizer = new Switch();
        await using TestBroker broker = await TestBroker.Start(options => options.Authorizer = authorizer);
        Wire subscriber = await broker.Connect("s");
        await subscriber.Subscribe("t");
        Wire publisher = await broker.Connect("p");
        authorizer.IsAllowed = false;
        await publisher.Send("34 ~ [t] #5 () 'no'");
        await publisher.Expect("50 ~ #5 87");
        authorizer.IsAllowed = true;
        await publisher.Send("34 ~ [t] #5 () 'yes'");
        await publisher.Expect("50 ~ #5");
        await subscriber.Expect("30 ~ [t] () 'yes'");
        await subscriber.ExpectNothing();
    }

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-4.3.3-4")]
    [Normative311("MQTT-4.3.3-1")]
    public async Task Every_pubrec_is_answered_with_pubrel(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire wire = await broker.Connect("c", version);
        await wire.Subscribe("t", ExactlyOnce);
        Wire publisher = await broker.Connect("p", version);
        await publisher.Publish("t", "x", ExactlyOnce);
        ushort id = (await wire.ExpectPublish("t", "x")).PacketId;
        await wire.Send($"50 ~ #{id} {{10}}");
        await wire.Expect($"62 ~ #{id}");
        await wire.Send($"50 ~ #{id}");
        await wire.Expect($"62 ~ #{id}");
        await wire.Send($"70 ~ #{id}");
        await wire.Send($"50 ~ #{id}");
        await wire.Expect($"62 ~ #{id} {{92}}");
    }

    [Theory]
    [InlineData(AtLeastOnce, "40")]
    [InlineData(ExactlyOnce, "50")]
    [Normative("MQTT-4.4.0-2")]
    public async Task A_failing_acknowledgement_ends_the_delivery(QoS qos, string acknowledgement)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire first = await broker.Resume("s", with: packet => packet with { ReceiveMaximum = 1 });
        await first.Subscribe("t", qos);
        Wire publisher = await broker.Connect("p");
        await publisher.Publish("t", "refused", qos);
        await publisher.Publish("t", "next", qos);
        ushort id = (await first.ExpectPublish("t", "refused")).PacketId;
        await first.Send($"{acknowledgement} ~ #{id} 80");
        await first.ExpectPublish("t", "next");
        await first.ExpectNothing();
        await broker.Cut(first);
        Wire second = await broker.Resume("s");
        await second.ExpectPublish("t", "next");
        await second.ExpectNothing();
    }

    [Fact]
    [Normative("MQTT-4.3.3-7")]
    public async Task A_message_that_was_sent_does_not_expire_any_more()
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire first = await broker.Resume("s");
        await first.Subscribe("t", ExactlyOnce);
        Wire publisher = await broker.Connect("p");
        await publisher.Send("34 ~ [t] #1 (02 00 00 00 0A) 'x'");
        await first.Expect("34 ~ [t] #1 (02 00 00 00 0A) 'x'");
        await broker.Cut(first);
        await broker.Advance(60);
        Wire second = await broker.Resume("s");
        PublishPacket again = await second.ExpectPublish("t", "x");
        Assert.Equal((1, true), (again.PacketId, again.Duplicate));
        await second.Send("50 ~ #1");
        await second.Expect("62 ~ #1");
    }

    [Fact]
    [Normative("MQTT-4.3.3-13")]
    public async Task The_handshake_is_finished_though_the_message_has_expired()
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire subscriber = await broker.Resume("s");
        await subscriber.Subscribe("t", ExactlyOnce);
        await broker.Cut(subscriber);
        Wire publisher = await broker.Connect("p");
        await publisher.Send("34 ~ [t] #1 (02 00 00 00 0A) 'x'");
        await publisher.Expect("50 ~ #1");
        await broker.Advance(60);
        await publisher.Send("3C ~ [t] #1 (02 00 00 00 0A) 'x'");
        await publisher.Expect("50 ~ #1");
        await publisher.Send("62 ~ #1");
        await publisher.Expect("70 ~ #1");
        await (await broker.Resume("s")).ExpectNothing();
    }

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-3.3.4-1")]
    [Normative311("MQTT-3.3.4-1", "MQTT-3.3.5-2")]
    public async Task A_message_that_is_not_allowed_is_acknowledged_by_its_qos_and_goes_nowhere(MqttVersion version)
    {
        var authorizer = new Switch();
        await using TestBroker broker = await TestBroker.Start(options => options.Authorizer = authorizer);
        Wire subscriber = await broker.Connect("s", version);
        await subscriber.Subscribe("t");
        Wire publisher = await broker.Connect("p", version);
        authorizer.IsAllowed = false;
        await publisher.Send("30 ~ [t] () 'x'");
        await publisher.Send("32 ~ [t] #1 () 'x'");
        await publisher.Expect("40 ~ #1 {87}");
        await publisher.Send("34 ~ [t] #2 () 'x'");
        await publisher.Expect("50 ~ #2 {87}");
        await subscriber.ExpectNothing();
    }

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-4.5.0-1")]
    [Normative311("MQTT-4.5.0-1")]
    public async Task A_message_is_kept_for_every_session_with_a_matching_subscription(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.Start();
        string[] filters = ["t/1", "t/+", "#", "other"];
        foreach (string filter in filters)
        {
            Wire wire = await broker.Resume(filter, version);
            await wire.Subscribe(filter, AtLeastOnce);
            await broker.Cut(wire);
        }

        Wire publisher = await broker.Connect("p", version);
        await publisher.Publish("t/1", "x", AtLeastOnce);
        await publisher.Expect(PubAck);
        foreach (string filter in filters)
        {
            Assert.Equal(filter == "other" ? [] : ["x"], await (await broker.Resume(filter, version)).Payloads());
        }
    }

    private sealed class Switch : IAuthorizer
    {
        public bool IsAllowed { get; set; } = true;

        public ValueTask<bool> AuthorizeAsync(AuthorizationRequest request, CancellationToken cancellationToken) => ValueTask.FromResult(IsAllowed);
    }
}
