using Topiary.Protocol;

namespace Topiary.Broker.Tests;

public sealed class QoSTests
{
    [Theory]
    [InlineData(QoS.AtMostOnce, QoS.AtMostOnce, QoS.AtMostOnce)]
    [InlineData(QoS.AtMostOnce, QoS.ExactlyOnce, QoS.AtMostOnce)]
    [InlineData(QoS.AtLeastOnce, QoS.AtMostOnce, QoS.AtMostOnce)]
    [InlineData(QoS.AtLeastOnce, QoS.ExactlyOnce, QoS.AtLeastOnce)]
    [InlineData(QoS.ExactlyOnce, QoS.AtLeastOnce, QoS.AtLeastOnce)]
    [InlineData(QoS.ExactlyOnce, QoS.ExactlyOnce, QoS.ExactlyOnce)]
    public async Task A_message_is_delivered_with_the_lower_of_published_and_granted_qos(QoS published, QoS granted, QoS expected)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient subscriber = await broker.ConnectAsync("s");
        Assert.Equal((ReasonCode)granted, Assert.Single(await subscriber.SubscribeAsync("a/b", granted)));
        RawClient publisher = await broker.ConnectAsync("p");
        await publisher.PublishAsync("a/b", "hello", published, id: 7);
        PublishPacket message = await subscriber.ReadPublishAsync();
        Assert.Equal(("a/b", "hello", expected, false), (message.TopicText(), message.Text(), message.QoS, message.Duplicate));
        Assert.Equal(expected == QoS.AtMostOnce, message.PacketId == 0);
    }

    [Fact]
    public async Task Qos_1_is_acknowledged_both_ways()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("t", QoS.AtLeastOnce);
        await client.PublishAsync("t", "x", QoS.AtLeastOnce, id: 9);
        PublishPacket message = await client.ReadPublishAsync();
        AckPacket ack = await client.ReadAckAsync(PacketType.PubAck);
        Assert.Equal((9, ReasonCode.Success), (ack.PacketId, ack.ReasonCode));
        Assert.False(broker.Broker.IsIdle);
        await client.AckAsync(PacketType.PubAck, message.PacketId);
        await client.AssertNothingAsync();
        Assert.Equal(0, broker.Broker.GetStatistics().InflightMessages);
    }

    [Fact]
    public async Task Qos_2_takes_four_packets_each_way()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("t", QoS.ExactlyOnce);
        await client.PublishAsync("t", "x", QoS.ExactlyOnce, id: 5);
        PublishPacket message = await client.ReadPublishAsync();
        Assert.Equal(5, (await client.ReadAckAsync(PacketType.PubRec)).PacketId);
        await client.AckAsync(PacketType.PubRel, 5);
        Assert.Equal(ReasonCode.Success, (await client.ReadAckAsync(PacketType.PubComp)).ReasonCode);
        await client.AckAsync(PacketType.PubRec, message.PacketId);
        Assert.Equal(message.PacketId, (await client.ReadAckAsync(PacketType.PubRel)).PacketId);
        await client.AckAsync(PacketType.PubComp, message.PacketId);
        await client.AssertNothingAsync();
        Assert.Equal(0, broker.Broker.GetStatistics().InflightMessages);
    }

    [Fact]
    public async Task A_message_without_a_subscriber_is_acknowledged_with_0x10_in_mqtt_5_only()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient five = await broker.ConnectAsync("five");
        Assert.Equal(ReasonCode.NoMatchingSubscribers, await five.PublishAckedAsync("nobody", "x"));
        await five.PublishAsync("nobody", "x", QoS.ExactlyOnce);
        Assert.Equal(ReasonCode.NoMatchingSubscribers, (await five.ReadAckAsync(PacketType.PubRec)).ReasonCode);
        RawClient three = await broker.ConnectAsync("three", MqttVersion.V311);
        await three.PublishAsync("nobody", "x", QoS.AtLeastOnce);
        PacketFrame ack = await three.ReadAsync(PacketType.PubAck);
        Assert.Equal(2, ack.Body.Length);
    }
}
