using Topiary.Protocol;
using Topiary.Transport;

namespace Topiary.Broker.Tests;

public sealed class SessionTests
{
    [Fact]
    public async Task A_kept_session_gets_what_was_published_meanwhile_in_order()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient client = await broker.ConnectKeptAsync("c");
        Assert.False(client.ConnAck.SessionPresent);
        await client.SubscribeAsync("t/#", QoS.ExactlyOnce);
        await client.SendAsync(new DisconnectPacket());
        Assert.Null(await client.ReadEndAsync());
        RawClient publisher = await broker.ConnectAsync("p");
        await publisher.PublishAsync("t/0", "lost at qos 0");
        for (int i = 1; i <= 5; i++)
        {
            await publisher.PublishAckedAsync($"t/{i}", $"{i}");
        }

        Assert.Equal(5, broker.Broker.GetStatistics().QueuedMessages);
        client = await broker.ConnectKeptAsync("c");
        Assert.True(client.ConnAck.SessionPresent);
        Assert.Equal(["1", "2", "3", "4", "5"], await client.DrainPayloadsAsync());
        Assert.Equal(1, broker.Broker.GetStatistics().MessagesDropped[DropReason.Offline]);
    }

    [Fact]
    public async Task Clean_start_ends_the_old_session()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient client = await broker.ConnectKeptAsync("c");
        await client.SubscribeAsync("t", QoS.AtLeastOnce);
        await client.SendAsync(new DisconnectPacket());
        await client.ReadEndAsync();
        client = await broker.ConnectAsync("c", with: c => c with { SessionExpiryInterval = 100 });
        Assert.False(client.ConnAck.SessionPresent);
        Assert.Equal(ReasonCode.NoMatchingSubscribers, await client.PublishAckedAsync("t", "x"));
        Assert.Equal(0, broker.Broker.GetStatistics().Subscriptions);
    }

    [Fact]
    public async Task Sessions_of_3_1_1_are_kept_without_clean_session()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient client = await broker.ConnectAsync("c", MqttVersion.V311, c => c with { CleanStart = false });
        await client.SubscribeAsync("t", QoS.AtLeastOnce);
        client.Cut();
        await TestBroker.UntilAsync(() => broker.Broker.GetStatistics().Connections == 0, "the connection ended");
        broker.Time.Advance(TimeSpan.FromDays(1000));
        RawClient publisher = await broker.ConnectAsync("p");
        await publisher.PublishAckedAsync("t", "kept");
        client = await broker.ConnectAsync("c", MqttVersion.V311, c => c with { CleanStart = false });
        Assert.True(client.ConnAck.SessionPresent);
        Assert.Equal("kept", (await client.ReadPublishAsync()).Text());
    }

    [Fact]
    public async Task A_takeover_disconnects_the_old_connection_with_0x8E_and_goes_on()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient old = await broker.ConnectKeptAsync("c");
        await old.SubscribeAsync("t", QoS.AtLeastOnce);
        RawClient next = await broker.ConnectKeptAsync("c");
        Assert.True(next.ConnAck.SessionPresent);
        Assert.Equal(ReasonCode.SessionTakenOver, await old.ReadEndAsync());
        await next.PublishAckedAfterOwnMessageAsync("t", "still subscribed");
    }

    [Fact]
    public async Task Disconnect_may_change_the_expiry_but_not_from_zero()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient client = await broker.ConnectKeptAsync("c");
        await client.SendAsync(new DisconnectPacket { SessionExpiryInterval = 0 });
        await client.ReadEndAsync();
        Assert.Equal(0, broker.Broker.GetStatistics().Sessions);
        client = await broker.ConnectAsync("c");
        await client.SendAsync(new DisconnectPacket { SessionExpiryInterval = 5 });
        Assert.Equal(ReasonCode.ProtocolError, await client.ReadEndAsync());
    }

    [Fact]
    public async Task A_qos_2_delivery_that_was_received_is_released_again_after_resume_and_not_sent_again()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient client = await broker.ConnectKeptAsync("c");
        await client.SubscribeAsync("t", QoS.ExactlyOnce);
        RawClient publisher = await broker.ConnectAsync("p");
        await publisher.PublishAsync("t", "x", QoS.ExactlyOnce);
        PublishPacket message = await client.ReadPublishAsync();
        await client.AckAsync(PacketType.PubRec, message.PacketId);
        await client.ReadAckAsync(PacketType.PubRel);
        client.Cut();
        client = await broker.ConnectKeptAsync("c");
        Assert.Equal(message.PacketId, (await client.ReadAckAsync(PacketType.PubRel)).PacketId);
        await client.AckAsync(PacketType.PubComp, message.PacketId);
        await client.AssertNothingAsync();
        Assert.Equal(0, broker.Broker.GetStatistics().InflightMessages);
    }

    [Fact]
    public async Task A_received_qos_2_message_is_known_after_resume()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("t", QoS.ExactlyOnce);
        RawClient publisher = await broker.ConnectKeptAsync("p");
        await publisher.PublishAsync("t", "x", QoS.ExactlyOnce, id: 4);
        await publisher.ReadAckAsync(PacketType.PubRec);
        publisher.Cut();
        publisher = await broker.ConnectKeptAsync("p");
        await publisher.PublishAsync("t", "x", QoS.ExactlyOnce, id: 4, duplicate: true);
        await publisher.ReadAckAsync(PacketType.PubRec);
        await publisher.AckAsync(PacketType.PubRel, 4);
        await publisher.ReadAckAsync(PacketType.PubComp);
        Assert.Single(await subscriber.DrainAsync());
    }

    [Fact]
    public async Task Unknown_identifiers_are_answered_with_0x92()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient client = await broker.ConnectAsync("c");
        await client.AckAsync(PacketType.PubRel, 77);
        AckPacket comp = await client.ReadAckAsync(PacketType.PubComp);
        Assert.Equal((77, ReasonCode.PacketIdentifierNotFound), (comp.PacketId, comp.ReasonCode));
        await client.AckAsync(PacketType.PubRec, 78);
        AckPacket rel = await client.ReadAckAsync(PacketType.PubRel);
        Assert.Equal((78, ReasonCode.PacketIdentifierNotFound), (rel.PacketId, rel.ReasonCode));
        await client.AckAsync(PacketType.PubAck, 79);
        await client.AckAsync(PacketType.PubComp, 80);
        await client.AssertNothingAsync();
    }

    [Fact]
    public async Task A_smaller_receive_maximum_on_resume_paces_what_is_sent_again()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient client = await broker.ConnectKeptAsync("c");
        await client.SubscribeAsync("t", QoS.AtLeastOnce);
        RawClient publisher = await broker.ConnectAsync("p");
        for (int i = 0; i < 5; i++)
        {
            await publisher.PublishAckedAsync("t", $"{i}");
        }

        Assert.Equal(5, (await client.DrainAsync()).Count);
        client.Cut();
        client = await broker.ConnectKeptAsync("c", c => c with { ReceiveMaximum = 2 });
        await publisher.PublishAckedAsync("t", "5");
        var seen = new List<string>();
        for (List<PacketFrame> frames = await client.DrainAsync(); frames.Count > 0; frames = await client.DrainAsync())
        {
            Assert.InRange(frames.Count, 1, 2);
            foreach (PacketFrame frame in frames)
            {
                PublishPacket message = PublishPacket.Read(frame, MqttVersion.V500);
                Assert.Equal(message.Text() != "5", message.Duplicate);
                seen.Add(message.Text());
                await client.AckAsync(PacketType.PubAck, message.PacketId);
            }
        }

        Assert.Equal(["0", "1", "2", "3", "4", "5"], seen);
    }

    [Fact]
    public async Task Losing_sessions_cuts_connections_and_forgets_everything_but_retained_messages()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient client = await broker.ConnectKeptAsync("c");
        await client.SubscribeAsync("t", QoS.AtLeastOnce);
        await client.PublishAsync("kept", "x", retain: true);
        await client.AssertNothingAsync();
        broker.Broker.LoseSessions();
        Assert.Null(await client.ReadEndAsync());
        Assert.Equal((0, 0, 1), (broker.Broker.GetStatistics().Sessions, broker.Broker.GetStatistics().Subscriptions, broker.Broker.GetStatistics().RetainedMessages));
        client = await broker.ConnectKeptAsync("c");
        Assert.False(client.ConnAck.SessionPresent);
    }

    [Fact]
    public async Task CVE_2026_22040_a_storm_of_takeovers_with_changing_subscriptions_leaves_one_session_and_one_connection()
    {
        // Time moves on below; a connection that is slow to begin is not to run out of it.
        await using TestBroker broker = await TestBroker.StartAsync(o => o.ConnectTimeout = TimeSpan.FromHours(1));
        RawClient bystander = await broker.ConnectAsync("bystander");
        await bystander.SubscribeAsync("quiet", QoS.AtLeastOnce);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            for (int i = 0; i < 500; i++)
            {
                RawClient client = await broker.OpenAsync();
                await UnlessClosedAsync(async () =>
                {
                    await client.SendAsync(new ConnectPacket { ClientId = "same", CleanStart = i % 3 == 0, SessionExpiryInterval = 10 });
                    await client.SendAsync(new SubscribePacket { PacketId = 1, Subscriptions = [new SubscriptionRequest($"t/{i % 5}", default)] });
                    await client.PublishAsync("t/1", "x", QoS.AtLeastOnce);
                    await client.SendAsync(new UnsubscribePacket { PacketId = 2, Filters = [$"t/{(i + 2) % 5}"] });
                    await client.SendAsync(new SubscribePacket { PacketId = 3, Subscriptions = [new SubscriptionRequest($"$share/g/t/{i % 2}", default)] });
                });
                BrokerStatistics during = broker.Broker.GetStatistics();
                Assert.InRange(during.Sessions, 1, 2);
                Assert.InRange(during.Subscriptions, 1, 8);
            }
        }));
        await TestBroker.UntilAsync(
            () =>
            {
                broker.Time.Advance(TimeSpan.FromSeconds(3));
                return broker.Broker.GetStatistics() is { ConnectionsAccepted: 4001, Connections: <= 2 };
            },
            "all have been served and at most one of them is left");
        RawClient last = await broker.ConnectKeptAsync("same");
        await last.UnsubscribeAsync("t/0", "t/1", "t/2", "t/3", "t/4", "$share/g/t/0", "$share/g/t/1");
        BrokerStatistics statistics = broker.Broker.GetStatistics();
        Assert.Equal((2, 1), (statistics.Sessions, statistics.Subscriptions));
        await last.SubscribeAsync("after", QoS.AtLeastOnce);
        await last.PublishAckedAfterOwnMessageAsync("after", "the storm");
        await bystander.PublishAckedAfterOwnMessageAsync("quiet", "unharmed");
    }

    [Fact]
    public async Task Of_connections_that_race_for_a_session_exactly_one_is_left_and_gets_its_messages()
    {
        // Time moves on below; a connection that is slow to begin is not to run out of it.
        await using TestBroker broker = await TestBroker.StartAsync(o => o.ConnectTimeout = TimeSpan.FromHours(1));
        RawClient publisher = await broker.ConnectAsync("p");
        for (int round = 0; round < 50; round++)
        {
            RawClient[] racers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => broker.OpenAsync()));
            await Task.WhenAll(racers.Select(racer => Task.Run(() => UnlessClosedAsync(async () =>
            {
                await racer.SendAsync(new ConnectPacket { ClientId = "same", SessionExpiryInterval = 10 });
                await racer.SendAsync(new SubscribePacket { PacketId = 1, Subscriptions = [new SubscriptionRequest("t", new SubscriptionOptions(QoS.AtLeastOnce))] });
            }))));
            await TestBroker.UntilAsync(
                () =>
                {
                    broker.Time.Advance(TimeSpan.FromSeconds(3));
                    return broker.Broker.GetStatistics() is { Connections: 2, Subscriptions: 1 } statistics && statistics.ConnectionsAccepted == 1 + (4 * (round + 1));
                },
                "one racer is left");
            Assert.Equal(ReasonCode.Success, await publisher.PublishAckedAsync("t", $"{round}"));
            int received = 0;
            foreach (RawClient racer in racers)
            {
                while (await racer.TryReadAsync() is { } frame)
                {
                    if (frame.Type == PacketType.Publish && PublishPacket.Read(frame, MqttVersion.V500) is { } message && message.Text() == $"{round}")
                    {
                        received++;
                        await racer.AckAsync(PacketType.PubAck, message.PacketId);
                        racer.Cut();
                    }
                }
            }

            Assert.Equal(1, received);
        }
    }

    // Who loses a race is cut off, perhaps before it has sent everything.
    private static async Task UnlessClosedAsync(Func<Task> send)
    {
        try
        {
            await send();
        }
        catch (MqttTransportException e) when (e.Failure == TransportFailure.ConnectionLost)
        {
        }
    }
}
