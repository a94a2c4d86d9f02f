using Topiary.Client.Tests.Scripting;
using Topiary.Protocol;

namespace Topiary.Client.Tests;

public sealed class OfflineQueueTests
{
    [Fact]
    public async Task Messages_published_offline_are_sent_in_order_after_the_connection()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        MqttClient client = await OfflineAsync(server, new OfflineQueueOptions());
        await client.PublishAsync("a", "0", QoS.AtMostOnce).Soon();
        Task<MqttPublishResult> second = client.PublishAsync("a", "1").AsTask();
        Assert.Equal((2, 4L), (client.Statistics.Queued, client.Statistics.QueuedBytes));
        ServerPeer peer = await server.ReconnectAsync(client, sessionPresent: false);
        Assert.Equal("a 0 q0 #0", (await peer.ExpectPublishAsync()).Summary());
        PublishPacket packet = await peer.ExpectPublishAsync();
        Assert.Equal("1", packet.PayloadText());
        peer.Ack(PacketType.PubAck, packet.PacketId);
        await second.Soon();
    }

    [Fact]
    public async Task Wait_lets_publishers_wait_for_room_and_times_out_while_offline_too()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        MqttClient client = await OfflineAsync(server, new OfflineQueueOptions { MaxMessages = 1 }, TimeSpan.FromSeconds(60));
        await client.PublishAsync("a", "0", QoS.AtMostOnce).Soon();
        Task<MqttPublishResult> late = client.PublishAsync("a", "1", QoS.AtMostOnce).AsTask();
        server.Time.Advance(5);
        Task<MqttPublishResult> waiting = client.PublishAsync("a", "2", QoS.AtMostOnce).AsTask();
        Assert.False(late.IsCompleted);
        server.Time.Advance(5);
        TimeoutException e = await Assert.ThrowsAsync<TimeoutException>(late.Soon);
        Assert.Equal("Publish to 'a' (QoS 0) timed out after 00:00:10: the client's queue is full (1 messages, 2 bytes). The message was not sent.", e.Message);
        Assert.False(waiting.IsCompleted);
        MqttClientStateChange change = await client.UntilAsync(MqttClientState.Reconnecting);
        Assert.Equal(60, change.RetryDelay!.Value.TotalSeconds);
        using var cancel = new CancellationTokenSource();
        Task<MqttPublishResult> cancelled = client.PublishAsync("a", "3", QoS.AtMostOnce, ct: cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(cancelled.Soon);
        server.Time.Advance(5);
        await Assert.ThrowsAsync<TimeoutException>(waiting.Soon);
        Assert.Equal(1, client.Statistics.Queued);
    }

    [Fact]
    public async Task Wait_lets_waiting_messages_in_as_room_comes()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        MqttClient client = await OfflineAsync(server, new OfflineQueueOptions { MaxBytes = 5 });
        Task<MqttPublishResult>[] publishes = [.. Enumerable.Range(0, 6).Select(i => client.PublishAsync("a", $"{i}", QoS.AtMostOnce).AsTask())];
        Assert.Equal([true, true, false, false, false, false], publishes.Select(static p => p.IsCompleted));
        ServerPeer peer = await server.ReconnectAsync(client, sessionPresent: false);
        for (int i = 0; i < 6; i++)
        {
            Assert.Equal($"{i}", (await peer.ExpectPublishAsync()).PayloadText());
            await publishes[i].Soon();
        }
    }

    [Fact]
    public async Task Reject_refuses_what_does_not_fit()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        MqttClient client = await OfflineAsync(server, new OfflineQueueOptions { MaxMessages = 2, FullMode = OfflineFullMode.Reject });
        await client.PublishAsync("a", "0", QoS.AtMostOnce).Soon();
        _ = client.PublishAsync("a", "1").AsTask();
        MqttQueueFullException e = await Assert.ThrowsAsync<MqttQueueFullException>(() => client.PublishAsync("a", "2").Soon());
        Assert.Equal("Publish to 'a' refused: the client's queue is full (2 messages, 4 bytes) and OfflineQueue.FullMode is Reject.", e.Message);
        Assert.Equal(2, client.Statistics.Queued);
    }

    [Fact]
    public async Task Drop_oldest_drops_the_oldest_and_tells_who_waits_for_it()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        MqttClient client = await OfflineAsync(server, new OfflineQueueOptions { MaxMessages = 2, FullMode = OfflineFullMode.DropOldest });
        Task<MqttPublishResult> oldest = client.PublishAsync("a", "0").AsTask();
        await client.PublishAsync("a", "1", QoS.AtMostOnce).Soon();
        await client.PublishAsync("a", "2", QoS.AtMostOnce).Soon();
        MqttQueueFullException e = await Assert.ThrowsAsync<MqttQueueFullException>(oldest.Soon);
        Assert.Equal("Publish to 'a' was dropped for a newer one: the client's queue is full and OfflineQueue.FullMode is DropOldest.", e.Message);
        Assert.Equal((2, 1L), (client.Statistics.Queued, client.Statistics.Dropped));
        ServerPeer peer = await server.ReconnectAsync(client, sessionPresent: false);
        Assert.Equal("1", (await peer.ExpectPublishAsync()).PayloadText());
        Assert.Equal("2", (await peer.ExpectPublishAsync()).PayloadText());
    }

    [Fact]
    public async Task Expiry_counts_down_in_the_queue_and_what_has_expired_is_not_sent()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        MqttClient client = await OfflineAsync(server, new OfflineQueueOptions(), TimeSpan.FromSeconds(10));
        Task<MqttPublishResult> expired = client.PublishAsync(new MqttMessage { Topic = "a", Expiry = TimeSpan.FromSeconds(10) }).AsTask();
        Task<MqttPublishResult> sent = client.PublishAsync(new MqttMessage { Topic = "b", Expiry = TimeSpan.FromSeconds(15) }).AsTask();
        ServerPeer peer = await server.ReconnectAsync(client, sessionPresent: false);
        PublishPacket packet = await peer.ExpectPublishAsync();
        Assert.Equal(("b", 5u), (packet.TopicText(), packet.Properties.MessageExpiryInterval));
        peer.Ack(PacketType.PubAck, packet.PacketId);
        await sent.Soon();
        MqttPublishException e = await Assert.ThrowsAsync<MqttPublishException>(expired.Soon);
        Assert.Equal("Publish to 'a': the message expired before it could be sent.", e.Message);
    }

    [Fact]
    public async Task A_queued_message_that_the_next_broker_does_not_take_fails_alone()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        MqttClient client = await OfflineAsync(server, new OfflineQueueOptions());
        Task<MqttPublishResult> tooLarge = client.PublishAsync("a", new byte[100]).AsTask();
        await client.PublishAsync("b", "1", QoS.AtMostOnce).Soon();
        await server.WaitOutBackoffAsync(client);
        ServerPeer peer = await server.NextAsync();
        peer.Send(new ConnAckPacket { MaximumPacketSize = 50 });
        Assert.Equal("b", (await peer.ExpectPublishAsync()).TopicText());
        MqttPublishException e = await Assert.ThrowsAsync<MqttPublishException>(tooLarge.Soon);
        Assert.Equal("Publish to 'a' refused: the packet has 108 bytes, the broker accepts at most 50.", e.Message);
    }

    [Fact]
    public async Task A_link_slower_than_the_publishers_makes_them_wait_and_loses_nothing()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        MqttClient client = server.Client(static o => o with { OfflineQueue = new OfflineQueueOptions { MaxMessages = 50 } });
        Task connecting = client.ConnectAsync().AsTask();
        await using var wire = await server.AcceptRawAsync();
        Assert.True(await wire.ReceiveAsync(new byte[4096], default) > 0);
        await wire.SendAsync(new byte[] { 0x20, 3, 0, 0, 0 }, default);
        await connecting.Soon();

        const int Size = 10_000;
        Task<MqttPublishResult>[] publishes = [.. Enumerable.Range(0, 300).Select(i => client.PublishAsync("a", Numbered(i, Size), QoS.AtMostOnce).AsTask())];
        Assert.Contains(publishes, static publish => !publish.IsCompleted);
        long expected = 300L * (Size + 7);
        var received = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        while (received.Length < expected)
        {
            int count = await wire.ReceiveAsync(buffer, default).AsTask().Soon();
            received.Write(buffer, 0, count);
        }

        await Task.WhenAll(publishes).Soon();
        byte[] bytes = received.ToArray();
        Assert.Equal(expected, bytes.Length);
        for (int i = 0; i < 300; i++)
        {
            Assert.Equal(i, BitConverter.ToInt32(bytes, (i * (Size + 7)) + 7));
        }
    }

    private static byte[] Numbered(int number, int size)
    {
        byte[] payload = new byte[size];
        BitConverter.TryWriteBytes(payload, number);
        return payload;
    }

    // A client that has lost its connection and waits.
    private static async Task<MqttClient> OfflineAsync(ScriptedServer server, OfflineQueueOptions queue, TimeSpan? delay = null)
    {
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync(o => o with
        {
            OfflineQueue = queue,
            ReconnectDelayMin = delay ?? o.ReconnectDelayMin,
            ReconnectDelayMax = delay ?? o.ReconnectDelayMax,
        });
        peer.Cut();
        await client.UntilAsync(MqttClientState.Reconnecting);
        return client;
    }
}
