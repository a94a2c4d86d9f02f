using Topiary.Protocol;

namespace Topiary.Broker.Tests;

/// <summary>One authorization function for live, retained, queued, shared and will delivery.</summary>
public sealed class DeliveryAuthorizationTests
{
    [Fact]
    public async Task Live_messages_go_only_to_who_may_have_them()
    {
        (TestBroker broker, Rules rules) = await StartAsync();
        await using (broker)
        {
            rules.Forbid(AuthorizedAction.Receive, "outsider", "secret");
            RawClient outsider = await broker.ConnectAsync("outsider");
            RawClient insider = await broker.ConnectAsync("insider");
            await outsider.SubscribeAsync("#");
            await insider.SubscribeAsync("#");
            RawClient publisher = await broker.ConnectAsync("p");
            foreach (QoS qos in new[] { QoS.AtMostOnce, QoS.AtLeastOnce })
            {
                await publisher.PublishAsync("secret", "x", qos);
            }

            await publisher.PublishAckedAfterDrainAsync("open", "y");
            Assert.Equal(["y"], await outsider.DrainPayloadsAsync());
            Assert.Equal(["x", "x", "y"], await insider.DrainPayloadsAsync());
            Assert.Equal(2, broker.Broker.GetStatistics().MessagesDropped[DropReason.NotAuthorized]);
        }
    }

    [Fact]
    public async Task Decisions_about_receiving_are_remembered_for_their_time()
    {
        (TestBroker broker, Rules rules) = await StartAsync();
        await using (broker)
        {
            RawClient client = await broker.ConnectAsync("c");
            await client.SubscribeAsync("t");
            RawClient publisher = await broker.ConnectAsync("p");
            await publisher.PublishAckedAsync("t", "1");
            int asked = rules.Asked;
            await publisher.PublishAckedAsync("t", "2");
            Assert.Equal(1, rules.Asked - asked);
            rules.Forbid(AuthorizedAction.Receive, "c", "t");
            broker.Time.Advance(TimeSpan.FromMinutes(1));
            await publisher.PublishAckedAsync("t", "3");
            Assert.Equal(["1", "2"], await client.DrainPayloadsAsync());
        }
    }

    [Fact]
    public async Task Retained_messages_are_checked_for_receiver_and_publisher()
    {
        (TestBroker broker, Rules rules) = await StartAsync();
        await using (broker)
        {
            RawClient publisher = await broker.ConnectAsync("p");
            foreach (string topic in new[] { "r/1", "r/2", "r/3" })
            {
                await publisher.PublishAckedAsync(topic, topic, retain: true);
            }

            rules.Forbid(AuthorizedAction.Receive, "c", "r/1");
            rules.Forbid(AuthorizedAction.Publish, "p", "r/2");
            RawClient client = await broker.ConnectAsync("c");
            await client.SubscribeAsync("r/+");
            Assert.Equal(["r/3"], await client.DrainPayloadsAsync());
        }
    }

    [Theory]
    [InlineData(AuthorizedAction.Receive)]
    [InlineData(AuthorizedAction.Subscribe)]
    public async Task Queued_messages_are_checked_when_the_client_comes_back(AuthorizedAction action)
    {
        (TestBroker broker, Rules rules) = await StartAsync();
        await using (broker)
        {
            RawClient client = await broker.ConnectKeptAsync("c");
            await client.SubscribeAsync("secret", QoS.AtLeastOnce);
            await client.SubscribeAsync("open", QoS.AtLeastOnce);
            await client.SendAsync(new DisconnectPacket());
            await client.ReadEndAsync();
            RawClient publisher = await broker.ConnectAsync("p");
            await publisher.PublishAckedAsync("secret", "x");
            await publisher.PublishAckedAsync("open", "y");
            rules.Forbid(action, "c", "secret");
            client = await broker.ConnectKeptAsync("c");
            Assert.Equal(["y"], await client.DrainPayloadsAsync());
            Assert.Equal(action == AuthorizedAction.Subscribe ? 1 : 2, broker.Broker.GetStatistics().Subscriptions);
        }
    }

    [Fact]
    public async Task Messages_in_flight_are_not_sent_again_to_who_may_not_have_them_any_more()
    {
        (TestBroker broker, Rules rules) = await StartAsync();
        await using (broker)
        {
            RawClient client = await broker.ConnectKeptAsync("c");
            await client.SubscribeAsync("secret", QoS.ExactlyOnce);
            RawClient publisher = await broker.ConnectAsync("p");
            await publisher.PublishAckedAsync("secret", "x");
            await client.ReadPublishAsync();
            client.Cut();
            await TestBroker.UntilAsync(() => broker.Broker.GetStatistics().Connections == 1, "the client is gone");
            rules.Forbid(AuthorizedAction.Receive, "c", "secret");
            client = await broker.ConnectKeptAsync("c");
            Assert.True(client.ConnAck.SessionPresent);
            await client.AssertNothingAsync();
            Assert.Equal(0, broker.Broker.GetStatistics().InflightMessages);
        }
    }

    [Fact]
    public async Task A_shared_subscription_hands_a_message_to_a_member_that_may_have_it()
    {
        (TestBroker broker, Rules rules) = await StartAsync();
        await using (broker)
        {
            rules.Forbid(AuthorizedAction.Receive, "outsider", "secret");
            RawClient outsider = await broker.ConnectAsync("outsider");
            RawClient insider = await broker.ConnectAsync("insider", with: c => c with { ReceiveMaximum = 1 });
            await outsider.SubscribeAsync("$share/g/secret", QoS.AtLeastOnce);
            await insider.SubscribeAsync("$share/g/secret", QoS.AtLeastOnce);
            RawClient publisher = await broker.ConnectAsync("p");
            for (int i = 0; i < 4; i++)
            {
                await publisher.PublishAckedAsync("secret", $"{i}");
            }

            for (int i = 0; i < 4; i++)
            {
                PublishPacket message = await insider.ReadPublishAsync();
                Assert.Equal($"{i}", message.Text());
                await insider.AckAsync(PacketType.PubAck, message.PacketId);
            }

            await outsider.AssertNothingAsync();
        }
    }

    [Fact]
    public async Task What_no_member_of_a_shared_subscription_may_have_holds_up_nothing_behind_it()
    {
        (TestBroker broker, Rules rules) = await StartAsync();
        await using (broker)
        {
            RawClient member = await broker.ConnectKeptAsync("member");
            await member.SubscribeAsync("$share/g/#", QoS.AtLeastOnce);
            member.Cut();
            await TestBroker.UntilAsync(() => broker.Broker.GetStatistics().Connections == 0, "the member has gone");
            RawClient publisher = await broker.ConnectAsync("p");
            foreach (string topic in (string[])["a", "secret", "b", "secret", "c"])
            {
                await publisher.PublishAckedAsync(topic, topic);
            }

            rules.Forbid(AuthorizedAction.Receive, "member", "secret");
            member = await broker.ConnectKeptAsync("member");
            Assert.Equal(["a", "b", "c"], await member.DrainPayloadsAsync());
            await publisher.PublishAckedAsync("d", "d");
            Assert.Equal(["d"], await member.DrainPayloadsAsync());
        }
    }

    // Found by the fuzzer: nobody had asked about a member that came later, so the message lay until the next one to its topic.
    [Fact]
    public async Task What_a_member_gives_back_goes_at_once_to_one_that_came_after_it_was_published()
    {
        (TestBroker broker, _) = await StartAsync();
        await using (broker)
        {
            RawClient first = await broker.ConnectAsync("first");
            await first.SubscribeAsync("$share/g/t", QoS.AtLeastOnce);
            RawClient publisher = await broker.ConnectAsync("p");
            await publisher.PublishAckedAsync("t", "x");
            Assert.Equal("x", (await first.ReadPublishAsync()).Text());
            RawClient second = await broker.ConnectAsync("second");
            await second.SubscribeAsync("$share/g/t", QoS.AtLeastOnce);
            first.Cut();
            Assert.Equal("x", (await second.ReadPublishAsync()).Text());
        }
    }

    // Found by the fuzzer.
    [Fact]
    public async Task What_waits_for_a_shared_subscription_goes_at_once_to_a_member_that_may_have_it_now()
    {
        (TestBroker broker, Rules rules) = await StartAsync();
        await using (broker)
        {
            rules.Forbid(AuthorizedAction.Receive, "second", "t");
            RawClient first = await broker.ConnectKeptAsync("first");
            await first.SubscribeAsync("$share/g/t", QoS.AtLeastOnce);
            RawClient second = await broker.ConnectAsync("second");
            await second.SubscribeAsync("$share/g/t", QoS.AtLeastOnce);
            first.Cut();
            await TestBroker.UntilAsync(() => broker.Broker.GetStatistics().Connections == 1, "the first has gone");
            await (await broker.ConnectAsync("p")).PublishAckedAsync("t", "x");
            await second.AssertNothingAsync();
            rules.Allow(AuthorizedAction.Receive, "second", "t");
            await broker.Broker.RevokeAsync(new Revocation { ClientId = "second" });
            Assert.Equal("x", (await second.ReadPublishAsync()).Text());
        }
    }

    // Found by the fuzzer: retained messages that waited for the Receive Maximum went on coming.
    [Theory]
    [InlineData(AuthorizedAction.Receive)]
    [InlineData(AuthorizedAction.Subscribe)]
    public async Task Revoking_drops_retained_messages_that_are_still_to_be_sent(AuthorizedAction action)
    {
        (TestBroker broker, Rules rules) = await StartAsync();
        await using (broker)
        {
            RawClient publisher = await broker.ConnectAsync("p");
            foreach (string topic in (string[])["r/1", "r/2", "r/3"])
            {
                await publisher.PublishAckedAsync(topic, topic, retain: true);
            }

            RawClient client = await broker.ConnectKeptAsync("c", c => c with { ReceiveMaximum = 1 });
            await client.SubscribeAsync("r/+", QoS.AtLeastOnce);
            PublishPacket first = await client.ReadPublishAsync();
            foreach (string subject in action == AuthorizedAction.Subscribe ? (string[])["r/+"] : ["r/1", "r/2", "r/3"])
            {
                rules.Forbid(action, "c", subject);
            }

            await broker.Broker.RevokeAsync(new Revocation { ClientId = "c" });
            await client.AckAsync(PacketType.PubAck, first.PacketId);
            await client.AssertNothingAsync();
            await publisher.PublishAckedAsync("r/4", "x", retain: true);
            Assert.Equal(action == AuthorizedAction.Subscribe ? [] : ["x"], await client.DrainPayloadsAsync());
        }
    }

    [Fact]
    public async Task A_will_is_published_only_if_its_client_still_may_and_only_to_who_may_have_it()
    {
        (TestBroker broker, Rules rules) = await StartAsync();
        await using (broker)
        {
            RawClient watcher = await broker.ConnectAsync("w");
            RawClient outsider = await broker.ConnectAsync("outsider");
            await watcher.SubscribeAsync("will/+");
            await outsider.SubscribeAsync("will/+");
            rules.Forbid(AuthorizedAction.Receive, "outsider", "will/a");
            RawClient revoked = await broker.ConnectAsync("b", with: c => c with { Will = new WillMessage { Topic = "will/b" } });
            RawClient allowed = await broker.ConnectAsync("a", with: c => c with { Will = new WillMessage { Topic = "will/a" } });
            rules.Forbid(AuthorizedAction.Publish, "b", "will/b");
            revoked.Cut();
            await TestBroker.UntilAsync(() => broker.Broker.GetStatistics().MessagesDropped[DropReason.NotAuthorized] == 1, "the will is refused");
            allowed.Cut();
            Assert.Equal("will/a", (await watcher.ReadPublishAsync()).TopicText());
            await outsider.AssertNothingAsync();
        }
    }

    [Fact]
    public async Task Revoking_drops_what_is_forbidden_by_now_and_nothing_else()
    {
        (TestBroker broker, Rules rules) = await StartAsync(checksDelivery: false);
        await using (broker)
        {
            RawClient client = await broker.ConnectAsync("c", with: c => c with { ReceiveMaximum = 1 });
            await client.SubscribeAsync("a", QoS.AtLeastOnce);
            await client.SubscribeAsync("b", QoS.AtLeastOnce);
            RawClient publisher = await broker.ConnectAsync("p");
            await publisher.PublishAckedAsync("b", "under way", retain: true);
            PublishPacket underWay = await client.ReadPublishAsync();
            await publisher.PublishAckedAsync("a", "waiting a", retain: true);
            await publisher.PublishAckedAsync("b", "waiting b");
            rules.Forbid(AuthorizedAction.Subscribe, "c", "a");
            rules.Forbid(AuthorizedAction.Publish, "p", "b");

            Assert.Equal(default, await broker.Broker.RevokeAsync(new Revocation { ClientId = "other" }));
            Assert.Equal(new RevocationResult(1, 1, 0), await broker.Broker.RevokeAsync(new Revocation { ClientId = "c" }));
            Assert.Equal(new RevocationResult(0, 0, 1), await broker.Broker.RevokeAsync(new Revocation { RetainedMessages = true }));

            await client.AckAsync(PacketType.PubAck, underWay.PacketId);
            Assert.Equal("waiting b", (await client.ReadPublishAsync()).Text());
            await publisher.PublishAckedAsync("a", "later");
            await client.AssertNothingAsync();
            Assert.Equal((1, 1), (broker.Broker.GetStatistics().RetainedMessages, broker.Broker.GetStatistics().Subscriptions));
        }
    }

    [Fact]
    public async Task Without_an_authorizer_nothing_is_forbidden_and_nothing_dropped()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("a");
        Assert.Equal(default, await broker.Broker.RevokeAsync(new Revocation { RetainedMessages = true }));
        Assert.Equal(1, broker.Broker.GetStatistics().Subscriptions);
    }

    private static async Task<(TestBroker Broker, Rules Rules)> StartAsync(bool checksDelivery = true)
    {
        var rules = new Rules(checksDelivery);
        return (await TestBroker.StartAsync(o => o.Authorizer = rules), rules);
    }
}
