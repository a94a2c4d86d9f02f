using System.Text;
using Topiary.Broker;

namespace Topiary.Conformance.Tests.Broker;

/// <summary>Section 3.1.2.11: the limits that a client sets, and the rules about what need not be said.</summary>
public sealed class ClientLimitsTests
{
    [Fact]
    [Normative("MQTT-3.1.2-24", "MQTT-3.1.2-25")]
    public async Task A_message_too_large_for_the_client_counts_as_delivered()
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire subscriber = await broker.Connect("s", with: packet => packet with { MaximumPacketSize = 50, ReceiveMaximum = 1 });
        await subscriber.Subscribe("t", ExactlyOnce);
        Wire other = await broker.Connect("o");
        await other.Subscribe("t");
        Wire publisher = await broker.Connect("p");
        foreach (QoS qos in (QoS[])[AtMostOnce, AtLeastOnce, ExactlyOnce])
        {
            // Fixed header 2, topic 3, property length 1; a packet identifier 2 where there is one.
            int fits = qos == AtMostOnce ? 44 : 42;
            await publisher.Publish("t", new string('x', fits + 1), qos);
            await other.ExpectPublish("t", new string('x', fits + 1));
            await subscriber.ExpectNothing();
            await publisher.Publish("t", new string('y', fits), qos);
            PublishPacket message = await subscriber.ExpectPublish("t", new string('y', fits));
            await other.ExpectPublish();
            Assert.Equal(qos, message.QoS);
            if (qos != AtMostOnce)
            {
                await publisher.TryRead();
                await publisher.TryRead();
                await subscriber.Ack(qos == AtLeastOnce ? PubAck : PubRec, message.PacketId, qos == AtLeastOnce ? ReasonCode.Success : ReasonCode.UnspecifiedError);
            }
        }
    }

    [Fact]
    [Normative("MQTT-3.1.2-24")]
    public async Task A_message_that_fits_only_without_a_topic_alias_is_sent_without_one()
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire subscriber = await broker.Connect("s", with: packet => packet with { MaximumPacketSize = 50, TopicAliasMaximum = 10 });
        await subscriber.Subscribe("t");
        Wire publisher = await broker.Connect("p");
        for (int i = 0; i < 3; i++)
        {
            await publisher.Publish("t", "small");
            await publisher.Publish("t", new string('x', 44));
            await subscriber.ExpectPublish();
            await subscriber.Expect($"30 ~ [t] () '{new string('x', 44)}'");
        }
    }

    [Fact]
    [Normative("MQTT-3.1.2-24", "MQTT-3.1.2-25")]
    public async Task A_queued_message_too_large_for_the_client_is_dropped_and_the_next_is_sent()
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire first = await broker.Resume("s");
        await first.Subscribe("t", AtLeastOnce);
        await broker.Cut(first);
        Wire publisher = await broker.Connect("p");
        await publisher.Publish("t", new string('x', 100), AtLeastOnce);
        await publisher.Publish("t", "small", AtLeastOnce);
        await publisher.Sync();
        Wire second = await broker.Resume("s", with: packet => packet with { MaximumPacketSize = 50 });
        await second.ExpectPublish("t", "small");
        await second.ExpectNothing();
    }

    [Theory]
    [InlineData(4)]
    [InlineData(10)]
    [InlineData(15)]
    [Normative("MQTT-3.1.2-24")]
    public async Task A_client_for_which_even_connack_is_too_large_is_refused(int limit)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire wire = await broker.Open($"10 ~ [MQTT] 05 02 #0 (27 00 00 00 {limit:X2}) [c]");
        if (limit >= 5)
        {
            await wire.Expect("20 ~ 00 95 ()");
        }

        await wire.ExpectClosed();
    }

    [Fact]
    [Normative("MQTT-3.1.2-24")]
    public async Task An_answer_too_large_for_the_client_is_not_sent()
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire wire = await broker.Connect("c", with: packet => packet with { MaximumPacketSize = 50 });
        await wire.Send($"82 ~ #1 () {string.Concat(Enumerable.Repeat("[a] 00", 100))}");
        await wire.ExpectClosed(ReasonCode.PacketTooLarge);
    }

    [Fact]
    [Normative("MQTT-3.1.2-26", "MQTT-3.1.2-27", "MQTT-3.3.2-8", "MQTT-3.3.2-11", "MQTT-3.3.2-7")]
    public async Task Topic_aliases_stay_within_the_clients_maximum()
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire publisher = await broker.Connect("p");
        foreach (ushort? maximum in (ushort?[])[null, 0, 1, 3])
        {
            Wire subscriber = await broker.Connect("s", with: packet => packet with { TopicAliasMaximum = maximum });
            await subscriber.Subscribe("t/+");
            var names = new Dictionary<ushort, string>();
            for (int i = 0; i < 30; i++)
            {
                string topic = $"t/{(i * 7) % 5}";
                await publisher.Publish(topic, "x");
                Packet packet = await subscriber.Expect(Publish);
                PublishPacket message = packet.AsPublish();
                ushort alias = message.Properties.TopicAlias;
                Assert.InRange(alias, 0, maximum ?? 0);
                string name = Encoding.UTF8.GetString(message.Topic.Span);
                if (alias != 0 && name.Length > 0)
                {
                    names[alias] = name;
                }

                Assert.Equal(topic, name.Length > 0 ? name : names[alias]);
                if (alias == 0)
                {
                    // Neither is there an alias of 0.
                    Assert.Equal(Convert.ToHexString(Notation.Encode($"30 ~ [{topic}] () 'x'")), Convert.ToHexString(packet.Bytes));
                }
            }

            Assert.Equal(maximum > 0, names.Count > 0);
            await broker.Cut(subscriber);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Normative(
        "MQTT-3.1.2-29", "MQTT-3.4.2-2", "MQTT-3.4.2-3", "MQTT-3.5.2-2", "MQTT-3.5.2-3", "MQTT-3.6.2-2", "MQTT-3.6.2-3", "MQTT-3.7.2-2", "MQTT-3.7.2-3",
        "MQTT-3.9.2-1", "MQTT-3.9.2-2", "MQTT-3.11.2-1", "MQTT-3.11.2-2")]
    public async Task No_acknowledgement_carries_a_reason_string_or_user_property_where_it_must_not(bool isSmall)
    {
        await using TestBroker broker = await TestBroker.Start(options => options.Authorizer = new Nobody());
        Wire wire = await broker.Connect("c", with: packet => packet with
        {
            RequestProblemInformation = isSmall ? null : false,
            MaximumPacketSize = isSmall ? 20u : null,
        });
        await wire.Send("32 ~ [t] #1 () 'x'");
        await wire.Expect("40 ~ #1 {87}");
        await wire.Send("34 ~ [t] #2 () 'x'");
        await wire.Expect("50 ~ #2 {87}");
        await wire.Send("62 ~ #3");
        await wire.Expect("70 ~ #3 {92}");
        await wire.Send("50 ~ #4");
        await wire.Expect("62 ~ #4 {92}");
        await wire.Send("82 ~ #5 () [t] 00");
        await wire.Expect("90 ~ #5 () 87");
        await wire.Send("A2 ~ #6 () [t]");
        await wire.Expect("B0 ~ #6 () 11");
    }

    [Fact]
    [Normative("MQTT-3.2.2-19", "MQTT-3.2.2-20", "MQTT-3.1.2-24")]
    public async Task A_reason_string_is_left_out_of_connack_where_it_would_not_fit()
    {
        await using TestBroker broker = await TestBroker.Start(options => options.Authenticator = new Refusing());
        Wire roomy = await broker.Open("10 ~ [MQTT] 05 82 #0 () [c] [user]");
        await roomy.Expect("20 ~ 00 86 (1F [Because of a rather long story])");
        await roomy.ExpectClosed();
        Wire exact = await broker.Open("10 ~ [MQTT] 05 82 #0 (27 00 00 00 26) [c] [user]");
        await exact.Expect("20 ~ 00 86 (1F [Because of a rather long story])");
        Wire small = await broker.Open("10 ~ [MQTT] 05 82 #0 (27 00 00 00 25) [c] [user]");
        await small.Expect("20 ~ 00 86 ()");
        await small.ExpectClosed();
    }

    private sealed class Nobody : IAuthorizer
    {
        public ValueTask<bool> AuthorizeAsync(AuthorizationRequest request, CancellationToken cancellationToken) => ValueTask.FromResult(false);
    }

    private sealed class Refusing : IAuthenticator
    {
        public ValueTask<AuthenticationResult> AuthenticateAsync(AuthenticationRequest request, CancellationToken cancellationToken)
            => ValueTask.FromResult(AuthenticationResult.Refuse(reason: "Because of a rather long story"));
    }
}
