using Topiary.Client.Tests.Scripting;
using Topiary.Protocol;
using Topiary.Storage.Simulation;

namespace Topiary.Client.Tests;

/// <summary>Nothing leaves before what it means is safe; and what happens when it cannot be made safe.</summary>
public sealed class StoreOrderTests
{
    [Fact]
    public async Task Publish_and_pubrel_leave_after_their_records_are_synced()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        var disk = new SimulatedDisk();
        (MqttClient client, ServerPeer peer) = await server.StartAsync(disk);
        using (Hold(disk))
        {
            _ = client.PublishAsync("a", "1", QoS.ExactlyOnce).AsTask();
            _ = client.PublishAsync("a", "2").AsTask();
            await peer.ExpectNothingYetAsync();
        }

        ushort id = (await peer.ExpectPublishAsync()).PacketId;
        Assert.Equal("2", (await peer.ExpectPublishAsync()).PayloadText());
        using (Hold(disk))
        {
            peer.Ack(PacketType.PubRec, id);
            peer.Ack(PacketType.PubRec, id);
            await peer.ExpectNothingYetAsync();
        }

        Assert.Equal(id, (await peer.ExpectAckAsync(PacketType.PubRel)).PacketId);
        await peer.ExpectNothingElseAsync();
    }

    [Fact]
    public async Task Pubrec_and_pubcomp_leave_after_their_records_are_synced()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        var disk = new SimulatedDisk();
        (MqttClient client, ServerPeer peer) = await server.StartAsync(disk);
        var receiver = new CollectingReceiver();
        await SubscribeAsync(client, peer, receiver);
        using (Hold(disk))
        {
            peer.Publish("in", "1", QoS.ExactlyOnce, 7, identifier: 1);
            Assert.Equal("1", await receiver.NextTextAsync());
            peer.Publish("in", "qos 1", QoS.AtLeastOnce, 8, identifier: 1);
            Assert.Equal("qos 1", await receiver.NextTextAsync());
            Assert.Equal(0, peer.Waiting);
        }

        Assert.Equal(7, (await peer.ExpectAckAsync(PacketType.PubRec)).PacketId);
        Assert.Equal(8, (await peer.ExpectAckAsync(PacketType.PubAck)).PacketId);
        using (Hold(disk))
        {
            peer.Ack(PacketType.PubRel, 7);
            await peer.ExpectNothingYetAsync();
        }

        Assert.Equal(7, (await peer.ExpectAckAsync(PacketType.PubComp)).PacketId);
    }

    [Fact]
    public async Task A_handled_message_is_not_handled_again_after_a_restart()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        var disk = new SimulatedDisk();
        (MqttClient client, ServerPeer peer) = await server.StartAsync(disk);
        var receiver = new CollectingReceiver();
        await SubscribeAsync(client, peer, receiver);
        peer.Publish("in", "1", QoS.ExactlyOnce, 7, identifier: 1);
        await peer.ExpectAckAsync(PacketType.PubRec);
        Assert.Equal("1", await receiver.NextTextAsync());
        disk = peer.CutPower(disk);

        (client, peer) = await server.StartAsync(disk, sessionPresent: true);
        await SubscribeAsync(client, peer, receiver);
        peer.Publish("in", "1", QoS.ExactlyOnce, 7, duplicate: true, identifier: 1);
        await peer.ExpectAckAsync(PacketType.PubRec);
        peer.Ack(PacketType.PubRel, 7);
        Assert.Equal(ReasonCode.Success, (await peer.ExpectAckAsync(PacketType.PubComp)).ReasonCode);
        peer.Publish("in", "2", QoS.ExactlyOnce, 7, identifier: 1);
        Assert.Equal("2", await receiver.NextTextAsync());
        await peer.ExpectAckAsync(PacketType.PubRec);
        Assert.Equal(0, receiver.Waiting);
    }

    [Fact]
    public async Task What_was_not_handled_when_the_process_ended_is_delivered_again()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        var disk = new SimulatedDisk();
        (MqttClient client, ServerPeer peer) = await server.StartAsync(disk);
        var slow = new CollectingReceiver(completesAtOnce: false);
        await SubscribeAsync(client, peer, slow);
        peer.Publish("in", "1", QoS.ExactlyOnce, 7, identifier: 1);
        Assert.Equal("1", await slow.NextTextAsync());
        disk = peer.CutPower(disk);
        (client, peer) = await server.StartAsync(disk, sessionPresent: true);
        var receiver = new CollectingReceiver();
        await SubscribeAsync(client, peer, receiver);
        peer.Publish("in", "1", QoS.ExactlyOnce, 7, duplicate: true, identifier: 1);
        Assert.Equal("1", await receiver.NextTextAsync());
    }

    [Fact]
    public async Task A_new_session_begins_without_the_identifiers_of_the_old_one()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        var disk = new SimulatedDisk();
        (MqttClient client, ServerPeer peer) = await server.StartAsync(disk);
        var receiver = new CollectingReceiver();
        await SubscribeAsync(client, peer, receiver);
        peer.Publish("in", "1", QoS.ExactlyOnce, 7, identifier: 1);
        await peer.ExpectAckAsync(PacketType.PubRec);
        disk = peer.CutPower(disk);
        (client, peer) = await server.StartAsync(disk, sessionPresent: false);
        await SubscribeAsync(client, peer, receiver);
        peer.Publish("in", "of the new session", QoS.ExactlyOnce, 7, identifier: 1);
        Assert.Equal("1", await receiver.NextTextAsync());
        Assert.Equal("of the new session", await receiver.NextTextAsync());
    }

    [Fact]
    public async Task A_full_disk_refuses_publishes_and_later_takes_them_again()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        var disk = new SimulatedDisk { Capacity = 40_000 };
        (MqttClient client, ServerPeer peer) = await server.StartAsync(disk, completion: PublishCompletion.Stored);
        int accepted = 0;
        MqttStoreException? refusal = null;
        while (refusal is null)
        {
            try
            {
                await client.PublishAsync("a", new string('x', 500)).Soon();
                accepted++;
            }
            catch (MqttStoreException e)
            {
                refusal = e;
            }
        }

        Assert.True(accepted > 20);
        Assert.Contains("full", refusal.Message, StringComparison.OrdinalIgnoreCase);
        await Assert.ThrowsAsync<MqttStoreException>(() => client.PublishAsync("a", "refused at once").Soon());
        Assert.True((await client.PublishAsync("b", "QoS 0 goes on", QoS.AtMostOnce).Soon()).ReasonCode == ReasonCode.Success);
        int sent = 0;
        while ((await peer.ExpectPublishAsync()).TopicText() == "a")
        {
            sent++;
        }

        Assert.Equal(accepted, sent);
        disk.Capacity = 1_000_000;
        server.Time.Advance(1);
        await Eventually(async () =>
        {
            try
            {
                return (await client.PublishAsync("a", "taken again")).IsStored;
            }
            catch (MqttStoreException)
            {
                return false;
            }
        });
        Assert.Equal("taken again", (await peer.ExpectPublishAsync()).PayloadText());
    }

    [Fact]
    public async Task A_publish_that_could_not_be_synced_is_refused_and_never_sent()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        var disk = new SimulatedDisk();
        (MqttClient client, ServerPeer peer) = await server.StartAsync(disk);
        disk.BeforeOperation = static operation =>
        {
            if (operation.Call == SimulatedCall.Sync)
            {
                throw new IOException("Input/output error (simulated)", 5);
            }
        };
        MqttStoreException e = await Assert.ThrowsAsync<MqttStoreException>(() => client.PublishAsync("a", "1", QoS.ExactlyOnce).Soon());
        Assert.Contains("Input/output error", e.Message, StringComparison.Ordinal);
        disk.BeforeOperation = null;
        server.Time.Advance(1);
        Task<PublishPacket> next = peer.ExpectPublishAsync();
        while (!next.IsCompleted)
        {
            // Refused until the log has recovered.
            await Task.WhenAny(next, client.PublishAsync("a", "2", QoS.ExactlyOnce).AsTask());
        }

        Assert.Equal("2", (await next).PayloadText());
    }

    [Fact]
    public async Task One_client_uses_a_directory_at_a_time()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        string folder = Directory.CreateTempSubdirectory("topiary-client-store-").FullName;
        try
        {
            await using (MqttClient first = server.Client(options => options.UseFileStore(folder)))
            {
                _ = first.ConnectAsync().AsTask();
                await server.AcceptAsync();
                MqttClient second = server.Client(options => options.UseFileStore(folder));
                MqttStoreException e = await Assert.ThrowsAsync<MqttStoreException>(() => second.ConnectAsync().Soon());
                Assert.Contains(folder, e.Message, StringComparison.Ordinal);
            }

            MqttClient third = server.Client(options => options.UseFileStore(folder));
            Task connect = third.ConnectAsync().AsTask();
            await server.AcceptAsync();
            await connect.Soon();
            await third.DisposeAsync();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Options_that_do_not_go_with_a_store_are_refused_by_name()
    {
        MqttClientOptions options = new MqttClientOptions { Brokers = ["mqtt://localhost"], ClientId = "c" }.UseFileStore("data");
        Assert.False(options.CleanStart);
        Refused(options with { ClientId = null }, "MqttClientOptions.ClientId is empty");
        Refused(options with { CleanStart = true }, "MqttClientOptions.CleanStart must be false with a FileStore");
        Refused(options with { SessionExpiry = TimeSpan.Zero }, "MqttClientOptions.SessionExpiry must be longer than zero with a FileStore");
        Refused(options with { OfflineQueue = new OfflineQueueOptions { FullMode = OfflineFullMode.DropOldest } }, "MqttClientOptions.OfflineQueue.FullMode cannot be DropOldest");
        Refused(options with { FileStore = new FileStoreOptions() }, "MqttClientOptions.FileStore.Directory is empty");

        static void Refused(MqttClientOptions options, string message)
            => Assert.Contains(message, Assert.Throws<ArgumentException>(() => MqttClient.Create(options)).Message, StringComparison.Ordinal);
    }

    private static async Task SubscribeAsync(MqttClient client, ServerPeer peer, CollectingReceiver receiver)
    {
        Task<IAsyncDisposable> subscribe = client.SubscribeAsync(new SubscriptionSpec("in", QoS.ExactlyOnce), receiver, CancellationToken.None).AsTask();
        await peer.GrantAsync();
        await subscribe.Soon();
    }

    private static async Task Eventually(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!await condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>Syncs wait until the result is disposed.</summary>
    private static IDisposable Hold(SimulatedDisk disk)
    {
        var gate = new ManualResetEventSlim();
        disk.BeforeOperation = operation =>
        {
            if (operation.Call == SimulatedCall.Sync)
            {
                gate.Wait();
            }
        };
        return new Opener(gate);
    }

    private sealed class Opener(ManualResetEventSlim gate) : IDisposable
    {
        public void Dispose() => gate.Set();
    }
}
