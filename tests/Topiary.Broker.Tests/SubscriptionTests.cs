using Topiary.Protocol;

namespace Topiary.Broker.Tests;

public sealed class SubscriptionTests
{
    [Fact]
    public async Task Overlapping_subscriptions_give_one_copy_at_the_highest_qos_with_all_identifiers()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("a/b", QoS.AtMostOnce, identifier: 1);
        await client.SubscribeAsync("a/+", QoS.ExactlyOnce, identifier: 20_000);
        await client.SubscribeAsync("#", QoS.AtLeastOnce);
        await client.SubscribeAsync("a/#", QoS.AtLeastOnce, identifier: 3, retainAsPublished: true);
        RawClient publisher = await broker.ConnectAsync("p");
        await publisher.PublishAsync("a/b", "x", QoS.ExactlyOnce, retain: true);
        PublishPacket message = await client.ReadPublishAsync();
        Assert.Equal((QoS.ExactlyOnce, true), (message.QoS, message.Retain));
        Assert.Equal([1u, 3u, 20_000u], message.Identifiers().Order());
        await client.AssertNothingAsync();
    }

    [Fact]
    public async Task Retain_as_published_keeps_the_flag()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient plain = await broker.ConnectAsync("plain");
        RawClient asPublished = await broker.ConnectAsync("rap");
        RawClient three = await broker.ConnectAsync("three", MqttVersion.V311);
        await plain.SubscribeAsync("t");
        await asPublished.SubscribeAsync("t", retainAsPublished: true);
        await three.SubscribeAsync("t");
        RawClient publisher = await broker.ConnectAsync("p");
        await publisher.PublishAsync("t", "1", retain: true);
        await publisher.PublishAsync("t", "2");
        Assert.False((await plain.ReadPublishAsync()).Retain);
        Assert.True((await asPublished.ReadPublishAsync()).Retain);
        Assert.False((await asPublished.ReadPublishAsync()).Retain);
        Assert.False((await three.ReadPublishAsync()).Retain);
    }

    [Fact]
    public async Task No_local_keeps_own_messages_away_from_that_subscription_only()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient client = await broker.ConnectAsync("c");
        RawClient other = await broker.ConnectAsync("o");
        await client.SubscribeAsync("a/#", QoS.ExactlyOnce, identifier: 1, noLocal: true);
        Assert.Equal(ReasonCode.NoMatchingSubscribers, await client.PublishAckedAsync("a/b", "own"));
        await client.AssertNothingAsync();
        await other.PublishAsync("a/b", "other's");
        Assert.Equal("other's", (await client.ReadPublishAsync()).Text());

        // A second subscription without the option gets them, with its own QoS and identifier alone.
        await client.SubscribeAsync("a/b", QoS.AtMostOnce, identifier: 2);
        await client.PublishAsync("a/b", "own", QoS.AtLeastOnce);
        PublishPacket message = await client.ReadPublishAsync();
        Assert.Equal(QoS.AtMostOnce, message.QoS);
        Assert.Equal([2u], message.Identifiers());
        await other.PublishAsync("a/b", "x", QoS.ExactlyOnce);
        await client.ReadAckAsync(PacketType.PubAck);
        message = await client.ReadPublishAsync();
        Assert.Equal(QoS.ExactlyOnce, message.QoS);
        Assert.Equal([1u, 2u], message.Identifiers().Order());
    }

    [Fact]
    public async Task No_local_on_a_shared_subscription_is_a_protocol_error()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient client = await broker.ConnectAsync("c");
        await client.SendAsync(new SubscribePacket
        {
            PacketId = 1,
            Subscriptions = [new SubscriptionRequest("$share/g/t", new SubscriptionOptions(QoS.AtMostOnce, NoLocal: true))],
        });
        Assert.Equal(ReasonCode.ProtocolError, await client.ReadEndAsync());
    }

    [Fact]
    public async Task Subscribing_again_replaces_options_and_identifier()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("t/+", QoS.ExactlyOnce, identifier: 1);
        await client.SubscribeAsync("t/+", QoS.AtMostOnce);
        await client.PublishAsync("t/1", "x", QoS.ExactlyOnce);
        PublishPacket message = await client.ReadPublishAsync();
        Assert.Equal(QoS.AtMostOnce, message.QoS);
        Assert.Empty(message.Identifiers());
        Assert.Equal(1, broker.Broker.GetStatistics().Subscriptions);
    }

    [Fact]
    public async Task Unsubscribing_ends_delivery_and_answers_each_filter()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("a");
        await client.SubscribeAsync("b/#");
        Assert.Equal(
            [ReasonCode.Success, ReasonCode.NoSubscriptionExisted, ReasonCode.Success], await client.UnsubscribeAsync("a", "b/+", "b/#"));
        await client.PublishAsync("a", "x");
        await client.PublishAsync("b/c", "x");
        await client.AssertNothingAsync();
        Assert.Equal(0, broker.Broker.GetStatistics().Subscriptions);
    }

    [Fact]
    public async Task A_filter_that_is_too_deep_or_not_allowed_fails_alone()
    {
        await using TestBroker broker = await TestBroker.StartAsync(o =>
        {
            o.MaximumTopicLevels = 3;
            o.Authorizer = new OnlyTopicA();
        });
        RawClient client = await broker.ConnectAsync("c");
        await client.SendAsync(new SubscribePacket
        {
            PacketId = 1,
            Subscriptions = [new("a", new(QoS.AtLeastOnce)), new("a/b/c/d", default), new("secret/#", default), new("$share/g/secret", default)],
        });
        Assert.Equal(
            [ReasonCode.GrantedQoS1, ReasonCode.TopicFilterInvalid, ReasonCode.NotAuthorized, ReasonCode.NotAuthorized],
            SubAckPacket.Read(await client.ReadAsync(PacketType.SubAck), MqttVersion.V500).ReasonCodes);
        await client.PublishAsync("secret", "x", QoS.AtLeastOnce);
        Assert.Equal(ReasonCode.NotAuthorized, (await client.ReadAckAsync(PacketType.PubAck)).ReasonCode);
        await client.PublishAsync("a/b/c/d", "x", QoS.ExactlyOnce);
        Assert.Equal(ReasonCode.TopicNameInvalid, (await client.ReadAckAsync(PacketType.PubRec)).ReasonCode);
        await client.PublishAckedAfterOwnMessageAsync("a", "allowed");
    }

    [Fact]
    public async Task Clients_cannot_publish_to_system_topics()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("$SYS/#");
        Assert.Equal(ReasonCode.NotAuthorized, await client.PublishAckedAsync("$SYS/x", "x"));
        await client.PublishAsync("$SYS/x", "x", retain: true);
        RawClient three = await broker.ConnectAsync("three", MqttVersion.V311);
        await three.PublishAckedAsync("$SYS/x", "x");
        await client.AssertNothingAsync();
        Assert.Equal(0, broker.Broker.GetStatistics().RetainedMessages);
        Assert.Equal(3, broker.Broker.GetStatistics().MessagesDropped[DropReason.NotAuthorized]);
    }

    [Fact]
    public async Task A_thousand_subscribers_get_one_copy_each()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        var clients = new List<RawClient>();
        for (int i = 0; i < 1000; i++)
        {
            RawClient client = await broker.ConnectAsync($"c{i}", i % 3 == 0 ? MqttVersion.V311 : MqttVersion.V500);
            await client.SubscribeAsync(i % 2 == 0 ? "t/x" : "t/+", (QoS)(i % 3), identifier: i % 5 == 0 && i % 3 != 0 ? (uint)i : null);
            clients.Add(client);
        }

        RawClient publisher = await broker.ConnectAsync("p");
        await publisher.PublishAsync("t/x", "all", QoS.ExactlyOnce, properties: Properties.Block(("k", "v")));
        await publisher.ReadAckAsync(PacketType.PubRec);
        for (int i = 0; i < 1000; i++)
        {
            PublishPacket message = await clients[i].ReadPublishAsync();
            Assert.Equal(("all", (QoS)(i % 3)), (message.Text(), message.QoS));
            Assert.Equal(i % 5 == 0 && i % 3 != 0 ? [(uint)i] : [], message.Identifiers());
            Assert.Equal(i % 3 == 0 ? 0 : 1, message.Properties.UserProperties.ToUserProperties().Count);
        }

        await clients[999].AssertNothingAsync();
        Assert.Equal(1000, broker.Broker.GetStatistics().MessagesDelivered);
    }

    [Fact]
    public async Task Match_work_does_not_grow_with_unrelated_subscriptions()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("mine/+");
        RawClient publisher = await broker.ConnectAsync("p");
        await publisher.PublishAckedAsync("mine/1", "warm");
        SubscriptionIndex index = broker.Broker.Core.Index;
        long computed = index.Computed;
        RawClient crowd = await broker.ConnectAsync("crowd");
        for (int i = 0; i < 500; i++)
        {
            await crowd.SubscribeAsync($"other/{i}/+");
            await crowd.SubscribeAsync($"exact/{i}");
        }

        for (int i = 0; i < 100; i++)
        {
            await publisher.PublishAckedAsync("mine/1", $"{i}");
        }

        // Nothing that matters to the topic has changed, so its match was never worked out again.
        Assert.Equal(computed, index.Computed);
        await crowd.SubscribeAsync("#");
        await publisher.PublishAckedAsync("mine/1", "again");
        Assert.Equal(computed + 1, index.Computed);
        Assert.Equal(102, (await subscriber.DrainAsync()).Count);
    }

    private sealed class OnlyTopicA : IAuthorizer
    {
        public ValueTask<bool> AuthorizeAsync(AuthorizationRequest request, CancellationToken cancellationToken)
            => request.Topic.Contains("secret", StringComparison.Ordinal) && request.Topic != "secret/throws"
                ? new(false)
                : request.Topic == "secret/throws" ? throw new InvalidOperationException("broken") : new(true);
    }
}
