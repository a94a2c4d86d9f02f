using Topiary.Protocol;

namespace Topiary.Broker.Tests;

/// <summary>Defects measured in another broker for .NET; each would have been caught by its test.</summary>
public sealed class PastWoundsTests
{
    [Fact]
    public async Task V5_a_qos_2_message_resent_before_pubrel_is_forwarded_once_without_dup()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("t", QoS.ExactlyOnce);
        RawClient publisher = await broker.ConnectAsync("p");
        await publisher.PublishAsync("t", "once", QoS.ExactlyOnce, id: 3);
        await publisher.ReadAckAsync(PacketType.PubRec);
        await publisher.PublishAsync("t", "once", QoS.ExactlyOnce, id: 3, duplicate: true);
        Assert.Equal(ReasonCode.Success, (await publisher.ReadAckAsync(PacketType.PubRec)).ReasonCode);
        List<PacketFrame> frames = await subscriber.DrainAsync();
        Assert.False(PublishPacket.Read(Assert.Single(frames), MqttVersion.V500).Duplicate);

        // After PUBREL the identifier stands for a new message.
        await publisher.AckAsync(PacketType.PubRel, 3);
        await publisher.ReadAckAsync(PacketType.PubComp);
        await publisher.PublishAsync("t", "new", QoS.ExactlyOnce, id: 3, duplicate: true);
        await publisher.ReadAckAsync(PacketType.PubRec);
        PublishPacket second = await subscriber.ReadPublishAsync();
        Assert.Equal(("new", false), (second.Text(), second.Duplicate));
    }

    [Fact]
    public async Task V6_no_more_messages_are_under_way_than_the_client_s_receive_maximum()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient subscriber = await broker.ConnectAsync("s", with: c => c with { ReceiveMaximum = 1 });
        await subscriber.SubscribeAsync("t", QoS.ExactlyOnce);
        RawClient publisher = await broker.ConnectAsync("p");
        for (int i = 0; i < 20; i++)
        {
            await publisher.PublishAckedAsync("t", $"{i}");
        }

        for (int i = 0; i < 20; i++)
        {
            PublishPacket message = PublishPacket.Read(Assert.Single(await subscriber.DrainAsync()), MqttVersion.V500);
            Assert.Equal($"{i}", message.Text());
            await subscriber.AckAsync(PacketType.PubAck, message.PacketId);
        }

        await subscriber.AssertNothingAsync();
    }

    [Fact]
    public async Task V7_a_packet_above_the_client_s_maximum_packet_size_is_not_sent()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient subscriber = await broker.ConnectAsync("s", with: c => c with { MaximumPacketSize = 100 });
        RawClient other = await broker.ConnectAsync("o");
        await subscriber.SubscribeAsync("t", QoS.AtLeastOnce);
        await other.SubscribeAsync("t", QoS.AtLeastOnce);
        RawClient publisher = await broker.ConnectAsync("p");
        await publisher.PublishAckedAsync("t", new string('x', 1000));
        await publisher.PublishAsync("t", new string('x', 1000));
        await publisher.PublishAckedAsync("t", "small");
        Assert.Equal(["small"], await subscriber.DrainPayloadsAsync());
        Assert.Equal(3, (await other.DrainPayloadsAsync()).Count);
        Assert.Equal(2, broker.Broker.GetStatistics().MessagesDropped[DropReason.TooLarge]);
        Assert.Equal(0, broker.Broker.GetStatistics().QueuedMessages);
    }

    [Fact]
    public async Task V8_a_queued_message_that_has_expired_is_not_delivered()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient subscriber = await broker.ConnectKeptAsync("s");
        await subscriber.SubscribeAsync("t", QoS.AtLeastOnce);
        subscriber.Cut();
        RawClient publisher = await broker.ConnectAsync("p");
        await TestBroker.UntilAsync(() => broker.Broker.GetStatistics().Connections == 1, "the subscriber's connection ended");
        await publisher.PublishAckedAsync("t", "short", properties: new PublishProperties(default, messageExpiryInterval: 1));
        await publisher.PublishAckedAsync("t", "long", properties: new PublishProperties(default, messageExpiryInterval: 100));
        broker.Time.Advance(TimeSpan.FromSeconds(3));
        subscriber = await broker.ConnectKeptAsync("s");
        PublishPacket message = await subscriber.ReadPublishAsync();
        Assert.Equal(("long", 97u), (message.Text(), message.Properties.MessageExpiryInterval));
        await subscriber.AssertNothingAsync();
    }

    [Fact]
    public async Task V9_a_will_waits_for_its_delay()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("will");
        RawClient dying = await broker.ConnectKeptAsync("d", c => c with { Will = new WillMessage { Topic = "will", Payload = "gone"u8.ToArray(), DelayInterval = 5 } });
        dying.Cut();
        await TestBroker.UntilAsync(() => broker.Broker.GetStatistics().Connections == 1, "the client's connection ended");
        broker.Time.Advance(TimeSpan.FromSeconds(4.999));
        await subscriber.AssertNothingAsync();
        broker.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("gone", (await subscriber.ReadPublishAsync()).Text());
    }

    [Fact]
    public async Task V10_a_session_expires_in_time_and_queues_no_more()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient client = await broker.ConnectAsync("c", with: c => c with { SessionExpiryInterval = 1 });
        await client.SubscribeAsync("t", QoS.AtLeastOnce);
        client.Cut();
        RawClient publisher = await broker.ConnectAsync("p");
        await TestBroker.UntilAsync(() => broker.Broker.GetStatistics().Connections == 1, "the connection ended");
        Assert.Equal(2, broker.Broker.GetStatistics().Sessions);
        broker.Time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(1, broker.Broker.GetStatistics().Sessions);
        Assert.Equal(ReasonCode.NoMatchingSubscribers, await publisher.PublishAckedAsync("t", "x"));
        client = await broker.ConnectKeptAsync("c");
        Assert.False(client.ConnAck.SessionPresent);
    }

    [Fact]
    public async Task V11_messages_are_sent_again_on_resume_with_their_identifiers_and_dup_in_order()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient subscriber = await broker.ConnectKeptAsync("s");
        await subscriber.SubscribeAsync("t", QoS.ExactlyOnce);
        RawClient publisher = await broker.ConnectAsync("p");
        var sent = new List<(ushort Id, string Text)>();
        for (int i = 0; i < 3; i++)
        {
            await publisher.PublishAsync("t", $"{i}", i == 1 ? QoS.ExactlyOnce : QoS.AtLeastOnce);
            PublishPacket message = await subscriber.ReadPublishAsync();
            sent.Add((message.PacketId, message.Text()));
        }

        subscriber.Cut();
        subscriber = await broker.ConnectKeptAsync("s");
        Assert.True(subscriber.ConnAck.SessionPresent);
        for (int i = 0; i < 3; i++)
        {
            PublishPacket message = await subscriber.ReadPublishAsync();
            Assert.Equal((sent[i].Id, sent[i].Text, true), (message.PacketId, message.Text(), message.Duplicate));
        }

        await subscriber.AssertNothingAsync();
    }

    [Fact]
    public async Task V12_unsubscribing_with_an_authorizer_that_really_waits_works_every_time()
    {
        await using TestBroker broker = await TestBroker.StartAsync(o => o.Authorizer = new SlowAuthorizer());
        RawClient client = await broker.ConnectAsync("c");
        for (int i = 0; i < 50; i++)
        {
            Assert.Equal(ReasonCode.GrantedQoS1, Assert.Single(await client.SubscribeAsync($"t/{i}", QoS.AtLeastOnce)));
            Assert.Equal(ReasonCode.Success, Assert.Single(await client.UnsubscribeAsync($"t/{i}")));
        }
    }

    [Fact]
    public async Task V13_bytes_are_counted_on_the_side_where_they_pass()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient client = await broker.ConnectAsync("c");
        await client.PublishAsync("t", new string('x', 10_000));
        await client.AssertNothingAsync();
        BrokerStatistics statistics = broker.Broker.GetStatistics();
        Assert.InRange(statistics.BytesReceived, 10_000, 10_100);
        Assert.InRange(statistics.BytesSent, 1, 100);
    }

    [Fact]
    public async Task V14_shared_subscriptions_are_served_and_system_topics_kept_from_wildcards()
    {
        await using TestBroker broker = await TestBroker.StartAsync(o => o.SystemTopicInterval = TimeSpan.FromSeconds(10));
        RawClient client = await broker.ConnectAsync("c");
        Assert.Equal(ReasonCode.Success, Assert.Single(await client.SubscribeAsync("$share/g/x")));
        await client.SubscribeAsync("#");
        await client.SubscribeAsync("+/broker/uptime");
        broker.Time.Advance(TimeSpan.FromSeconds(30));
        await client.AssertNothingAsync();
        await client.PublishAsync("x", "shared");
        Assert.Equal(["shared", "shared"], await client.DrainPayloadsAsync());
        await client.SubscribeAsync("$SYS/broker/uptime");
        Assert.Equal("30", (await client.ReadPublishAsync()).Text());
    }

    [Fact]
    public async Task V15_an_unknown_topic_alias_with_an_empty_topic_is_a_protocol_error()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient client = await broker.ConnectAsync("c");
        await client.PublishAsync("", "x", QoS.AtLeastOnce, properties: new PublishProperties(default, topicAlias: 5));
        Assert.Equal(ReasonCode.ProtocolError, await client.ReadEndAsync());
    }

    private sealed class SlowAuthorizer : IAuthorizer
    {
        public async ValueTask<bool> AuthorizeAsync(AuthorizationRequest request, CancellationToken cancellationToken)
        {
            await Task.Yield();
            return true;
        }
    }
}
