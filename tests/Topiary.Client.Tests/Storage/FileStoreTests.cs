using Topiary.Client.Tests.Scripting;
using Topiary.Protocol;
using Topiary.Storage.Simulation;

namespace Topiary.Client.Tests;

public sealed class FileStoreTests
{
    [Theory]
    [InlineData(QoS.AtLeastOnce)]
    [InlineData(QoS.ExactlyOnce)]
    public async Task What_was_sent_is_sent_again_after_a_restart_with_its_id_and_as_a_duplicate(QoS qos)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        var disk = new SimulatedDisk();
        (MqttClient client, ServerPeer peer) = await server.StartAsync(disk);
        _ = client.PublishAsync("a", "first", QoS.AtMostOnce).AsTask();
        _ = client.PublishAsync("a/b", "1", qos, retain: true).AsTask();
        await peer.ExpectPublishAsync();
        PublishPacket sent = await peer.ExpectPublishAsync();
        disk = peer.CutPower(disk);

        (client, peer) = await server.StartAsync(disk, sessionPresent: true);
        Assert.False(peer.Connect.CleanStart);
        Assert.Equal($"a/b 1 q{(int)qos} #{sent.PacketId} dup retain", (await peer.ExpectPublishAsync()).Summary());
        await peer.ExpectNothingElseAsync();
        await FinishAsync(peer, qos, sent.PacketId);
        await peer.ExpectNothingElseAsync();
        Task<MqttPublishResult> next = client.PublishAsync("a/b", "2", qos).AsTask();
        await FinishAsync(peer, qos, (await peer.ExpectPublishAsync()).PacketId);
        await next.Soon();
        disk = peer.CutPower(disk);
        (_, peer) = await server.StartAsync(disk, sessionPresent: true);
        if (qos == QoS.AtLeastOnce)
        {
            // That the second one is done was not synced yet; the first one is.
            Assert.Equal("2", (await peer.ExpectPublishAsync()).PayloadText());
        }
        else
        {
            await peer.ExpectAckAsync(PacketType.PubRel);
        }

        await peer.ExpectNothingElseAsync();
    }

    [Fact]
    public async Task What_the_broker_has_taken_over_is_only_released_after_a_restart()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        var disk = new SimulatedDisk();
        (MqttClient client, ServerPeer peer) = await server.StartAsync(disk);
        _ = client.PublishAsync("a", "1", QoS.ExactlyOnce).AsTask();
        ushort id = (await peer.ExpectPublishAsync()).PacketId;
        peer.Ack(PacketType.PubRec, id);
        Assert.Equal(id, (await peer.ExpectAckAsync(PacketType.PubRel)).PacketId);
        disk = peer.CutPower(disk);
        (_, peer) = await server.StartAsync(disk, sessionPresent: true);
        Assert.Equal(id, (await peer.ExpectAckAsync(PacketType.PubRel)).PacketId);
        peer.Ack(PacketType.PubComp, id);
        await peer.ExpectNothingElseAsync();
    }

    [Fact]
    public async Task After_a_lost_session_what_was_kept_is_sent_as_new()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        var disk = new SimulatedDisk();
        (MqttClient client, ServerPeer peer) = await server.StartAsync(disk);
        _ = client.PublishAsync("a", "1").AsTask();
        _ = client.PublishAsync("a", "2", QoS.ExactlyOnce).AsTask();
        await peer.ExpectPublishAsync();
        await peer.ExpectPublishAsync();
        disk = peer.CutPower(disk);
        (_, peer) = await server.StartAsync(disk, sessionPresent: false);
        PublishPacket[] packets = [await peer.ExpectPublishAsync(), await peer.ExpectPublishAsync()];
        Assert.Equal([$"a 1 q1 #{packets[0].PacketId}", $"a 2 q2 #{packets[1].PacketId}"], packets.Select(static packet => packet.Summary()));
        disk = peer.CutPower(disk);
        (_, peer) = await server.StartAsync(disk, sessionPresent: true);
        Assert.Equal(
            [$"a 1 q1 #{packets[0].PacketId} dup", $"a 2 q2 #{packets[1].PacketId} dup"],
            new[] { await peer.ExpectPublishAsync(), await peer.ExpectPublishAsync() }.Select(static packet => packet.Summary()));
    }

    [Fact]
    public async Task Packet_identifiers_of_another_client_mean_nothing()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        var disk = new SimulatedDisk();
        (MqttClient client, ServerPeer peer) = await server.StartAsync(disk);
        _ = client.PublishAsync("a", "1").AsTask();
        await peer.ExpectPublishAsync();
        disk = peer.CutPower(disk);
        MqttClient other = server.Client(options => options.UseDisk(disk) with { ClientId = "other" });
        _ = other.ConnectAsync().AsTask();
        peer = await server.AcceptAsync(sessionPresent: true);
        PublishPacket packet = await peer.ExpectPublishAsync();
        Assert.Equal($"a 1 q1 #{packet.PacketId}", packet.Summary());
    }

    [Fact]
    public async Task A_publish_that_is_stored_completes_without_a_broker_and_is_delivered_by_a_later_run()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        var disk = new SimulatedDisk();
        MqttClient client = server.Client(options => options.UseDisk(disk, PublishCompletion.Stored));
        _ = client.ConnectAsync().AsTask();
        await server.NextAsync();
        for (int i = 0; i < 5; i++)
        {
            MqttPublishResult result = await client.PublishAsync("a", $"{i}", i % 2 == 0 ? QoS.AtLeastOnce : QoS.ExactlyOnce).Soon();
            Assert.True(result.IsStored);
        }

        (_, ServerPeer peer) = await server.StartAsync(disk.CutPower(new Random(1), 0));
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal($"{i}", (await peer.ExpectPublishAsync()).PayloadText());
        }

        await peer.ExpectNothingElseAsync();
    }

    [Fact]
    public async Task A_message_arrives_whole_with_all_its_properties_large_or_small()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        var disk = new SimulatedDisk();
        byte[] large = new byte[200_000];
        new Random(1).NextBytes(large);
        foreach (byte[] payload in new[] { large, [1, 2, 3], [] })
        {
            MqttClient client = server.Client(options => options.UseDisk(disk, PublishCompletion.Stored));
            _ = client.ConnectAsync().AsTask();
            await server.NextAsync();
            await client.PublishAsync(new MqttMessage
            {
                Topic = "a/b",
                Payload = payload,
                QoS = QoS.AtLeastOnce,
                Retain = true,
                ContentType = "text/x",
                ResponseTopic = "answers",
                CorrelationData = new byte[] { 9, 8 },
                Expiry = TimeSpan.FromSeconds(100),
                UserProperties = new UserProperties { { "name", "value" } },
            }).Soon();
            SimulatedDisk after = disk.CutPower(new Random(1), 0);
            server.Time.Advance(30);
            (MqttClient next, ServerPeer peer) = await server.StartAsync(after);
            PublishPacket packet = await peer.ExpectPublishAsync();
            Assert.Equal(payload, packet.Payload.ToArray());
            Assert.Equal("a/b", packet.TopicText());
            Assert.True(packet.Retain);
            Assert.Equal(70u, packet.Properties.MessageExpiryInterval);
            Assert.Equal("answers", System.Text.Encoding.UTF8.GetString(packet.Properties.ResponseTopic.Span));
            Assert.Equal([9, 8], packet.Properties.CorrelationData.ToArray());
            peer.Ack(PacketType.PubAck, packet.PacketId);
            await peer.ExpectNothingElseAsync();
            await client.DisposeAsync();
            await next.DisposeAsync();
            disk = after;
            Assert.DoesNotContain(disk.Names, static name => name.EndsWith(".blob", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task What_expired_while_the_process_was_away_is_not_delivered()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        var disk = new SimulatedDisk();
        MqttClient client = server.Client(options => options.UseDisk(disk, PublishCompletion.Stored));
        _ = client.ConnectAsync().AsTask();
        await server.NextAsync();
        await client.PublishAsync(new MqttMessage { Topic = "a", QoS = QoS.AtLeastOnce, Expiry = TimeSpan.FromSeconds(10) }).Soon();
        await client.PublishAsync(new MqttMessage { Topic = "b", QoS = QoS.AtLeastOnce, Expiry = TimeSpan.FromSeconds(1000) }).Soon();
        SimulatedDisk after = disk.CutPower(new Random(1), 0);
        server.Time.Advance(20);
        (_, ServerPeer peer) = await server.StartAsync(after);
        Assert.Equal("b", (await peer.ExpectPublishAsync()).TopicText());
        await peer.ExpectNothingElseAsync();
    }

    [Fact]
    public async Task What_was_withdrawn_is_not_delivered_by_a_later_run()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        var disk = new SimulatedDisk();
        MqttClient client = server.Client(options => options.UseDisk(disk));
        _ = client.ConnectAsync().AsTask();
        await server.NextAsync();
        using var cancel = new CancellationTokenSource();
        Task<MqttPublishResult> withdrawn = client.PublishAsync("a", "withdrawn", ct: cancel.Token).AsTask();
        Task<MqttPublishResult> kept = client.PublishAsync("a", "kept").AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => withdrawn.Soon());
        await client.DisposeAsync();
        await Assert.ThrowsAsync<MqttDisconnectedException>(() => kept.Soon());
        (_, ServerPeer peer) = await server.StartAsync(disk);
        Assert.Equal("kept", (await peer.ExpectPublishAsync()).PayloadText());
        await peer.ExpectNothingElseAsync();
    }

    [Fact]
    public async Task A_long_life_leaves_little_on_the_disk()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        var disk = new SimulatedDisk();
        (MqttClient client, ServerPeer peer) = await server.StartAsync(disk);
        Task<MqttPublishResult> stays = client.PublishAsync("stays", "1", QoS.ExactlyOnce).AsTask();
        ushort first = (await peer.ExpectPublishAsync()).PacketId;
        for (int i = 0; i < 1500; i++)
        {
            Task<MqttPublishResult> publish = client.PublishAsync("goes", $"{i}").AsTask();
            peer.Ack(PacketType.PubAck, (await peer.ExpectPublishAsync()).PacketId);
            await publish.Soon();
        }

        Assert.False(stays.IsCompleted);
        await client.DisposeAsync();
        Assert.True(disk.Names.Sum(name => disk.Content(name).Length) < 80_000);
        (_, peer) = await server.StartAsync(disk, sessionPresent: true);
        Assert.Equal($"stays 1 q2 #{first} dup", (await peer.ExpectPublishAsync()).Summary());
        await peer.ExpectNothingElseAsync();
    }

    [Fact]
    public async Task What_belongs_to_a_connection_does_not_come_back_in_a_later_run()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        var disk = new SimulatedDisk();
        (MqttClient client, ServerPeer peer) = await server.StartAsync(disk, completion: PublishCompletion.Stored);
        Task<MqttPublishResult> goodbye = client.PublishOnThisConnectionAsync(new MqttMessage { Topic = "state", QoS = QoS.AtLeastOnce }, CancellationToken.None).AsTask();
        await peer.ExpectPublishAsync();
        Assert.True((await client.PublishAsync("a", "kept").Soon()).IsStored);
        await peer.ExpectPublishAsync();
        Assert.False(goodbye.IsCompleted);
        disk = peer.CutPower(disk);
        (_, peer) = await server.StartAsync(disk, sessionPresent: false);
        Assert.Equal("a", (await peer.ExpectPublishAsync()).TopicText());
        await peer.ExpectNothingElseAsync();
    }

    private static async Task FinishAsync(ServerPeer peer, QoS qos, ushort id)
    {
        if (qos == QoS.AtLeastOnce)
        {
            peer.Ack(PacketType.PubAck, id);
            return;
        }

        peer.Ack(PacketType.PubRec, id);
        await peer.ExpectAckAsync(PacketType.PubRel);
        peer.Ack(PacketType.PubComp, id);
    }
}
