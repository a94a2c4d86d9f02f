using Topiary.Client.Tests.Scripting;
using Topiary.Protocol;

namespace Topiary.Client.Tests;

public sealed class ResumeTests
{
    [Theory]
    [InlineData(MqttVersion.V500)]
    [InlineData(MqttVersion.V311)]
    public async Task What_is_in_flight_is_resent_in_order_with_its_ids_and_pubrel_is_resumed(MqttVersion version)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(version);
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync();
        Task<MqttPublishResult>[] publishes =
        [
            client.PublishAsync("a", "1").AsTask(),
            client.PublishAsync("a", "2", QoS.ExactlyOnce).AsTask(),
            client.PublishAsync("a", "3", QoS.ExactlyOnce).AsTask(),
            client.PublishAsync("a", "4").AsTask(),
        ];
        ushort[] ids = new ushort[4];
        for (int i = 0; i < 4; i++)
        {
            ids[i] = (await peer.ExpectPublishAsync()).PacketId;
        }

        peer.Ack(PacketType.PubRec, ids[1]);
        await peer.ExpectAckAsync(PacketType.PubRel);
        peer.Cut();
        peer = await server.ReconnectAsync(client, sessionPresent: true);
        Assert.Equal($"a 1 q1 #{ids[0]} dup", (await peer.ExpectPublishAsync()).Summary());
        Assert.Equal(ids[1], (await peer.ExpectAckAsync(PacketType.PubRel)).PacketId);
        Assert.Equal($"a 3 q2 #{ids[2]} dup", (await peer.ExpectPublishAsync()).Summary());
        Assert.Equal($"a 4 q1 #{ids[3]} dup", (await peer.ExpectPublishAsync()).Summary());
        peer.Ack(PacketType.PubAck, ids[0]);
        peer.Ack(PacketType.PubComp, ids[1]);
        peer.Ack(PacketType.PubRec, ids[2]);
        await peer.ExpectAckAsync(PacketType.PubRel);
        peer.Ack(PacketType.PubComp, ids[2]);
        peer.Ack(PacketType.PubAck, ids[3]);
        foreach (Task<MqttPublishResult> publish in publishes)
        {
            await publish.Soon();
        }
    }

    [Fact]
    public async Task After_a_lost_session_what_is_in_flight_is_sent_as_new_before_what_is_queued()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync();
        Task<MqttPublishResult> first = client.PublishAsync("a", "1").AsTask();
        Task<MqttPublishResult> takenOver = client.PublishAsync("a", "2", QoS.ExactlyOnce).AsTask();
        Task<MqttPublishResult> third = client.PublishAsync("a", "3", QoS.ExactlyOnce).AsTask();
        ushort[] ids = new ushort[3];
        for (int i = 0; i < 3; i++)
        {
            ids[i] = (await peer.ExpectPublishAsync()).PacketId;
        }

        peer.Ack(PacketType.PubRec, ids[1], ReasonCode.NoMatchingSubscribers);
        await peer.ExpectAckAsync(PacketType.PubRel);
        peer.Cut();
        await client.UntilAsync(MqttClientState.Reconnecting);
        Task<MqttPublishResult> queued = client.PublishAsync("a", "4").AsTask();
        peer = await server.ReconnectAsync(client, sessionPresent: false);
        Assert.True((await takenOver.Soon()).NoMatchingSubscribers);
        PublishPacket[] packets = [await peer.ExpectPublishAsync(), await peer.ExpectPublishAsync(), await peer.ExpectPublishAsync()];
        Assert.Equal(
            [$"a 1 q1 #{packets[0].PacketId}", $"a 3 q2 #{packets[1].PacketId}", $"a 4 q1 #{packets[2].PacketId}"], packets.Select(static packet => packet.Summary()));
        peer.Ack(PacketType.PubAck, packets[0].PacketId);
        peer.Ack(PacketType.PubRec, packets[1].PacketId);
        await peer.ExpectAckAsync(PacketType.PubRel);
        peer.Ack(PacketType.PubComp, packets[1].PacketId);
        peer.Ack(PacketType.PubAck, packets[2].PacketId);
        await Task.WhenAll(first, third, queued).Soon();
        await peer.ExpectNothingElseAsync();
    }

    [Fact]
    public async Task Resending_keeps_to_the_new_receive_maximum()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync();
        Task<MqttPublishResult>[] publishes = [.. Enumerable.Range(0, 5).Select(i => client.PublishAsync("a", $"{i}").AsTask())];
        for (int i = 0; i < 5; i++)
        {
            await peer.ExpectPublishAsync();
        }

        peer.Cut();
        await server.WaitOutBackoffAsync(client);
        peer = await server.NextAsync();
        peer.Send(new ConnAckPacket { SessionPresent = true, ReceiveMaximum = 2 });
        await client.UntilAsync(MqttClientState.Connected);
        Task<MqttPublishResult> last = client.PublishAsync("a", "5").AsTask();
        var ids = new Queue<ushort>();
        for (int i = 0; i < 6; i++)
        {
            PublishPacket packet = await peer.ExpectPublishAsync();
            Assert.Equal((i < 5, $"{i}"), (packet.Duplicate, packet.PayloadText()));
            ids.Enqueue(packet.PacketId);
            if (ids.Count == 2)
            {
                await peer.ExpectNothingElseAsync();
                peer.Ack(PacketType.PubAck, ids.Dequeue());
            }
        }

        peer.Ack(PacketType.PubAck, ids.Dequeue());
        await Task.WhenAll([.. publishes, last]).Soon();
    }

    [Fact]
    public async Task The_deadline_of_a_publish_rests_while_no_broker_is_connected()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync(static o => o with { ReconnectDelayMin = TimeSpan.FromSeconds(30), ReconnectDelayMax = TimeSpan.FromSeconds(30) });
        Task<MqttPublishResult> publish = client.PublishAsync("a", "1").AsTask();
        await peer.ExpectPublishAsync();
        server.Time.Advance(9);
        peer.Cut();
        peer = await server.ReconnectAsync(client, sessionPresent: true);
        await peer.ExpectPublishAsync();
        server.Time.Advance(9.9);
        Assert.False(publish.IsCompleted);
        server.Time.Advance(0.1);
        await Assert.ThrowsAsync<TimeoutException>(publish.Soon);
    }

    [Fact]
    public async Task Unfinished_messages_survive_disconnect_and_are_resent_by_the_next_connect()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync(static o => o with { CleanStart = false });
        Task<MqttPublishResult> publish = client.PublishAsync("a", "1").AsTask();
        ushort id = (await peer.ExpectPublishAsync()).PacketId;
        await client.DisconnectAsync().Soon();
        await Assert.ThrowsAsync<MqttDisconnectedException>(publish.Soon);
        Task connecting = client.ConnectAsync().AsTask();
        peer = await server.AcceptAsync(sessionPresent: true);
        await connecting.Soon();
        Assert.Equal($"a 1 q1 #{id} dup", (await peer.ExpectPublishAsync()).Summary());
    }
}
