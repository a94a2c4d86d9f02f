using Topiary.Protocol;

namespace Topiary.Broker.Tests;

public sealed class LimitTests
{
    [Fact]
    public async Task Silence_of_one_and_a_half_keep_alives_ends_the_connection_with_0x8D()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient client = await broker.ConnectAsync("c", with: c => c with { KeepAlive = 10 });
        RawClient other = await broker.ConnectAsync("o", with: c => c with { KeepAlive = 0 });
        broker.Time.Advance(TimeSpan.FromSeconds(14));
        await client.AssertNothingAsync();
        broker.Time.Advance(TimeSpan.FromSeconds(14.9));
        Assert.Equal(2, broker.Broker.GetStatistics().Connections);
        broker.Time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(ReasonCode.KeepAliveTimeout, await client.ReadEndAsync());
        broker.Time.Advance(TimeSpan.FromDays(10));
        await other.StillWorksAsync();
    }

    [Fact]
    public async Task More_open_qos_2_messages_than_the_receive_maximum_end_the_connection_with_0x93()
    {
        await using TestBroker broker = await TestBroker.StartAsync(o => o.ReceiveMaximum = 3);
        RawClient bystander = await broker.ConnectAsync("bystander");
        RawClient client = await broker.ConnectKeptAsync("c");
        for (ushort id = 1; id <= 3; id++)
        {
            await client.PublishAsync("t", "x", QoS.ExactlyOnce, id: id);
            await client.ReadAckAsync(PacketType.PubRec);
        }

        await client.PublishAsync("t", "x", QoS.ExactlyOnce, id: 3, duplicate: true);
        await client.ReadAckAsync(PacketType.PubRec);
        await client.PublishAsync("t", "x", QoS.ExactlyOnce, id: 4);
        Assert.Equal(ReasonCode.ReceiveMaximumExceeded, await client.ReadEndAsync());

        // What an earlier connection left open does not count.
        client = await broker.ConnectKeptAsync("c");
        await client.PublishAsync("t", "x", QoS.ExactlyOnce, id: 5);
        await client.ReadAckAsync(PacketType.PubRec);
        await bystander.StillWorksAsync();
    }

    [Fact]
    public async Task A_packet_larger_than_announced_ends_the_connection_with_0x95()
    {
        await using TestBroker broker = await TestBroker.StartAsync(o => o.MaximumPacketSize = 100);
        RawClient bystander = await broker.ConnectAsync("bystander");
        RawClient client = await broker.ConnectAsync("c");
        await client.PublishAsync("t", new string('x', 95));
        Assert.Equal(ReasonCode.PacketTooLarge, await client.ReadEndAsync());
        await bystander.StillWorksAsync();
    }

    [Fact]
    public async Task A_qos_above_the_maximum_ends_the_connection_with_0x9B_and_grants_are_lowered()
    {
        await using TestBroker broker = await TestBroker.StartAsync(o => o.MaximumQoS = QoS.AtLeastOnce);
        RawClient bystander = await broker.ConnectAsync("bystander");
        RawClient client = await broker.ConnectAsync("c");
        Assert.Equal([ReasonCode.GrantedQoS1], await client.SubscribeAsync("t", QoS.ExactlyOnce));
        await client.PublishAsync("t", "x", QoS.ExactlyOnce);
        Assert.Equal(ReasonCode.QoSNotSupported, await client.ReadEndAsync());
        await bystander.StillWorksAsync();
    }

    [Theory]
    [InlineData(OverflowPolicy.DropOldest, "2 3 4")]
    [InlineData(OverflowPolicy.DropNewest, "0 1 2")]
    public async Task A_full_queue_drops_as_its_policy_says(OverflowPolicy policy, string expected)
    {
        await using TestBroker broker = await TestBroker.StartAsync(o =>
        {
            o.MaximumQueuedMessages = 3;
            o.QueueOverflow = policy;
        });
        RawClient bystander = await broker.ConnectAsync("bystander");
        RawClient client = await broker.ConnectKeptAsync("c");
        await client.SubscribeAsync("t", QoS.AtLeastOnce);
        await client.SendAsync(new DisconnectPacket());
        await client.ReadEndAsync();
        RawClient publisher = await broker.ConnectAsync("p");
        for (int i = 0; i < 5; i++)
        {
            await publisher.PublishAckedAsync("t", $"{i}");
        }

        Assert.Equal(2, broker.Broker.GetStatistics().MessagesDropped[DropReason.QueueFull]);
        client = await broker.ConnectKeptAsync("c");
        Assert.Equal(expected.Split(' '), await client.DrainPayloadsAsync());
        await bystander.StillWorksAsync();
    }

    [Fact]
    public async Task A_full_queue_disconnects_where_its_policy_says_so()
    {
        await using TestBroker broker = await TestBroker.StartAsync(o =>
        {
            o.MaximumQueuedBytes = 10;
            o.QueueOverflow = OverflowPolicy.Disconnect;
        });
        RawClient bystander = await broker.ConnectAsync("bystander");
        RawClient client = await broker.ConnectAsync("c", with: c => c with { ReceiveMaximum = 1 });
        await client.SubscribeAsync("t", QoS.AtLeastOnce);
        RawClient publisher = await broker.ConnectAsync("p");
        for (int i = 0; i < 3; i++)
        {
            await publisher.PublishAckedAsync("t", "12345");
        }

        Assert.Equal(ReasonCode.QuotaExceeded, await client.ReadEndAsync());
        await bystander.StillWorksAsync();
    }

    [Fact]
    public async Task Expired_messages_make_room_before_others_are_dropped()
    {
        await using TestBroker broker = await TestBroker.StartAsync(o => o.MaximumQueuedMessages = 2);
        RawClient client = await broker.ConnectKeptAsync("c");
        await client.SubscribeAsync("t", QoS.AtLeastOnce);
        await client.SendAsync(new DisconnectPacket());
        await client.ReadEndAsync();
        RawClient publisher = await broker.ConnectAsync("p");
        await publisher.PublishAckedAsync("t", "0");
        await publisher.PublishAckedAsync("t", "short", properties: new PublishProperties(default, messageExpiryInterval: 1));
        broker.Time.Advance(TimeSpan.FromSeconds(1));
        await publisher.PublishAckedAsync("t", "1");
        client = await broker.ConnectKeptAsync("c");
        Assert.Equal(["0", "1"], await client.DrainPayloadsAsync());
        Assert.Equal(1, broker.Broker.GetStatistics().MessagesDropped[DropReason.Expired]);
    }

    [Fact]
    public async Task A_client_that_does_not_read_loses_qos_0_and_keeps_qos_1_and_harms_nobody()
    {
        await using TestBroker broker = await TestBroker.StartAsync(o => o.OutboundBufferSize = 8192);
        RawClient stalled = await broker.ConnectAsync("stalled");
        await stalled.SubscribeAsync("t", QoS.AtLeastOnce);
        RawClient reading = await broker.ConnectAsync("reading");
        await reading.SubscribeAsync("t", QoS.AtMostOnce);
        RawClient publisher = await broker.ConnectAsync("p");
        string large = new('x', 4000);
        for (int i = 0; i < 200; i++)
        {
            await publisher.PublishAsync("t", large);
            await reading.ReadPublishAsync();
        }

        for (int i = 0; i < 20; i++)
        {
            await publisher.PublishAckedAsync("t", $"{i}");
            await reading.ReadPublishAsync();
        }

        Assert.InRange(broker.Broker.GetStatistics().MessagesDropped[DropReason.SlowConsumer], 1, 200);
        var kept = new List<string>();
        while (kept.Count < 20)
        {
            PublishPacket message = await stalled.ReadPublishAsync();
            if (message.QoS == QoS.AtLeastOnce)
            {
                kept.Add(message.Text());
                await stalled.AckAsync(PacketType.PubAck, message.PacketId);
            }
        }

        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{i}"), kept);
    }

    [Fact]
    public async Task Topic_aliases_work_both_ways()
    {
        await using TestBroker broker = await TestBroker.StartAsync(o => o.TopicAliasMaximum = 2);
        RawClient bystander = await broker.ConnectAsync("bystander");
        RawClient client = await broker.ConnectAsync("c", with: c => c with { TopicAliasMaximum = 1 });
        await client.SubscribeAsync("#");
        await client.PublishAsync("a", "1", properties: new PublishProperties(default, topicAlias: 2));
        await client.PublishAsync("", "2", properties: new PublishProperties(default, topicAlias: 2));
        await client.PublishAsync("b", "3", properties: new PublishProperties(default, topicAlias: 2));
        await client.PublishAsync("", "4", properties: new PublishProperties(default, topicAlias: 2));
        var topics = new List<string>();
        for (int i = 0; i < 4; i++)
        {
            PublishPacket message = await client.ReadPublishAsync();
            Assert.Equal(1, message.Properties.TopicAlias);
            topics.Add(message.TopicText());
        }

        Assert.Equal(["a", "", "b", ""], topics);
        await client.PublishAsync("c", "x", properties: new PublishProperties(default, topicAlias: 3));
        Assert.Equal(ReasonCode.TopicAliasInvalid, await client.ReadEndAsync());
        await bystander.StillWorksAsync();
    }

    [Fact]
    public async Task A_subscription_identifier_in_a_client_s_publish_is_a_protocol_error()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient client = await broker.ConnectAsync("c");
        await client.PublishAsync("t", "x", properties: new PublishProperties(default, subscriptionIdentifier: 1));
        Assert.Equal(ReasonCode.ProtocolError, await client.ReadEndAsync());
    }

    [Fact]
    public async Task An_acknowledgement_of_the_wrong_kind_is_a_protocol_error()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("t", QoS.ExactlyOnce);
        await client.PublishAsync("t", "x", QoS.ExactlyOnce);
        await client.AckAsync(PacketType.PubAck, (await client.ReadPublishAsync()).PacketId);
        Assert.Equal(ReasonCode.ProtocolError, await client.ReadEndAsync());
    }
}
