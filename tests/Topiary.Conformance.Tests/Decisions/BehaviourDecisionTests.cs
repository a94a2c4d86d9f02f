using Topiary.Broker;

namespace Topiary.Conformance.Tests.Decisions;

/// <summary>What docs/protocol-decisions.md says about sessions and deliveries where the standards leave a choice or are silent.</summary>
public sealed class BehaviourDecisionTests
{
    [Fact]
    public async Task An_absent_session_expiry_is_zero_whatever_clean_start_says()
    {
        await using TestBroker broker = await TestBroker.Start();
        await broker.Cut(await broker.Connect("c", with: packet => packet with { CleanStart = false }));
        (_, ConnAckPacket answer) = await broker.ConnectAnswered("c", with: packet => packet with { CleanStart = false });
        Assert.False(answer.SessionPresent);
    }

    [Theory]
    [InlineData(0u, 100u)]
    [InlineData(100u, 0u)]
    [InlineData(100u, 500u)]
    public async Task A_disconnect_changes_the_expiry_but_not_from_zero(uint connect, uint disconnect)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire wire = await broker.Connect("c", with: packet => packet with { SessionExpiryInterval = connect });
        await wire.Send($"E0 ~ 00 (11 {disconnect:X8})");
        await (connect == 0 ? wire.ExpectClosed(ReasonCode.ProtocolError) : wire.ExpectClosed());
        await broker.Advance(300);
        (_, ConnAckPacket answer) = await broker.ConnectAnswered("c", with: packet => packet with { CleanStart = false });
        Assert.Equal(disconnect == 500, answer.SessionPresent);
    }

    [Theory]
    [InlineData(AtLeastOnce, "50 ~ #1")]
    [InlineData(AtLeastOnce, "70 ~ #1")]
    [InlineData(ExactlyOnce, "40 ~ #1")]
    public async Task An_acknowledgement_of_the_wrong_type_is_a_protocol_error(QoS qos, string acknowledgement)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire wire = await broker.Connect("c");
        await wire.Subscribe("t", qos);
        Wire publisher = await broker.Connect("p");
        await publisher.Publish("t", "x", qos);
        Assert.Equal(1, (await wire.ExpectPublish()).PacketId);
        await wire.Send(acknowledgement);
        await wire.ExpectClosed(ReasonCode.ProtocolError);
    }

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    public async Task An_acknowledgement_for_nothing_is_answered_or_ignored(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire wire = await broker.Connect("c", version);
        await wire.Send("40 ~ #9");
        await wire.Send("70 ~ #9");
        await wire.ExpectNothing();
        await wire.Send("50 ~ #9");
        await wire.Expect("62 ~ #9 {92}");
        await wire.Send("62 ~ #9");
        await wire.Expect("70 ~ #9 {92}");
    }

    [Fact]
    public async Task A_message_of_qos_2_is_passed_on_before_it_is_released()
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire subscriber = await broker.Connect("s");
        await subscriber.Subscribe("t");
        Wire publisher = await broker.Connect("p");
        await publisher.Send("34 ~ [t] #1 () 'x'");
        await subscriber.ExpectPublish("t", "x");
    }

    [Fact]
    public async Task A_message_of_qos_0_is_not_kept_for_a_client_that_is_away()
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire first = await broker.Resume("s");
        await first.Subscribe("t", ExactlyOnce);
        await broker.Cut(first);
        Wire publisher = await broker.Connect("p");
        await publisher.Publish("t", "x");
        await publisher.ExpectNothing();
        await (await broker.Resume("s")).ExpectNothing();
    }

    [Fact]
    public async Task A_session_goes_on_in_another_version()
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire three = await broker.Resume("c", V311);
        await three.Subscribe("t", AtLeastOnce);
        await broker.Cut(three);
        Wire publisher = await broker.Connect("p");
        await publisher.Send("32 ~ [t] #1 (26 [n] [v]) 'x'");
        await publisher.Expect("40 ~ #1");
        (Wire five, ConnAckPacket answer) = await broker.ConnectAnswered("c", with: TestBroker.Kept);
        Assert.True(answer.SessionPresent);
        await five.Expect("32 ~ [t] #1 (26 [n] [v]) 'x'");
        await broker.Cut(five);
        Wire again = await broker.Resume("c", V311);
        await again.Expect("3A ~ [t] #1 'x'");
    }

    [Theory]
    [InlineData(V310)]
    [InlineData(V311)]
    public async Task A_shared_filter_is_a_plain_filter_before_mqtt_5(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire one = await broker.Connect("one", version);
        await one.Subscribe("$share/g/t");
        Wire publisher = await broker.Connect("p");
        await publisher.Publish("t", "x");
        await publisher.Publish("$share/g/t", "y");
        await one.ExpectPublish("$share/g/t", "y");
        await one.ExpectNothing();
    }

    [Fact]
    public async Task A_released_message_counts_against_the_receive_maximum_until_pubcomp()
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire first = await broker.Resume("s", with: packet => packet with { ReceiveMaximum = 1 });
        await first.Subscribe("t", ExactlyOnce);
        Wire publisher = await broker.Connect("p");
        await publisher.Publish("t", "one", ExactlyOnce);
        await publisher.Publish("t", "two", ExactlyOnce);
        await first.ExpectPublish("t", "one");
        await first.Send("50 ~ #1");
        await first.Expect("62 ~ #1");
        await broker.Cut(first);
        Wire second = await broker.Resume("s", with: packet => packet with { ReceiveMaximum = 1 });
        await second.Expect("62 ~ #1");
        await second.ExpectNothing();
        await second.Send("70 ~ #1");
        await second.ExpectPublish("t", "two");
    }

    [Fact]
    public async Task Messages_carried_over_do_not_count_against_the_receive_maximum_of_the_broker()
    {
        await using TestBroker broker = await TestBroker.Start(options => options.ReceiveMaximum = 2);
        Wire first = await broker.Resume("c");
        await SendOpen(first, 1, 2);
        await broker.Cut(first);
        Wire second = await broker.Resume("c");
        await SendOpen(second, 3, 4);
        await second.Send("34 ~ [t] #5 () 'x'");
        await second.ExpectClosed(ReasonCode.ReceiveMaximumExceeded);
    }

    [Fact]
    public async Task Clients_cannot_publish_below_sys()
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire wire = await broker.Connect("c");
        await wire.Subscribe("$SYS/#");
        await wire.Send("32 ~ [$SYS/broker/x] #1 () 'x'");
        await wire.Expect("40 ~ #1 87");
        await wire.ExpectNothing();
    }

    [Fact]
    public async Task A_client_told_not_to_start_clean_goes_on_with_the_session_that_the_server_has()
    {
        await using TestClient test = await TestClient.Start(with: options => options with { CleanStart = false });
        Wire server = await test.Open();
        Assert.False((await server.ExpectConnect()).CleanStart);
        await server.Accept(new ConnAckPacket { SessionPresent = true });
        await test.WaitFor(MqttClientState.Connected);
        await server.Send("50 ~ #33");
        await server.Expect("62 ~ #33 92");
        await server.Send("32 ~ [t] #5 () 'x'");
        await server.Expect("40 ~ #5");
    }

    [Fact]
    public async Task Message_expiry_holds_for_subscribers_of_older_versions_too()
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire first = await broker.Resume("s", V311);
        await first.Subscribe("t", AtLeastOnce);
        await broker.Cut(first);
        Wire publisher = await broker.Connect("p");
        await publisher.Send("32 ~ [t] #1 (02 00 00 00 0A) 'x'");
        await publisher.Expect("40 ~ #1");
        await broker.Advance(20);
        await (await broker.Resume("s", V311)).ExpectNothing();
    }

    private static async Task SendOpen(Wire wire, int first, int last)
    {
        for (int id = first; id <= last; id++)
        {
            await wire.Send($"34 ~ [t] #{id} () 'x'");
            await wire.ExpectAck(PubRec, (ushort)id);
        }
    }

    [Fact]
    [Normative("MQTT-3.2.0-1")]
    public async Task Who_is_taken_over_before_connack_is_closed_without_a_word()
    {
        var slow = new SlowAuthorizer();
        await using TestBroker broker = await TestBroker.Start(options => options.Authorizer = slow);
        Wire before = await broker.Resume("c");
        await before.Subscribe("t");
        await before.Send("E0 00");

        // The rights of a session are looked at again before its client is let in.
        slow.Answer = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var connect = new ConnectPacket { ClientId = "c", SessionExpiryInterval = 100 };
        Wire first = await broker.Open();
        await first.Send(connect);
        await slow.Asked.Task;
        Wire second = await broker.Open();
        await second.Send(connect);
        Assert.Null(await first.TryRead());
        slow.Answer.SetResult(true);
        Assert.True((await second.ExpectConnAck()).SessionPresent);
    }

    private sealed class SlowAuthorizer : IAuthorizer
    {
        public TaskCompletionSource<bool>? Answer { get; set; }

        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask<bool> AuthorizeAsync(AuthorizationRequest request, CancellationToken cancellationToken)
        {
            if (Answer is not { } answer)
            {
                return new(true);
            }

            Asked.TrySetResult();
            return new(answer.Task);
        }
    }
}
