using Topiary.Client.Tests.Scripting;
using Topiary.Protocol;

namespace Topiary.Client.Tests;

public sealed class ReceiveTests
{
    [Theory]
    [InlineData(MqttVersion.V500)]
    [InlineData(MqttVersion.V311)]
    public async Task V2_a_qos_2_message_that_is_repeated_before_pubrel_is_delivered_once(MqttVersion version)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(version);
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync();
        CollectingReceiver receiver = await SubscribeAsync(client, peer, "a");
        peer.Publish("a", "once", QoS.ExactlyOnce, 5);
        await peer.ExpectAckAsync(PacketType.PubRec);
        peer.Publish("a", "once", QoS.ExactlyOnce, 5, duplicate: true);
        Assert.Equal(5, (await peer.ExpectAckAsync(PacketType.PubRec)).PacketId);
        peer.Ack(PacketType.PubRel, 5);
        Assert.Equal(ReasonCode.Success, (await peer.ExpectAckAsync(PacketType.PubComp)).ReasonCode);
        peer.Publish("a", "again", QoS.ExactlyOnce, 5);
        await peer.ExpectAckAsync(PacketType.PubRec);
        Assert.Equal("once", await receiver.NextTextAsync());
        Assert.Equal("again", await receiver.NextTextAsync());
        Assert.Equal((0, 2L), (receiver.Waiting, client.Statistics.Received));
    }

    [Fact]
    public async Task A_qos_2_message_repeated_after_a_reconnect_is_delivered_once_and_acknowledged_when_its_receiver_is_done()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync();
        CollectingReceiver receiver = await SubscribeAsync(client, peer, "a", completesAtOnce: false);
        peer.Publish("a", "x", QoS.ExactlyOnce, 5);
        (_, MessageReceipt receipt) = await receiver.NextAsync();
        peer.Cut();
        peer = await server.ReconnectAsync(client, sessionPresent: true);
        peer.Publish("a", "x", QoS.ExactlyOnce, 5, duplicate: true);
        await peer.ExpectNothingElseAsync();
        receipt.Complete();
        Assert.Equal(5, (await peer.ExpectAckAsync(PacketType.PubRec)).PacketId);
        peer.Ack(PacketType.PubRel, 5);
        await peer.ExpectAckAsync(PacketType.PubComp);
        Assert.Equal((0, 0), (receiver.Waiting, client.Statistics.Unacknowledged));
    }

    [Fact]
    public async Task Topics_that_came_before_are_matched_with_what_is_subscribed_to_now()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync();
        CollectingReceiver one = await SubscribeAsync(client, peer, "a/+");
        string longTopic = "a/" + new string('x', 300);
        foreach (string topic in new[] { "a/b", "a/b", longTopic, longTopic })
        {
            peer.Publish(topic, topic);
            Assert.Equal(topic, await one.NextTextAsync());
        }

        CollectingReceiver all = await SubscribeAsync(client, peer, "a/#");
        for (int i = 0; i < 2; i++)
        {
            peer.Publish("a/b", "both");
            Assert.Equal("both", await one.NextTextAsync());
            Assert.Equal("both", await all.NextTextAsync());
        }

        // Another topic each time: some take the place of others.
        for (int i = 0; i < 1000; i++)
        {
            peer.Publish($"a/{i}", $"{i}");
            Assert.Equal($"{i}", await one.NextTextAsync());
            Assert.Equal($"{i}", await all.NextTextAsync());
        }
    }

    [Fact]
    public async Task Acknowledgements_leave_in_the_order_of_arrival()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync();
        CollectingReceiver receiver = await SubscribeAsync(client, peer, "a", completesAtOnce: false);
        peer.Publish("a", "1", QoS.AtLeastOnce, 11);
        peer.Publish("a", "2", QoS.ExactlyOnce, 12);
        peer.Publish("a", "3", QoS.AtLeastOnce, 13);
        MessageReceipt first = (await receiver.NextAsync()).Receipt;
        MessageReceipt second = (await receiver.NextAsync()).Receipt;
        MessageReceipt third = (await receiver.NextAsync()).Receipt;
        third.Complete();
        second.Complete();
        await peer.ExpectNothingElseAsync();
        Assert.Equal(1, client.Statistics.Unacknowledged);
        first.Complete();
        Assert.Equal(11, (await peer.ExpectAckAsync(PacketType.PubAck)).PacketId);
        Assert.Equal(12, (await peer.ExpectAckAsync(PacketType.PubRec)).PacketId);
        Assert.Equal(13, (await peer.ExpectAckAsync(PacketType.PubAck)).PacketId);
    }

    [Fact]
    public async Task A_message_is_acknowledged_when_all_its_receivers_are_done_and_with_the_first_failure()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync();
        CollectingReceiver one = await SubscribeAsync(client, peer, "a", completesAtOnce: false);
        CollectingReceiver two = await SubscribeAsync(client, peer, "a", completesAtOnce: false);
        peer.Publish("a", "x", QoS.AtLeastOnce, 1);
        MessageReceipt first = (await one.NextAsync()).Receipt;
        MessageReceipt second = (await two.NextAsync()).Receipt;
        second.Complete(ReasonCode.UnspecifiedError);
        second.Complete();
        await peer.ExpectNothingElseAsync();
        first.Complete();
        Assert.Equal((ushort)1, (await peer.ExpectAckAsync(PacketType.PubAck)).PacketId);
        first.Complete();
        await peer.ExpectNothingElseAsync();
    }

    [Fact]
    public async Task A_refused_message_carries_its_reason_and_frees_its_identifier()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync();
        CollectingReceiver receiver = await SubscribeAsync(client, peer, "a", completesAtOnce: false);
        peer.Publish("a", "x", QoS.ExactlyOnce, 3);
        (await receiver.NextAsync()).Receipt.Complete(ReasonCode.ImplementationSpecificError);
        Assert.Equal(ReasonCode.ImplementationSpecificError, (await peer.ExpectAckAsync(PacketType.PubRec)).ReasonCode);
        peer.Publish("a", "y", QoS.ExactlyOnce, 3);
        Assert.Equal("y", (await receiver.NextAsync()).Message.GetText());
    }

    [Fact]
    public async Task A_receiver_that_throws_refuses_the_message_and_nothing_else_happens()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync();
        Task subscribing = client.SubscribeAsync(new SubscriptionSpec("a"), new ThrowingReceiver(), default).AsTask();
        await peer.GrantAsync();
        await subscribing.Soon();
        peer.Publish("a", "x", QoS.AtLeastOnce, 3);
        Assert.Equal(ReasonCode.UnspecifiedError, (await peer.ExpectAckAsync(PacketType.PubAck)).ReasonCode);
        Assert.Equal(MqttClientState.Connected, client.State);
    }

    [Fact]
    public async Task Receipts_of_an_earlier_connection_acknowledge_nothing_on_the_next()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync();
        CollectingReceiver receiver = await SubscribeAsync(client, peer, "a", completesAtOnce: false);
        peer.Publish("a", "x", QoS.AtLeastOnce, 1);
        MessageReceipt old = (await receiver.NextAsync()).Receipt;
        peer.Cut();
        peer = await server.ReconnectAsync(client, sessionPresent: true);
        peer.Publish("a", "x", QoS.AtLeastOnce, 1, duplicate: true);
        (MqttMessage message, MessageReceipt receipt) = await receiver.NextAsync();
        Assert.True(message.Duplicate);
        old.Complete();
        await peer.ExpectNothingElseAsync();
        receipt.Complete();
        Assert.Equal(1, (await peer.ExpectAckAsync(PacketType.PubAck)).PacketId);
    }

    [Fact]
    public async Task Topic_aliases_of_the_broker_are_resolved()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync(static o => o with { TopicAliasMaximum = 3 });
        CollectingReceiver receiver = await SubscribeAsync(client, peer, "a/+");
        peer.Send(new PublishPacket { Topic = "a/b"u8.ToArray(), Properties = new PublishProperties(default, topicAlias: 3) });
        peer.Send(new PublishPacket { Topic = default, Properties = new PublishProperties(default, topicAlias: 3) });
        Assert.Equal("a/b", (await receiver.NextAsync()).Message.Topic);
        Assert.Equal("a/b", (await receiver.NextAsync()).Message.Topic);
    }

    [Fact]
    public async Task Routing_goes_by_subscription_identifier_and_by_topic_without_one()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync();
        var exact = new CollectingReceiver();
        var wild = new CollectingReceiver();
        Task subscribing = client.SubscribeAsync(new SubscriptionSpec("a/b"), exact, default).AsTask();
        uint exactId = (await peer.GrantAsync()).SubscriptionIdentifier!.Value;
        await subscribing.Soon();
        subscribing = client.SubscribeAsync(new SubscriptionSpec("a/#"), wild, default).AsTask();
        uint wildId = (await peer.GrantAsync()).SubscriptionIdentifier!.Value;
        await subscribing.Soon();
        peer.Publish("a/b", "exact", identifier: exactId);
        peer.Publish("a/b", "wild", identifier: wildId);
        peer.Publish("a/b", "both");
        peer.Publish("a/b", "stale identifier", identifier: 77);
        peer.Publish("a/c", "identifier of another filter", identifier: exactId);
        peer.Publish("x", "nobody");
        await peer.ExpectNothingElseAsync();
        Assert.Equal(["exact", "both", "stale identifier"], await TakeAsync(exact));
        Assert.Equal(["wild", "both", "stale identifier", "identifier of another filter"], await TakeAsync(wild));
        Assert.Equal(1, client.Statistics.Unrouted);
    }

    private static async Task<List<string>> TakeAsync(CollectingReceiver receiver)
    {
        var texts = new List<string>();
        while (receiver.Waiting > 0)
        {
            texts.Add(await receiver.NextTextAsync());
        }

        return texts;
    }

    private static async Task<CollectingReceiver> SubscribeAsync(MqttClient client, ServerPeer peer, string filter, bool completesAtOnce = true)
    {
        var receiver = new CollectingReceiver(completesAtOnce);
        Task subscribing = client.SubscribeAsync(new SubscriptionSpec(filter, QoS.ExactlyOnce), receiver, default).AsTask();
        await peer.GrantAsync();
        await subscribing.Soon();
        return receiver;
    }

    private sealed class ThrowingReceiver : IMessageReceiver
    {
        public void OnMessage(in ReceivedMessage message, MessageReceipt receipt) => throw new InvalidOperationException("user");
    }
}
