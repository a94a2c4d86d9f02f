using Topiary.Protocol;

namespace Topiary.Broker.Tests;

public sealed class RetainedTests
{
    [Fact]
    public async Task A_retained_message_is_sent_at_subscribe_with_the_flag_and_the_lower_qos()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient publisher = await broker.ConnectAsync("p");
        await publisher.PublishAckedAsync("a/b", "first", retain: true);
        await publisher.PublishAckedAsync("a/b", "second", retain: true);
        await publisher.PublishAckedAsync("a/c", "not retained");
        RawClient subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("a/+", QoS.ExactlyOnce, identifier: 7);
        PublishPacket message = await subscriber.ReadPublishAsync();
        Assert.Equal(("a/b", "second", true, QoS.AtLeastOnce), (message.TopicText(), message.Text(), message.Retain, message.QoS));
        Assert.Equal([7u], message.Identifiers());
        await subscriber.AssertNothingAsync();
    }

    [Fact]
    public async Task An_empty_retained_message_removes_and_is_forwarded()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient client = await broker.ConnectAsync("c");
        await client.PublishAsync("t", "x", retain: true);
        await client.SubscribeAsync("t");
        await client.ReadPublishAsync();
        Assert.Equal(1, broker.Broker.GetStatistics().RetainedMessages);
        await client.PublishAsync("t", "", retain: true);
        PublishPacket forwarded = await client.ReadPublishAsync();
        Assert.Equal(("", false), (forwarded.Text(), forwarded.Retain));
        Assert.Equal(0, broker.Broker.GetStatistics().RetainedMessages);
        await client.SubscribeAsync("t");
        await client.AssertNothingAsync();
    }

    [Fact]
    public async Task Retain_handling_decides_whether_they_are_sent()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient client = await broker.ConnectAsync("c");
        await client.PublishAsync("t", "x", retain: true);
        await client.SubscribeAsync("t", retainHandling: RetainHandling.DoNotSend);
        await client.AssertNothingAsync();
        await client.SubscribeAsync("t", retainHandling: RetainHandling.SendIfNew);
        await client.AssertNothingAsync();
        await client.SubscribeAsync("t", retainHandling: RetainHandling.SendAtSubscribe);
        Assert.Equal(["x"], await client.DrainPayloadsAsync());
        await client.UnsubscribeAsync("t");
        await client.SubscribeAsync("t", retainHandling: RetainHandling.SendIfNew);
        Assert.Equal(["x"], await client.DrainPayloadsAsync());
        await client.SubscribeAsync("$share/g/t");
        await client.AssertNothingAsync();
    }

    [Theory]
    [InlineData("#", "a a/b a/b/c /x")]
    [InlineData("a/#", "a a/b a/b/c")]
    [InlineData("+", "a")]
    [InlineData("+/+", "a/b /x")]
    [InlineData("a/b", "a/b")]
    [InlineData("a/b/#", "a/b a/b/c")]
    [InlineData("$s/#", "$s/y")]
    [InlineData("+/y", "")]
    [InlineData("a/+/+/+", "")]
    public async Task A_filter_finds_the_retained_messages_that_it_matches(string filter, string expected)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient client = await broker.ConnectAsync("c");
        foreach (string topic in new[] { "a", "a/b", "a/b/c", "/x", "$s/y" })
        {
            await client.PublishAsync(topic, topic, retain: true);
        }

        await client.SubscribeAsync(filter);
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(), (await client.DrainPayloadsAsync()).Order());
    }

    [Fact]
    public async Task Retained_messages_expire_and_carry_the_time_that_is_left()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient client = await broker.ConnectAsync("c");
        await client.PublishAckedAsync("t", "x", retain: true, properties: new PublishProperties(default, messageExpiryInterval: 10));
        broker.Time.Advance(TimeSpan.FromSeconds(4));
        await client.SubscribeAsync("t");
        Assert.Equal(6u, (await client.ReadPublishAsync()).Properties.MessageExpiryInterval);
        broker.Time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(0, broker.Broker.GetStatistics().RetainedMessages);
        await client.SubscribeAsync("t");
        await client.AssertNothingAsync();
    }

    [Fact]
    public async Task Retained_messages_of_qos_1_are_paced_by_the_receive_maximum_and_nothing_overtakes_them()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient publisher = await broker.ConnectAsync("p");
        for (int i = 0; i < 10; i++)
        {
            await publisher.PublishAckedAsync($"t/{i}", "old", retain: true);
        }

        RawClient client = await broker.ConnectAsync("c", with: c => c with { ReceiveMaximum = 3 });
        await client.SubscribeAsync("t/#", QoS.AtLeastOnce);
        await publisher.PublishAckedAsync("t/9", "new", retain: true);
        var seen = new Dictionary<string, string>();
        for (List<PacketFrame> frames = await client.DrainAsync(); frames.Count > 0; frames = await client.DrainAsync())
        {
            Assert.InRange(frames.Count, 1, 3);
            foreach (PublishPacket message in frames.Select(frame => PublishPacket.Read(frame, MqttVersion.V500)))
            {
                Assert.False(seen.GetValueOrDefault(message.TopicText()) == "new" && message.Text() == "old", "An older message came after a newer one");
                seen[message.TopicText()] = message.Text();
                await client.AckAsync(PacketType.PubAck, message.PacketId);
            }
        }

        Assert.Equal(10, seen.Count);
        Assert.Equal("new", seen["t/9"]);
    }

    // Found by the fuzzer: those that waited for the Receive Maximum went on coming.
    [Fact]
    public async Task No_retained_message_comes_after_unsuback()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient publisher = await broker.ConnectAsync("p");
        for (int i = 0; i < 3; i++)
        {
            await publisher.PublishAckedAsync($"t/{i}", "old", retain: true);
            await publisher.PublishAckedAsync($"u/{i}", "other", retain: true);
        }

        RawClient client = await broker.ConnectAsync("c", with: c => c with { ReceiveMaximum = 1 });
        await client.SubscribeAsync("t/#", QoS.AtLeastOnce);
        PublishPacket first = await client.ReadPublishAsync();
        await client.SubscribeAsync("u/#", QoS.AtLeastOnce);
        Assert.Equal([ReasonCode.Success], await client.UnsubscribeAsync("t/#"));
        await client.AckAsync(PacketType.PubAck, first.PacketId);
        for (int i = 0; i < 3; i++)
        {
            PublishPacket next = await client.ReadPublishAsync();
            Assert.Equal("other", next.Text());
            await client.AckAsync(PacketType.PubAck, next.PacketId);
        }

        await client.AssertNothingAsync();
    }

    [Fact]
    public async Task A_retained_message_keeps_its_properties()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient client = await broker.ConnectAsync("c");
        await client.PublishAsync("t", "x", retain: true, properties: Properties.Block(userProperty: ("k", "v"), contentType: "text/x"));
        await client.SubscribeAsync("t");
        PublishPacket message = await client.ReadPublishAsync();
        Assert.Equal("text/x", System.Text.Encoding.UTF8.GetString(message.Properties.ContentType.Span));
        Assert.Equal("v", message.Properties.UserProperties.ToUserProperties()[0].Value);
    }

    [Fact]
    public async Task Retaining_where_it_is_switched_off_is_answered_with_0x9A()
    {
        await using TestBroker broker = await TestBroker.StartAsync(o => o.RetainAvailable = false);
        RawClient client = await broker.ConnectAsync("c");
        await client.PublishAsync("t", "x", retain: true);
        Assert.Equal(ReasonCode.RetainNotSupported, await client.ReadEndAsync());
    }

    [Fact]
    public void A_match_visits_only_the_branches_that_the_filter_can_match()
    {
        var tree = new RetainedTree();
        for (int i = 0; i < 10_000; i++)
        {
            tree.GetOrAdd(System.Text.Encoding.UTF8.GetBytes($"other/{i}/x"), name => new RetainedTopic(null!, name));
        }

        tree.GetOrAdd("mine/1/x"u8, name => new RetainedTopic(null!, name));
        var results = new List<RetainedTopic>();
        tree.Match("mine/+/x"u8, results);
        Assert.Single(results);
        Assert.InRange(tree.Visited, 1, 5);
        tree.Remove("mine/1/x"u8);
        results.Clear();
        tree.Match("mine/#"u8, results);
        Assert.Empty(results);
        Assert.Equal(10_000, tree.Count);
    }

    [Fact]
    public void The_deepest_topic_does_not_overflow_the_stack()
    {
        var tree = new RetainedTree();
        byte[] deep = new byte[65_535];
        deep.AsSpan().Fill((byte)'/');
        tree.GetOrAdd(deep, name => new RetainedTopic(null!, name));
        var results = new List<RetainedTopic>();
        tree.Match("#"u8, results);
        Assert.Single(results);
        tree.Remove(deep);
        Assert.Equal(0, tree.Count);
    }
}
