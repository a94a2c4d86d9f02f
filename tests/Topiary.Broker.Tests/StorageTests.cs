using Topiary.Protocol;

namespace Topiary.Broker.Tests;

public sealed class StorageTests
{
    [Fact]
    public async Task Acknowledgements_leave_only_after_the_commit_and_in_order()
    {
        var store = new RecordingStore();
        await using TestBroker broker = await TestBroker.StartAsync(o => o.Store = store);
        RawClient client = await broker.ConnectKeptAsync("c");
        await (await broker.ConnectKeptAsync("other")).SubscribeAsync("t", QoS.AtLeastOnce);
        store.Hold();
        await client.PublishAsync("t", "1", QoS.AtLeastOnce, id: 1);
        await client.PublishAsync("t", "2", QoS.ExactlyOnce, id: 2);
        await client.PublishAsync("t", "3", QoS.AtLeastOnce, id: 3);
        await client.SendAsync(new SubscribePacket { PacketId = 4, Subscriptions = [new SubscriptionRequest("x", default)] });

        // The connection goes on meanwhile.
        await client.AssertNothingAsync();
        store.Release();
        Assert.Equal(1, (await client.ReadAckAsync(PacketType.PubAck)).PacketId);
        Assert.Equal(2, (await client.ReadAckAsync(PacketType.PubRec)).PacketId);
        Assert.Equal(3, (await client.ReadAckAsync(PacketType.PubAck)).PacketId);
        await client.ReadAsync(PacketType.SubAck);
    }

    [Fact]
    public async Task Connack_leaves_only_after_the_commit()
    {
        var store = new RecordingStore();
        await using TestBroker broker = await TestBroker.StartAsync(o => o.Store = store);
        store.Hold();
        RawClient client = await broker.OpenAsync();
        await client.SendAsync(new ConnectPacket { ClientId = "c", SessionExpiryInterval = 10 });
        Task<PacketFrame?> read = client.TryReadAsync();
        await TestBroker.UntilAsync(() => store.Waiting > 0, "the broker waits for the store");
        Assert.False(read.IsCompleted);
        store.Release();
        Assert.Equal(PacketType.ConnAck, (await read)!.Value.Type);
    }

    // Found by racing clients: DISCONNECT came first (MQTT-3.2.0-1).
    [Fact]
    public async Task Who_is_taken_over_before_connack_is_closed_without_a_word()
    {
        var store = new RecordingStore();
        await using TestBroker broker = await TestBroker.StartAsync(o => o.Store = store);
        store.Hold();
        RawClient first = await broker.OpenAsync();
        await first.SendAsync(new ConnectPacket { ClientId = "c", SessionExpiryInterval = 10 });
        await TestBroker.UntilAsync(() => store.Waiting > 0, "the first waits for the store");
        RawClient second = await broker.OpenAsync();
        await second.SendAsync(new ConnectPacket { ClientId = "c", SessionExpiryInterval = 10 });
        Assert.Null(await first.TryReadAsync());
        store.Release();
        Assert.True(ConnAckPacket.Read(await second.ReadAsync(PacketType.ConnAck), MqttVersion.V500).SessionPresent);
    }

    [Fact]
    public async Task A_failed_commit_is_never_acknowledged()
    {
        var store = new RecordingStore();
        await using TestBroker broker = await TestBroker.StartAsync(o => o.Store = store);
        RawClient client = await broker.ConnectKeptAsync("c");
        await (await broker.ConnectKeptAsync("other")).SubscribeAsync("t", QoS.AtLeastOnce);
        store.Hold();
        await client.PublishAsync("t", "1", QoS.AtLeastOnce, id: 1);
        await client.AssertNothingAsync();
        store.Release(new IOException("disk full"));
        Assert.Null(await client.TryReadAsync());
    }

    // Found by the fuzzer: the connection that was taken over left the ended session behind once more, in the store and with a deadline.
    [Theory]
    [InlineData(null)]
    [InlineData(100u)]
    public async Task A_session_that_a_clean_start_ends_under_its_client_stays_ended(uint? expiry)
    {
        var store = new RecordingStore();
        await using TestBroker broker = await TestBroker.StartAsync(o => o.Store = store);
        RawClient first = await broker.ConnectKeptAsync("c");
        await first.SubscribeAsync("t", QoS.AtLeastOnce);
        RawClient second = await broker.ConnectAsync("c", with: c => c with { SessionExpiryInterval = expiry });
        Assert.Equal(ReasonCode.SessionTakenOver, await first.ReadEndAsync());
        await TestBroker.UntilAsync(() => broker.Broker.GetStatistics().Connections == 1, "the first connection has gone");
        Assert.Equal(0, broker.Broker.Core.Deadlines.Count);
        Assert.Equal(expiry is null ? [] : [0], store.State.Sessions.Select(session => session.Subscriptions.Count));
        await second.AssertNothingAsync();
    }

    [Fact]
    public async Task A_broker_that_is_started_again_goes_on_where_its_stores_say()
    {
        var store = new RecordingStore();
        void Configure(MqttBrokerOptions o) => o.Store = store;

        ushort sentId;
        ushort releasedId;
        await using (TestBroker broker = await TestBroker.StartAsync(Configure))
        {
            RawClient client = await broker.ConnectKeptAsync("c", c => c with { ReceiveMaximum = 2 });
            await client.SubscribeAsync("t/+", QoS.ExactlyOnce, identifier: 5);
            await client.SubscribeAsync("gone", QoS.AtLeastOnce);
            await client.UnsubscribeAsync("gone");
            await client.PublishAsync("other", "x", QoS.ExactlyOnce, id: 77);
            await client.ReadAckAsync(PacketType.PubRec);
            RawClient publisher = await broker.ConnectAsync("p");
            await publisher.PublishAsync("t/1", "released", QoS.ExactlyOnce);
            await publisher.PublishAsync("t/2", "sent", QoS.AtLeastOnce, retain: true);
            await publisher.PublishAsync("t/3", "waiting", QoS.AtLeastOnce);
            await publisher.DrainAsync();
            releasedId = (await client.ReadPublishAsync()).PacketId;
            sentId = (await client.ReadPublishAsync()).PacketId;
            await client.AckAsync(PacketType.PubRec, releasedId);
            await client.ReadAckAsync(PacketType.PubRel);
        }

        await using (TestBroker broker = await TestBroker.StartAsync(Configure))
        {
            Assert.Equal(1, broker.Broker.GetStatistics().RetainedMessages);
            RawClient client = await broker.ConnectKeptAsync("c");
            Assert.True(client.ConnAck.SessionPresent);
            Assert.Equal(releasedId, (await client.ReadAckAsync(PacketType.PubRel)).PacketId);
            PublishPacket sent = await client.ReadPublishAsync();
            Assert.Equal((sentId, "sent", true), (sent.PacketId, sent.Text(), sent.Duplicate));
            PublishPacket waiting = await client.ReadPublishAsync();
            Assert.Equal(("waiting", false), (waiting.Text(), waiting.Duplicate));
            Assert.Equal([5u], waiting.Identifiers());

            // Known as received, though never released.
            await client.PublishAsync("t/9", "x", QoS.ExactlyOnce, id: 77, duplicate: true);
            await client.ReadAckAsync(PacketType.PubRec);
            await client.AssertNothingAsync();
            await client.AckAsync(PacketType.PubAck, sent.PacketId);
            await client.AckAsync(PacketType.PubAck, waiting.PacketId);
            await client.AckAsync(PacketType.PubComp, releasedId);
            await client.AckAsync(PacketType.PubRel, 77);
            await client.ReadAckAsync(PacketType.PubComp);
            StoredSession left = Assert.Single(store.State.Sessions);
            Assert.Empty(left.Deliveries);
            Assert.Empty(left.Inbound);
            Assert.Equal("t/+", Assert.Single(left.Subscriptions).Filter);
            await client.SendAsync(new DisconnectPacket { SessionExpiryInterval = 0 });
            await client.ReadEndAsync();
            Assert.Empty(store.State.Sessions);
        }
    }
}
