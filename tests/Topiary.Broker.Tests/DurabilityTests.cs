using Topiary.Protocol;

namespace Topiary.Broker.Tests;

/// <summary>What the broker tells its store and when it goes on. A broker "dies" when another one starts with a copy of the store.</summary>
public sealed class DurabilityTests
{
    [Fact]
    public async Task A_message_is_told_to_the_store_once_however_many_sessions_get_it()
    {
        var store = new RecordingStore();
        await using TestBroker broker = await TestBroker.StartAsync(o => o.Store = store);
        var receivers = new List<RawClient>();
        for (int i = 0; i < 5; i++)
        {
            receivers.Add(await broker.ConnectKeptAsync($"s{i}"));
            await receivers[i].SubscribeAsync("t", QoS.AtLeastOnce);
        }

        await (await broker.ConnectAsync("p")).PublishAckedAsync("t", "x", retain: true);
        Assert.Equal(1, store.Publishes);
        Assert.Equal(5, store.State.Sessions.Count(session => session.Deliveries is [{ Message: not null }]));
        Assert.Single(store.State.Retained);
        foreach (RawClient receiver in receivers)
        {
            await receiver.AckAsync(PacketType.PubAck, (await receiver.ReadPublishAsync()).PacketId);
            await receiver.StillWorksAsync();
        }

        Assert.All(store.State.Sessions, session => Assert.Empty(session.Deliveries));
    }

    [Fact]
    public async Task One_commit_serves_all_that_gather_while_another_is_under_way()
    {
        var store = new RecordingStore();
        await using TestBroker broker = await TestBroker.StartAsync(o => o.Store = store);
        await (await broker.ConnectKeptAsync("s")).SubscribeAsync("t", QoS.AtLeastOnce);
        RawClient publisher = await broker.ConnectAsync("p");
        store.Hold();
        for (ushort id = 1; id <= 50; id++)
        {
            await publisher.PublishAsync("t", "x", QoS.AtLeastOnce, id: id);
        }

        await TestBroker.UntilAsync(() => store.Publishes == 50, "every message is taken");
        Assert.Equal(1, store.Waiting);
        store.Release();
        for (ushort id = 1; id <= 50; id++)
        {
            Assert.Equal(id, (await publisher.ReadAckAsync(PacketType.PubAck)).PacketId);
        }
    }

    [Fact]
    public async Task Qos_2_leaves_for_a_kept_session_only_when_the_store_has_its_identifier()
    {
        var store = new RecordingStore();
        await using TestBroker broker = await TestBroker.StartAsync(o => o.Store = store);
        RawClient kept = await broker.ConnectKeptAsync("s");
        await kept.SubscribeAsync("t", QoS.ExactlyOnce);
        RawClient passing = await broker.ConnectAsync("x");
        await passing.SubscribeAsync("t", QoS.ExactlyOnce);
        RawClient publisher = await broker.ConnectAsync("p");
        store.Hold();
        await publisher.PublishAsync("t", "two", QoS.ExactlyOnce, id: 1);
        await publisher.PublishAsync("t", "one", QoS.AtLeastOnce, id: 2);
        Assert.Equal("two", (await passing.ReadPublishAsync()).Text());
        await kept.AssertNothingAsync();
        store.Release();
        Assert.Equal("two", (await kept.ReadPublishAsync()).Text());
        Assert.Equal("one", (await kept.ReadPublishAsync()).Text());
    }

    [Theory]
    [InlineData(QoS.AtLeastOnce, true)]
    [InlineData(QoS.ExactlyOnce, false)]
    public async Task What_a_passing_member_of_a_kept_shared_subscription_has_not_acknowledged_survives_unless_it_could_come_twice(QoS qos, bool survives)
    {
        var store = new RecordingStore();
        await using TestBroker broker = await TestBroker.StartAsync(o => o.Store = store);
        RawClient kept = await broker.ConnectKeptAsync("kept");
        await kept.SubscribeAsync("$share/g/t", qos);
        kept.Cut();
        RawClient passing = await broker.ConnectAsync("passing", with: c => c with { ReceiveMaximum = 1 });
        await passing.SubscribeAsync("$share/g/t", qos);
        RawClient publisher = await broker.ConnectAsync("p");
        await publisher.PublishAsync("t", "1", qos, id: 1);
        await publisher.PublishAsync("t", "2", qos, id: 2);
        await publisher.DrainAsync();
        Assert.Equal("1", (await passing.ReadPublishAsync()).Text());

        await using TestBroker next = await TestBroker.StartAsync(o => o.Store = store.Copy());
        RawClient back = await next.ConnectKeptAsync("kept");
        foreach (string expected in survives ? ["1", "2"] : (string[])["2"])
        {
            Assert.Equal(expected, (await back.ReadPublishAsync()).Text());
        }

        await back.AssertNothingAsync();
    }

    [Fact]
    public async Task Messages_in_flight_of_a_shared_subscription_are_with_its_member_at_qos_2_and_anybodys_at_qos_1()
    {
        var store = new RecordingStore();
        await using TestBroker broker = await TestBroker.StartAsync(o => o.Store = store);
        RawClient a = await broker.ConnectKeptAsync("a");
        await a.SubscribeAsync("$share/g/t", QoS.ExactlyOnce);
        RawClient publisher = await broker.ConnectAsync("p");
        await publisher.PublishAsync("t", "two", QoS.ExactlyOnce, id: 1);
        await publisher.PublishAsync("t", "one", QoS.AtLeastOnce, id: 2);
        await publisher.DrainAsync();
        ushort packetId = (await a.ReadPublishAsync()).PacketId;
        Assert.Equal("one", (await a.ReadPublishAsync()).Text());

        await using TestBroker next = await TestBroker.StartAsync(o => o.Store = store.Copy());
        RawClient b = await next.ConnectKeptAsync("b");
        await b.SubscribeAsync("$share/g/t", QoS.ExactlyOnce);
        Assert.Equal("one", (await b.ReadPublishAsync()).Text());
        RawClient again = await next.ConnectKeptAsync("a");
        PublishPacket two = await again.ReadPublishAsync();
        Assert.Equal(("two", packetId, true), (two.Text(), two.PacketId, two.Duplicate));
        await again.AssertNothingAsync();
    }

    [Fact]
    public async Task Nothing_is_told_to_the_store_at_level_memory()
    {
        var store = new RecordingStore();
        await using TestBroker broker = await TestBroker.StartAsync(o =>
        {
            o.Store = store;
            o.DurabilityRules.Add(new DurabilityRule { Filter = "fast/#", Level = DurabilityLevel.Memory });
        });
        RawClient kept = await broker.ConnectKeptAsync("s");
        await kept.SubscribeAsync("#", QoS.AtLeastOnce);
        RawClient publisher = await broker.ConnectAsync("p");
        await publisher.PublishAckedAsync("fast/1", "x", retain: true);
        Assert.Equal("x", (await kept.ReadPublishAsync()).Text());
        Assert.Equal(0, store.Publishes);
        await publisher.PublishAckedAsync("slow/1", "x");
        Assert.Equal(1, store.Publishes);
    }

    [Fact]
    public async Task A_listener_has_a_level_of_its_own()
    {
        var store = new RecordingStore();
        await using TestBroker broker = await TestBroker.StartAsync(o =>
        {
            o.Store = store;
            o.DurabilityOf["memory:test"] = DurabilityLevel.Memory;
            o.DurabilityRules.Add(new DurabilityRule { Filter = "slow/#", Level = DurabilityLevel.Disk });
        });
        RawClient kept = await broker.ConnectKeptAsync("s");
        await kept.SubscribeAsync("#", QoS.AtLeastOnce);
        await kept.PublishAckedAfterOwnMessageAsync("fast/1", "x");
        Assert.Equal(0, store.Position);

        // A rule is about messages whatever their listener: the retained one is kept, for a session that is not.
        RawClient publisher = await broker.ConnectAsync("p");
        await publisher.PublishAckedAsync("slow/1", "x", retain: true);
        Assert.Single(store.State.Retained);
        Assert.Empty(store.State.Sessions);
    }

    [Fact]
    public async Task The_identifier_of_a_qos_2_message_that_is_not_kept_is_released_after_a_restart()
    {
        var store = new RecordingStore();
        void Configure(MqttBrokerOptions o)
        {
            o.Store = store;
            o.DurabilityRules.Add(new DurabilityRule { Filter = "fast/#", Level = DurabilityLevel.Memory });
        }

        await using TestBroker broker = await TestBroker.StartAsync(Configure);
        RawClient kept = await broker.ConnectKeptAsync("s");
        await kept.SubscribeAsync("#", QoS.ExactlyOnce);
        await (await broker.ConnectAsync("p")).PublishAsync("fast/1", "x", QoS.ExactlyOnce, id: 1);
        ushort packetId = (await kept.ReadPublishAsync()).PacketId;

        store = store.Copy();
        await using TestBroker next = await TestBroker.StartAsync(Configure);
        RawClient back = await next.ConnectKeptAsync("s");
        Assert.Equal(packetId, (await back.ReadAckAsync(PacketType.PubRel)).PacketId);
        await back.AckAsync(PacketType.PubComp, packetId);
        await back.StillWorksAsync();
        Assert.Empty(Assert.Single(store.State.Sessions).Deliveries);
    }

    [Fact]
    public async Task The_will_of_a_kept_session_is_published_after_the_broker_has_died_once()
    {
        var store = new RecordingStore();
        var will = new WillMessage { Topic = "will", Payload = "gone"u8.ToArray(), QoS = QoS.AtLeastOnce, Retain = true, DelayInterval = 30 };
        await using TestBroker broker = await TestBroker.StartAsync(o => o.Store = store);
        await broker.ConnectKeptAsync("c", c => c with { Will = will });
        RecordingStore left = store.Copy();
        await using TestBroker next = await TestBroker.StartAsync(o => o.Store = left);
        Assert.Equal(0, next.Broker.GetStatistics().RetainedMessages);
        next.Time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(1, next.Broker.GetStatistics().RetainedMessages);
        Assert.Null(Assert.Single(left.State.Sessions).Session.Will);
    }

    [Fact]
    public async Task A_store_that_takes_no_messages_is_no_secret_and_no_reason_to_stop_the_rest()
    {
        var store = new RecordingStore();
        await using TestBroker broker = await TestBroker.StartAsync(o => o.Store = store);
        RawClient kept = await broker.ConnectKeptAsync("s");
        await kept.SubscribeAsync("#", QoS.AtLeastOnce);
        RawClient publisher = await broker.ConnectAsync("p");
        RawClient old = await broker.ConnectAsync("old", MqttVersion.V311);
        store.Refusal = ReasonCode.QuotaExceeded;
        Assert.Equal(ReasonCode.QuotaExceeded, await publisher.PublishAckedAsync("t", "x"));
        Assert.Equal([ReasonCode.QuotaExceeded], await kept.SubscribeAsync("more", QoS.AtLeastOnce));
        await publisher.PublishAsync("t", "fast");
        Assert.Equal("fast", (await kept.ReadPublishAsync()).Text());
        await old.PublishAsync("t", "x", QoS.AtLeastOnce, id: 1);
        Assert.Null(await old.TryReadAsync());
        store.Refusal = null;
        Assert.Equal(ReasonCode.Success, await publisher.PublishAckedAsync("t", "x"));
    }

    [Fact]
    public async Task A_dropped_message_that_the_store_hears_of_only_afterwards_does_not_come_back()
    {
        var store = new RecordingStore();
        await using TestBroker broker = await TestBroker.StartAsync(o =>
        {
            o.Store = store;
            o.MaximumQueuedMessages = 2;
        });
        RawClient kept = await broker.ConnectKeptAsync("s");
        await kept.SubscribeAsync("t", QoS.AtLeastOnce);
        kept.Cut();
        await TestBroker.UntilAsync(() => broker.Broker.GetStatistics().Connections == 0, "the subscriber has gone");
        RawClient publisher = await broker.ConnectAsync("p");
        for (int i = 0; i < 5; i++)
        {
            await publisher.PublishAckedAsync("t", $"{i}");
        }

        Assert.Equal(["3", "4"], store.State.Sessions[0].Deliveries.Select(delivery => System.Text.Encoding.UTF8.GetString(delivery.Message!.Payload.Span)));
    }
}
