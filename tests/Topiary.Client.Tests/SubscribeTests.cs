using Topiary.Client.Tests.Scripting;
using Topiary.Protocol;

namespace Topiary.Client.Tests;

public sealed class SubscribeTests
{
    [Fact]
    public async Task Subscribe_completes_with_what_the_broker_granted()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync();
        Task<MqttSubscribeResult> subscribing = client.SubscribeAsync("a/+", QoS.ExactlyOnce).AsTask();
        SubscribePacket packet = await peer.ExpectSubscribeAsync();
        Assert.Equal(new SubscriptionRequest("a/+", new SubscriptionOptions(QoS.ExactlyOnce)), Assert.Single(packet.Subscriptions));
        Assert.Equal(1u, packet.SubscriptionIdentifier);
        peer.Send(new SubAckPacket { PacketId = packet.PacketId, ReasonCodes = [ReasonCode.GrantedQoS1] });
        Assert.Equal(new MqttSubscribeResult("a/+", QoS.AtLeastOnce), await subscribing.Soon());

        Task unsubscribing = client.UnsubscribeAsync("a/+").AsTask();
        UnsubscribePacket unsubscribe = await peer.ExpectUnsubscribeAsync();
        Assert.Equal(["a/+"], unsubscribe.Filters);
        Assert.False(unsubscribing.IsCompleted);
        peer.Send(new UnsubAckPacket { PacketId = unsubscribe.PacketId, ReasonCodes = [ReasonCode.Success] });
        await unsubscribing.Soon();
        Assert.Equal(0, client.Statistics.PendingSubscriptions);
    }

    [Fact]
    public async Task A_refused_subscription_fails_and_is_forgotten()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync();
        Task<MqttSubscribeResult> subscribing = client.SubscribeAsync("a").AsTask();
        SubscribePacket packet = await peer.ExpectSubscribeAsync();
        peer.Send(new SubAckPacket { PacketId = packet.PacketId, ReasonCodes = [ReasonCode.NotAuthorized] });
        MqttSubscribeException e = await Assert.ThrowsAsync<MqttSubscribeException>(subscribing.Soon);
        Assert.Equal("Subscription to 'a' was refused by the broker: 0x87 NotAuthorized.", e.Message);
        Assert.Equal(("a", ReasonCode.NotAuthorized), (e.Filter, e.ReasonCode));
        peer.Cut();
        peer = await server.ReconnectAsync(client, sessionPresent: false);
        await peer.ExpectNothingElseAsync();
    }

    [Theory]
    [InlineData("a/#/b", "'a/#/b' is no topic filter: ")]
    [InlineData("", "'' is no topic filter: ")]
    public async Task A_bad_filter_is_refused(string filter, string text)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        MqttClient client = server.Client();
        ArgumentException e = await Assert.ThrowsAsync<ArgumentException>(() => client.SubscribeAsync(filter).Soon());
        Assert.StartsWith(text, e.Message);
    }

    [Fact]
    public async Task What_the_broker_does_not_support_is_refused_without_asking()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync(answer: new ConnAckPacket
        {
            WildcardSubscriptionAvailable = false, SharedSubscriptionAvailable = false, SubscriptionIdentifiersAvailable = false,
        });
        MqttSubscribeException wild = await Assert.ThrowsAsync<MqttSubscribeException>(() => client.SubscribeAsync("a/#").Soon());
        Assert.Equal("Subscription to 'a/#' refused: the broker does not support subscriptions with wildcards.", wild.Message);
        MqttSubscribeException shared = await Assert.ThrowsAsync<MqttSubscribeException>(() => client.SubscribeAsync("$share/g/a").Soon());
        Assert.Equal("Subscription to '$share/g/a' refused: the broker does not support shared subscriptions.", shared.Message);
        Task<MqttSubscribeResult> plain = client.SubscribeAsync("a").AsTask();
        Assert.Null((await peer.GrantAsync()).SubscriptionIdentifier);
        await plain.Soon();
    }

    [Fact]
    public async Task An_unanswered_subscribe_times_out_and_a_late_answer_is_taken_back()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync();
        Task<MqttSubscribeResult> subscribing = client.SubscribeAsync("a").AsTask();
        SubscribePacket packet = await peer.ExpectSubscribeAsync();
        server.Time.Advance(10);
        TimeoutException e = await Assert.ThrowsAsync<TimeoutException>(subscribing.Soon);
        Assert.Equal("Subscription to 'a' timed out after 00:00:10: the broker has not answered.", e.Message);
        peer.Send(new SubAckPacket { PacketId = packet.PacketId, ReasonCodes = [ReasonCode.GrantedQoS1] });
        Assert.Equal(["a"], (await peer.ExpectUnsubscribeAsync()).Filters);
    }

    [Fact]
    public async Task Cancelling_a_subscribe_gives_the_subscription_up()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync();
        using var cancel = new CancellationTokenSource();
        Task<MqttSubscribeResult> subscribing = client.SubscribeAsync("a", ct: cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(subscribing.Soon);
        await peer.GrantAsync();
        await peer.ExpectUnsubscribeAsync();
    }

    [Fact]
    public async Task Subscriptions_are_restored_when_the_session_is_lost_and_left_alone_when_it_is_not()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync();
        var receiver = new CollectingReceiver();
        Task subscribing = client.SubscribeAsync(new SubscriptionSpec("a", QoS.ExactlyOnce) { RetainHandling = RetainHandling.DoNotSend, NoLocal = true }, receiver, default).AsTask();
        await peer.GrantAsync();
        await subscribing.Soon();
        peer.Cut();
        peer = await server.ReconnectAsync(client, sessionPresent: true);
        await peer.ExpectNothingElseAsync();
        peer.Cut();
        peer = await server.ReconnectAsync(client, sessionPresent: false);
        SubscribePacket packet = await peer.GrantAsync();
        Assert.Equal(
            new SubscriptionRequest("a", new SubscriptionOptions(QoS.ExactlyOnce, NoLocal: true, RetainHandling: RetainHandling.DoNotSend)), Assert.Single(packet.Subscriptions));
        peer.Publish("a", "x");
        Assert.Equal("x", await receiver.NextTextAsync());
    }

    [Fact]
    public async Task A_subscription_made_before_connect_is_sent_with_the_first_connection()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        MqttClient client = server.Client(static o => o with { CleanStart = false });
        var receiver = new CollectingReceiver();
        Task subscribing = client.SubscribeAsync(new SubscriptionSpec("a"), receiver, default).AsTask();
        Task connecting = client.ConnectAsync().AsTask();
        ServerPeer peer = await server.NextAsync();
        Assert.False(peer.Connect.CleanStart);

        // What the broker kept since the last run comes right behind CONNACK and finds its receiver.
        peer.Accept(sessionPresent: true);
        peer.Publish("a", "kept", QoS.AtLeastOnce, 1);
        await connecting.Soon();
        await peer.GrantAsync();
        await subscribing.Soon();
        Assert.Equal("kept", await receiver.NextTextAsync());
    }

    [Fact]
    public async Task A_subscription_that_cannot_be_restored_is_reported_and_tried_again()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync();
        var lost = new TaskCompletionSource<MqttSubscribeException>();
        client.SubscriptionLost += (_, e) => lost.TrySetResult(e);
        Task subscribing = client.SubscribeAsync(new SubscriptionSpec("a"), new CollectingReceiver(), default).AsTask();
        await peer.GrantAsync();
        await subscribing.Soon();
        peer.Cut();
        peer = await server.ReconnectAsync(client, sessionPresent: false);
        SubscribePacket packet = await peer.ExpectSubscribeAsync();
        peer.Send(new SubAckPacket { PacketId = packet.PacketId, ReasonCodes = [ReasonCode.QuotaExceeded] });
        Assert.Equal(ReasonCode.QuotaExceeded, (await lost.Task.Soon()).ReasonCode);
        peer.Cut();
        peer = await server.ReconnectAsync(client, sessionPresent: false);
        await peer.GrantAsync();
    }

    [Fact]
    public async Task Receivers_of_one_filter_share_a_subscription_that_ends_with_the_last_of_them()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync();
        var first = new CollectingReceiver();
        var second = new CollectingReceiver();
        var spec = new SubscriptionSpec("a") { RetainHandling = RetainHandling.DoNotSend };
        Task<IAsyncDisposable> subscribing = client.SubscribeAsync(spec, first, default).AsTask();
        await peer.GrantAsync();
        IAsyncDisposable one = await subscribing.Soon();
        IAsyncDisposable two = await client.SubscribeAsync(spec, second, default).Soon();
        await peer.ExpectNothingElseAsync();
        peer.Publish("a", "x");
        Assert.Equal(("x", "x"), (await first.NextTextAsync(), await second.NextTextAsync()));
        await one.DisposeAsync().Soon();
        await one.DisposeAsync().Soon();
        peer.Publish("a", "y");
        Assert.Equal("y", await second.NextTextAsync());
        await peer.ExpectNothingElseAsync();
        Assert.Equal(0, first.Waiting);
        Task ending = two.DisposeAsync().AsTask();
        UnsubscribePacket packet = await peer.ExpectUnsubscribeAsync();
        peer.Send(new UnsubAckPacket { PacketId = packet.PacketId, ReasonCodes = [ReasonCode.Success] });
        await ending.Soon();
    }

    [Fact]
    public async Task A_second_receiver_raises_the_qos_and_gets_retained_messages()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync();
        Task subscribing = client.SubscribeAsync(new SubscriptionSpec("a", QoS.AtMostOnce), new CollectingReceiver(), default).AsTask();
        await peer.GrantAsync();
        await subscribing.Soon();
        subscribing = client.SubscribeAsync(new SubscriptionSpec("a", QoS.AtLeastOnce), new CollectingReceiver(), default).AsTask();
        SubscribePacket packet = await peer.GrantAsync();
        await subscribing.Soon();
        Assert.Equal((QoS.AtLeastOnce, RetainHandling.SendAtSubscribe, 1u), (packet.Subscriptions[0].Options.MaximumQoS, packet.Subscriptions[0].Options.RetainHandling, packet.SubscriptionIdentifier));
    }

    [Fact]
    public async Task A_receiver_that_joins_while_subscribe_is_under_way_waits_for_its_own_answer()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync();
        Task first = client.SubscribeAsync(new SubscriptionSpec("a", QoS.AtMostOnce), new CollectingReceiver(), default).AsTask();
        SubscribePacket packet = await peer.ExpectSubscribeAsync();
        Task second = client.SubscribeAsync(new SubscriptionSpec("a", QoS.ExactlyOnce), new CollectingReceiver(), default).AsTask();
        peer.Send(new SubAckPacket { PacketId = packet.PacketId, ReasonCodes = [ReasonCode.Success] });
        await first.Soon();
        packet = await peer.ExpectSubscribeAsync();
        Assert.Equal(QoS.ExactlyOnce, packet.Subscriptions[0].Options.MaximumQoS);
        Assert.False(second.IsCompleted);
        peer.Send(new SubAckPacket { PacketId = packet.PacketId, ReasonCodes = [ReasonCode.GrantedQoS2] });
        await second.Soon();
    }

    [Fact]
    public async Task A_receiver_that_joins_a_subscription_that_could_not_be_restored_asks_again()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync();
        var spec = new SubscriptionSpec("a") { RetainHandling = RetainHandling.DoNotSend };
        Task subscribing = client.SubscribeAsync(spec, new CollectingReceiver(), default).AsTask();
        await peer.GrantAsync();
        await subscribing.Soon();
        peer.Cut();
        peer = await server.ReconnectAsync(client, sessionPresent: false);
        SubscribePacket packet = await peer.ExpectSubscribeAsync();
        peer.Send(new SubAckPacket { PacketId = packet.PacketId, ReasonCodes = [ReasonCode.QuotaExceeded] });
        await peer.ExpectNothingElseAsync();
        subscribing = client.SubscribeAsync(spec, new CollectingReceiver(), default).AsTask();
        await peer.GrantAsync();
        await subscribing.Soon();
    }

    [Fact]
    public async Task A_filter_that_is_wanted_again_while_it_is_being_unsubscribed_is_subscribed_again()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync();
        Task<MqttSubscribeResult> subscribing = client.SubscribeAsync("a").AsTask();
        await peer.GrantAsync();
        await subscribing.Soon();
        Task unsubscribing = client.UnsubscribeAsync("a").AsTask();
        UnsubscribePacket packet = await peer.ExpectUnsubscribeAsync();
        subscribing = client.SubscribeAsync("a").AsTask();
        await peer.ExpectNothingElseAsync();
        peer.Send(new UnsubAckPacket { PacketId = packet.PacketId, ReasonCodes = [ReasonCode.Success] });
        await peer.GrantAsync();
        await subscribing.Soon();
        await unsubscribing.Soon();
    }

    [Fact]
    public async Task Disconnect_fails_a_subscribe_that_waits()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, _) = await server.ConnectAsync();
        Task<MqttSubscribeResult> subscribing = client.SubscribeAsync("a").AsTask();
        await client.DisconnectAsync().Soon();
        await Assert.ThrowsAsync<MqttDisconnectedException>(subscribing.Soon);
    }
}
