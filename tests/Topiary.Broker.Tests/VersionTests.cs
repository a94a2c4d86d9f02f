using Topiary.Protocol;

namespace Topiary.Broker.Tests;

public sealed class VersionTests
{
    [Fact]
    public async Task Properties_go_through_between_mqtt_5_clients_and_are_dropped_for_mqtt_3()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient five = await broker.ConnectAsync("five");
        RawClient three = await broker.ConnectAsync("three", MqttVersion.V311);
        RawClient old = await broker.ConnectAsync("old", MqttVersion.V310);
        foreach (RawClient client in new[] { five, three, old })
        {
            await client.SubscribeAsync("t", QoS.AtLeastOnce);
        }

        RawClient publisher = await broker.ConnectAsync("p");
        await publisher.PublishAckedAsync("t", "x", properties: Properties.Block(("k", "v"), "text/x", "reply/to", 60));
        PublishPacket message = await five.ReadPublishAsync();
        Assert.Equal(60u, message.Properties.MessageExpiryInterval);
        Assert.Equal("reply/to", System.Text.Encoding.UTF8.GetString(message.Properties.ResponseTopic.Span));
        Assert.Equal("text/x", System.Text.Encoding.UTF8.GetString(message.Properties.ContentType.Span));
        Assert.Equal("k", message.Properties.UserProperties.ToUserProperties()[0].Key);
        Assert.Equal("3206000174000178", Convert.ToHexString([0x32, 6, .. (await three.ReadAsync(PacketType.Publish)).Body.Span]));
        Assert.Equal("x", (await old.ReadPublishAsync()).Text());
    }

    [Fact]
    public async Task Mqtt_3_publishers_reach_mqtt_5_subscribers_with_their_identifiers()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient five = await broker.ConnectAsync("five");
        await five.SubscribeAsync("t", QoS.ExactlyOnce, identifier: 9);
        RawClient three = await broker.ConnectAsync("three", MqttVersion.V310);
        await three.PublishAsync("t", "x", QoS.ExactlyOnce, id: 3);
        PublishPacket message = await five.ReadPublishAsync();
        Assert.Equal(("x", QoS.ExactlyOnce), (message.Text(), message.QoS));
        Assert.Equal([9u], message.Identifiers());
        Assert.Equal(3, (await three.ReadAckAsync(PacketType.PubRec)).PacketId);
        await three.AckAsync(PacketType.PubRel, 3);
        Assert.Equal(3, (await three.ReadAckAsync(PacketType.PubComp)).PacketId);
    }

    [Fact]
    public async Task Subscribe_failures_are_0x80_in_3_1_1_and_silent_in_3_1()
    {
        await using TestBroker broker = await TestBroker.StartAsync(o => o.MaximumTopicLevels = 2);
        RawClient three = await broker.ConnectAsync("three", MqttVersion.V311);
        Assert.Equal([ReasonCode.UnspecifiedError], await three.SubscribeAsync("a/b/c"));
        RawClient old = await broker.ConnectAsync("old", MqttVersion.V310);
        Assert.Equal([ReasonCode.Success], await old.SubscribeAsync("a/b/c"));
    }

    [Fact]
    public async Task A_session_can_be_resumed_by_another_version()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient client = await broker.ConnectKeptAsync("c");
        await client.SubscribeAsync("t", QoS.AtLeastOnce, identifier: 4);
        await client.SendAsync(new DisconnectPacket());
        await client.ReadEndAsync();
        RawClient publisher = await broker.ConnectAsync("p");
        await publisher.PublishAckedAsync("t", "x", properties: Properties.Block(("k", "v")));
        client = await broker.ConnectAsync("c", MqttVersion.V311, c => c with { CleanStart = false });
        Assert.True(client.ConnAck.SessionPresent);
        Assert.Equal("x", (await client.ReadPublishAsync()).Text());
    }

    [Fact]
    public async Task Mqtt_3_clients_are_just_closed_where_mqtt_5_ones_are_told_why()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient three = await broker.ConnectAsync("three", MqttVersion.V311);
        await three.SendHexAsync("D0 00");
        Assert.Null(await three.TryReadAsync());
    }
}
