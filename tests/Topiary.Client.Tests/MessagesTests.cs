using Topiary.Client.Tests.Scripting;
using Topiary.Protocol;

namespace Topiary.Client.Tests;

public sealed class MessagesTests
{
    [Fact]
    public async Task Messages_subscribes_while_it_is_enumerated()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync();
        using var stop = new CancellationTokenSource();
        IAsyncEnumerator<MqttMessage> messages = client.Messages("a/#").GetAsyncEnumerator(stop.Token);
        await peer.ExpectNothingElseAsync();
        Task<bool> next = messages.MoveNextAsync().AsTask();
        await peer.GrantAsync();
        peer.Publish("a/b", "x", QoS.AtLeastOnce, 1);
        Assert.True(await next.Soon());
        Assert.Equal(("a/b", "x"), (messages.Current.Topic, messages.Current.GetText()));
        await peer.ExpectAckAsync(PacketType.PubAck);
        next = messages.MoveNextAsync().AsTask();
        await stop.CancelAsync();
        UnsubscribePacket packet = await peer.ExpectUnsubscribeAsync();
        peer.Send(new UnsubAckPacket { PacketId = packet.PacketId, ReasonCodes = [ReasonCode.Success] });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(next.Soon);
    }

    [Fact]
    public async Task Wait_presses_back_through_receive_maximum_and_drops_qos_0_beyond_the_buffer()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync(static o => o with { ReceiveMaximum = 3 });
        IAsyncEnumerator<MqttMessage> messages = client.Messages("a", bufferCapacity: 2).GetAsyncEnumerator();
        Task<bool> next = messages.MoveNextAsync().AsTask();
        await peer.GrantAsync();
        peer.Publish("a", "0");
        Assert.True(await next.Soon());
        peer.Publish("a", "1", QoS.AtLeastOnce, 1);
        peer.Publish("a", "2", QoS.AtLeastOnce, 2);
        peer.Publish("a", "3", QoS.AtLeastOnce, 3);
        peer.Publish("a", "dropped");
        await peer.ExpectNothingElseAsync();
        Assert.Equal((3, 1L), (client.Statistics.Unacknowledged, client.Statistics.ReceivedDropped));
        for (int i = 1; i <= 3; i++)
        {
            Assert.True(await messages.MoveNextAsync().Soon());
            Assert.Equal($"{i}", messages.Current.GetText());
            Assert.Equal(i, (await peer.ExpectAckAsync(PacketType.PubAck)).PacketId);
        }

        peer.Cut();
        await messages.DisposeAsync().Soon();
    }

    [Fact]
    public async Task Drop_oldest_acknowledges_on_arrival_and_counts_what_it_drops()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync();
        IAsyncEnumerator<MqttMessage> messages = client.Messages("a", bufferCapacity: 2, fullMode: FullMode.DropOldest).GetAsyncEnumerator();
        Task<bool> next = messages.MoveNextAsync().AsTask();
        await peer.GrantAsync();
        peer.Publish("a", "0");
        Assert.True(await next.Soon());
        for (ushort i = 1; i <= 3; i++)
        {
            peer.Publish("a", $"{i}", QoS.AtLeastOnce, i);
            Assert.Equal(i, (await peer.ExpectAckAsync(PacketType.PubAck)).PacketId);
        }

        Assert.Equal(1, client.Statistics.ReceivedDropped);
        Assert.True(await messages.MoveNextAsync().Soon());
        Assert.Equal("2", messages.Current.GetText());
        peer.Cut();
        await messages.DisposeAsync().Soon();
    }

    [Fact]
    public async Task A_refused_subscription_ends_the_enumeration_with_the_reason()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync();
        Task<bool> next = client.Messages("a").GetAsyncEnumerator().MoveNextAsync().AsTask();
        SubscribePacket packet = await peer.ExpectSubscribeAsync();
        peer.Send(new SubAckPacket { PacketId = packet.PacketId, ReasonCodes = [ReasonCode.NotAuthorized] });
        await Assert.ThrowsAsync<MqttSubscribeException>(next.Soon);
    }

    [Fact]
    public async Task A_subscription_that_is_lost_ends_the_enumeration_after_what_is_buffered()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync();
        IAsyncEnumerator<MqttMessage> messages = client.Messages("a").GetAsyncEnumerator();
        Task<bool> next = messages.MoveNextAsync().AsTask();
        await peer.GrantAsync();
        peer.Publish("a", "1");
        Assert.True(await next.Soon());
        peer.Publish("a", "2");
        await peer.ExpectNothingElseAsync();
        peer.Cut();
        peer = await server.ReconnectAsync(client, sessionPresent: false);
        SubscribePacket packet = await peer.ExpectSubscribeAsync();
        peer.Send(new SubAckPacket { PacketId = packet.PacketId, ReasonCodes = [ReasonCode.NotAuthorized] });
        await peer.ExpectNothingElseAsync();
        Assert.True(await messages.MoveNextAsync().Soon());
        Assert.Equal("2", messages.Current.GetText());
        await Assert.ThrowsAsync<MqttSubscribeException>(() => messages.MoveNextAsync().Soon());
    }

    [Fact]
    public async Task Disconnect_ends_the_enumeration()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync();
        Task<bool> next = client.Messages("a").GetAsyncEnumerator().MoveNextAsync().AsTask();
        await peer.GrantAsync();
        await peer.ExpectNothingElseAsync();
        await client.DisconnectAsync().Soon();
        await Assert.ThrowsAsync<MqttDisconnectedException>(next.Soon);
    }
}
