using Topiary.Protocol;

namespace Topiary.Broker.Tests;

public sealed class SharedSubscriptionTests
{
    [Theory]
    [InlineData(QoS.AtMostOnce)]
    [InlineData(QoS.AtLeastOnce)]
    [InlineData(QoS.ExactlyOnce)]
    public async Task Each_message_goes_to_one_member_in_turn(QoS qos)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient[] members = [await broker.ConnectAsync("a"), await broker.ConnectAsync("b"), await broker.ConnectAsync("c")];
        for (int i = 0; i < 3; i++)
        {
            await members[i].SubscribeAsync("$share/g/t/+", qos, identifier: (uint)i + 1);
        }

        RawClient single = await broker.ConnectAsync("single");
        await single.SubscribeAsync("t/+");
        RawClient publisher = await broker.ConnectAsync("p");
        for (int i = 0; i < 30; i++)
        {
            await publisher.PublishAsync("t/1", $"{i}", qos);
        }

        await publisher.DrainAsync();
        var seen = new List<string>();
        for (int i = 0; i < 3; i++)
        {
            List<PacketFrame> frames = await members[i].DrainAsync();
            Assert.Equal(10, frames.Count);
            Assert.All(frames, frame => Assert.Equal([(uint)i + 1], PublishPacket.Read(frame, MqttVersion.V500).Identifiers()));
            seen.AddRange(frames.Select(frame => PublishPacket.Read(frame, MqttVersion.V500).Text()));
        }

        Assert.Equal(30, seen.Distinct().Count());
        Assert.Equal(30, (await single.DrainAsync()).Count);
    }

    [Fact]
    public async Task Members_without_credit_hold_nobody_up_and_the_group_keeps_the_rest()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient slow = await broker.ConnectAsync("slow", with: c => c with { ReceiveMaximum = 1 });
        RawClient quick = await broker.ConnectAsync("quick", with: c => c with { ReceiveMaximum = 2 });
        await slow.SubscribeAsync("$share/g/t", QoS.AtLeastOnce);
        await quick.SubscribeAsync("$share/g/t", QoS.AtLeastOnce);
        RawClient publisher = await broker.ConnectAsync("p");
        for (int i = 0; i < 10; i++)
        {
            await publisher.PublishAckedAsync("t", $"{i}");
        }

        Assert.Single(await slow.DrainAsync());
        int received = 0;
        for (List<PacketFrame> frames = await quick.DrainAsync(); frames.Count > 0; frames = await quick.DrainAsync())
        {
            foreach (PacketFrame frame in frames)
            {
                received++;
                await quick.AckAsync(PacketType.PubAck, PublishPacket.Read(frame, MqttVersion.V500).PacketId);
            }
        }

        Assert.Equal(9, received);
    }

    [Fact]
    public async Task What_a_leaving_member_has_not_acknowledged_goes_to_another()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient leaving = await broker.ConnectKeptAsync("leaving");
        await leaving.SubscribeAsync("$share/g/t", QoS.AtLeastOnce);
        RawClient publisher = await broker.ConnectAsync("p");
        for (int i = 0; i < 3; i++)
        {
            await publisher.PublishAckedAsync("t", $"{i}");
        }

        Assert.Equal(["0", "1", "2"], await leaving.DrainPayloadsAsync());
        RawClient staying = await broker.ConnectAsync("staying");
        await staying.SubscribeAsync("$share/g/t", QoS.AtLeastOnce);
        leaving.Cut();
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal($"{i}", (await staying.ReadPublishAsync()).Text());
        }

        leaving = await broker.ConnectKeptAsync("leaving");
        await leaving.AssertNothingAsync();
    }

    [Fact]
    public async Task Without_a_connected_member_the_group_keeps_messages_for_the_first_to_come()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient member = await broker.ConnectKeptAsync("m");
        await member.SubscribeAsync("$share/g/t", QoS.AtLeastOnce);
        await member.SendAsync(new DisconnectPacket());
        await member.ReadEndAsync();
        RawClient publisher = await broker.ConnectAsync("p");
        await publisher.PublishAckedAsync("t", "kept");
        await publisher.PublishAsync("t", "lost");
        await publisher.AssertNothingAsync();
        member = await broker.ConnectKeptAsync("m");
        Assert.Equal(["kept"], await member.DrainPayloadsAsync());
        Assert.Equal(1, broker.Broker.GetStatistics().MessagesDropped[DropReason.NoShareMember]);
    }

    // Found by the fuzzer: it waited until the next message came.
    [Fact]
    public async Task A_new_member_is_given_at_once_what_waits()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient absent = await broker.ConnectKeptAsync("absent");
        await absent.SubscribeAsync("$share/g/t", QoS.AtLeastOnce);
        await absent.SendAsync(new DisconnectPacket());
        await absent.ReadEndAsync();
        RawClient publisher = await broker.ConnectAsync("p");
        await publisher.PublishAckedAsync("t", "1");
        await publisher.PublishAckedAsync("t", "2");
        RawClient member = await broker.ConnectAsync("m");
        Assert.Equal([ReasonCode.GrantedQoS1], await member.SubscribeAsync("$share/g/t", QoS.AtLeastOnce));
        Assert.Equal(["1", "2"], await member.DrainPayloadsAsync());
    }

    // Found by the fuzzer: the subscription in the other sense stayed behind for ever.
    [Theory]
    [InlineData(MqttVersion.V500, MqttVersion.V311)]
    [InlineData(MqttVersion.V311, MqttVersion.V500)]
    public async Task A_filter_that_is_shared_in_one_version_and_plain_in_the_other_is_replaced(MqttVersion first, MqttVersion second)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient publisher = await broker.ConnectAsync("p");
        foreach (MqttVersion version in (MqttVersion[])[first, second, first])
        {
            RawClient client = await broker.ConnectAsync(
                "c", version, c => c with { CleanStart = false, SessionExpiryInterval = version == MqttVersion.V500 ? 3600u : null });
            await client.SubscribeAsync("$share/g/t");
            await publisher.PublishAckedAsync("t", "shared");
            await publisher.PublishAckedAsync("$share/g/t", "plain");
            Assert.Equal([version == MqttVersion.V500 ? "shared" : "plain"], await client.DrainPayloadsAsync());
            Assert.Equal(1, broker.Broker.GetStatistics().Subscriptions);
            await client.SendAsync(new DisconnectPacket());
            await client.ReadEndAsync();
        }

        RawClient last = await broker.ConnectAsync("c");
        Assert.Equal(0, broker.Broker.GetStatistics().Subscriptions);
        Assert.Equal(ReasonCode.NoMatchingSubscribers, await publisher.PublishAckedAsync("t", "x"));
        Assert.Equal(ReasonCode.NoMatchingSubscribers, await publisher.PublishAckedAsync("$share/g/t", "x"));
        await last.AssertNothingAsync();
    }

    [Fact]
    public async Task The_subscription_ends_with_its_last_member()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient member = await broker.ConnectAsync("m");
        await member.SubscribeAsync("$share/g/t", QoS.AtLeastOnce);
        await member.SubscribeAsync("$share/h/t", QoS.AtLeastOnce);
        Assert.Equal([ReasonCode.Success], await member.UnsubscribeAsync("$share/g/t"));
        await member.PublishAckedAfterOwnMessageAsync("t", "by the other group");
        Assert.Equal([ReasonCode.Success], await member.UnsubscribeAsync("$share/h/t"));
        Assert.Equal(ReasonCode.NoMatchingSubscribers, await member.PublishAckedAsync("t", "x"));
    }

    [Fact]
    public async Task For_mqtt_3_the_prefix_is_a_level_like_any_other()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient three = await broker.ConnectAsync("three", MqttVersion.V311);
        await three.SubscribeAsync("$share/g/t");
        await three.PublishAsync("t", "x");
        await three.AssertNothingAsync();
        await three.PublishAsync("$share/g/t", "y");
        Assert.Equal(["y"], await three.DrainPayloadsAsync());
    }
}
