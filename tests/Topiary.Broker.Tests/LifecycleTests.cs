using Topiary.Protocol;
using Topiary.Transport;

namespace Topiary.Broker.Tests;

public sealed class LifecycleTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stopping_tells_mqtt_5_clients_and_publishes_wills_where_the_options_say_so(bool publishes)
    {
        await using TestBroker broker = await TestBroker.StartAsync(o => o.PublishWillsAtStop = publishes);
        RawClient five = await broker.ConnectAsync("five", with: c => c with { Will = new WillMessage { Topic = "t" } });
        RawClient three = await broker.ConnectAsync("three", MqttVersion.V311);
        await three.SubscribeAsync("#");
        ValueTask stopping = broker.Broker.StopAsync();
        Assert.Equal(ReasonCode.ServerShuttingDown, await five.ReadEndAsync());
        if (publishes)
        {
            Assert.Equal("t", (await three.ReadPublishAsync()).TopicText());
        }

        Assert.Null(await three.TryReadAsync());
        five.Cut();
        three.Cut();
        await stopping;
        Assert.Equal(0, broker.Broker.GetStatistics().Connections);
        await Assert.ThrowsAsync<MqttTransportException>(() => broker.OpenAsync());
    }

    [Theory]
    [InlineData(false, ReasonCode.UseAnotherServer)]
    [InlineData(true, ReasonCode.ServerMoved)]
    public async Task Clients_are_sent_to_another_server_and_let_in_again(bool isPermanent, ReasonCode expected)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient five = await broker.ConnectAsync("five");
        RawClient three = await broker.ConnectAsync("three", MqttVersion.V311);
        broker.Broker.Redirect(new ServerRedirection("other.example:1883", isPermanent));
        DisconnectPacket told = DisconnectPacket.Read(await five.ReadAsync(PacketType.Disconnect), MqttVersion.V500);
        Assert.Equal((expected, "other.example:1883"), (told.ReasonCode, told.ServerReference));
        Assert.Null(await three.TryReadAsync());
        RawClient late = await broker.OpenAsync();
        await late.SendAsync(new ConnectPacket { ClientId = "late" });
        ConnAckPacket refused = ConnAckPacket.Read(await late.ReadAsync(PacketType.ConnAck), MqttVersion.V500);
        Assert.Equal((expected, "other.example:1883"), (refused.ReasonCode, refused.ServerReference));
        broker.Broker.Redirect(null);
        await broker.ConnectAsync("late");
    }

    [Fact]
    public async Task Stopping_waits_no_longer_than_its_timeout_for_clients_that_do_not_read()
    {
        await using TestBroker broker = await TestBroker.StartAsync(o => o.ShutdownTimeout = TimeSpan.FromSeconds(1));
        RawClient client = await broker.ConnectAsync("c");
        Task stopping = broker.Broker.StopAsync().AsTask();
        while (!stopping.IsCompleted)
        {
            broker.Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        await stopping;
        await client.DisposeAsync();
    }

    [Fact]
    public async Task Clients_connect_over_tcp_and_memory_at_once()
    {
        await using var broker = new MqttBroker(new MqttBrokerOptions { Listeners = { "tcp://127.0.0.1:0" } });
        await broker.StartAsync();
        string address = Assert.Single(broker.Addresses);
        Assert.StartsWith("tcp://127.0.0.1:", address, StringComparison.Ordinal);
        TransportConnection transport = await new TcpConnector().ConnectAsync(MqttAddress.Parse(address), CancellationToken.None);
        await using var client = new RawClient(transport, MqttVersion.V500);
        await client.SendAsync(new ConnectPacket { ClientId = "c", CleanStart = true });
        await client.ReadAsync(PacketType.ConnAck);
        await client.SubscribeAsync("t", QoS.AtLeastOnce);
        await client.PublishAckedAfterOwnMessageAsync("t", "over tcp");
    }

    [Fact]
    public async Task A_busy_port_is_one_clear_error_and_leaves_nothing_behind()
    {
        await using var first = new MqttBroker(new MqttBrokerOptions { Listeners = { "tcp://127.0.0.1:0" } });
        await first.StartAsync();
        var network = new MemoryNetwork();
        await using var second = new MqttBroker(new MqttBrokerOptions { MemoryNetwork = network, Listeners = { "memory:m", first.Addresses[0] } });
        MqttTransportException e = await Assert.ThrowsAsync<MqttTransportException>(async () => await second.StartAsync());
        Assert.Equal(TransportFailure.AddressInUse, e.Failure);
        Assert.Contains(first.Addresses[0], e.Message, StringComparison.Ordinal);
        await using var third = new MqttBroker(new MqttBrokerOptions { MemoryNetwork = network, Listeners = { "memory:m" } });
        await third.StartAsync();
    }

    [Fact]
    public async Task Statistics_and_idleness_tell_what_is_under_way()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("t", QoS.AtLeastOnce);
        await client.AssertNothingAsync();
        await TestBroker.UntilAsync(() => broker.Broker.IsIdle, "the broker is idle");
        await client.PublishAsync("t", "x", QoS.AtLeastOnce, retain: true);
        PublishPacket message = await client.ReadPublishAsync();
        await client.ReadAckAsync(PacketType.PubAck);
        BrokerStatistics statistics = broker.Broker.GetStatistics();
        Assert.Equal((1, 1, 1, 1, 1L), (statistics.Connections, statistics.Sessions, statistics.Subscriptions, statistics.RetainedMessages, statistics.InflightMessages));
        Assert.Equal((1L, 1L, 1L), (statistics.MessagesReceived, statistics.MessagesDelivered, statistics.ConnectionsAccepted));
        Assert.False(broker.Broker.IsIdle);
        await client.AckAsync(PacketType.PubAck, message.PacketId);
        await client.AssertNothingAsync();
        await TestBroker.UntilAsync(() => broker.Broker.IsIdle, "the broker is idle again");
    }

    [Fact]
    public async Task Idle_connections_hold_no_buffers_and_deadlines_end_with_them()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient client = await broker.ConnectAsync("c", with: c => c with { KeepAlive = 60 });
        await client.AssertNothingAsync();
        Assert.Equal(1, broker.Broker.Core.Deadlines.Count);
        ClientConnection connection = Assert.Single(broker.Broker.Core.Connections.All);
        await TestBroker.UntilAsync(() => connection.HeldBytes == 0, "the buffers are given back");
        client.Cut();
        await TestBroker.UntilAsync(() => broker.Broker.GetStatistics().Connections == 0, "the connection ended");
        Assert.Equal(0, broker.Broker.Core.Deadlines.Count);
    }
}
