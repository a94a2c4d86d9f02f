namespace Topiary.Testing.Tests;

public sealed class InMemoryBrokerTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Raw_clients_talk_over_it()
    {
        await using var broker = new InMemoryBroker();
        var (sender, receiver) = (broker.CreateClient(), broker.CreateClient());
        await sender.ConnectAsync(Ct);
        await receiver.ConnectAsync(Ct);
        await using var messages = receiver.Messages("a/+").GetAsyncEnumerator(Ct);
        var next = messages.MoveNextAsync();
        await broker.IdleAsync(Ct);
        await sender.PublishAsync("a/b", "hello", ct: Ct);
        Assert.True(await next);
        Assert.Equal("hello", messages.Current.GetText());
        var published = Assert.Single(broker.Published("a/#"));
        Assert.Equal(("a/b", "hello", QoS.AtLeastOnce), (published.Topic, published.GetText(), published.QoS));
    }

    [Theory]
    [InlineData(QoS.AtLeastOnce, PacketType.PubAck)]
    [InlineData(QoS.ExactlyOnce, PacketType.PubRec)]
    [InlineData(QoS.ExactlyOnce, PacketType.PubComp)]
    public async Task A_connection_cut_at_an_acknowledgement_is_resumed(QoS qos, PacketType acknowledgement)
    {
        await using var broker = new InMemoryBroker();
        var client = broker.CreateClient();
        await client.ConnectAsync(Ct);
        broker.Faults.CutConnectionAtNext(acknowledgement);
        var published = client.PublishAsync("a", "x", qos, ct: Ct).AsTask();
        broker.Time.Advance(TimeSpan.FromMinutes(1));
        await published;
        await broker.IdleAsync(Ct);
        Assert.Equal(0, broker.Faults.Pending);
        Assert.Equal(1, client.Statistics.Reconnects);
        Assert.Equal(qos == QoS.ExactlyOnce ? 1 : 2, broker.Published("a").Count);
    }

    [Fact]
    public async Task A_delayed_packet_arrives_when_its_time_has_come()
    {
        await using var broker = new InMemoryBroker();
        var client = broker.CreateClient();
        await client.ConnectAsync(Ct);
        broker.Faults.DelayNext(PacketType.Publish, TimeSpan.FromSeconds(3));
        var published = client.PublishAsync("a", "x", ct: Ct).AsTask();
        broker.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.False(published.IsCompleted);
        Assert.Empty(broker.Published());
        broker.Time.Advance(TimeSpan.FromSeconds(1));
        await published;
        Assert.Single(broker.Published());
    }

    [Fact]
    public async Task A_duplicated_message_arrives_twice_at_QoS_0_and_once_at_QoS_2()
    {
        await using var broker = new InMemoryBroker();
        var client = broker.CreateClient();
        await client.ConnectAsync(Ct);
        broker.Faults.DuplicateNext(PacketType.Publish);
        await client.PublishAsync("zero", "x", QoS.AtMostOnce, ct: Ct);
        await broker.IdleAsync(Ct);
        broker.Faults.DuplicateNext(PacketType.Publish);
        await client.PublishAsync("two", "x", QoS.ExactlyOnce, ct: Ct);
        await broker.IdleAsync(Ct);
        Assert.Equal(2, broker.Published("zero").Count);
        Assert.Single(broker.Published("two"));
    }

    [Fact]
    public async Task What_keeps_it_from_being_idle_is_named()
    {
        await using var broker = new InMemoryBroker { IdleTimeout = TimeSpan.FromMilliseconds(300) };
        var client = broker.CreateClient(options => options with { ClientId = "slow" });
        await client.ConnectAsync(Ct);
        broker.Faults.DropNext(PacketType.PubAck);
        var published = client.PublishAsync("a", "x", ct: Ct).AsTask();
        var thrown = await Assert.ThrowsAsync<TimeoutException>(() => broker.IdleAsync(Ct));
        Assert.Equal(
            "Not idle after 0.3 s of real time: client 'slow' (Connected) waits for 1 acknowledgements. What waits for virtual time moves on with Time.Advance.",
            thrown.Message);
        broker.Time.Advance(TimeSpan.FromMinutes(1));
        await Assert.ThrowsAsync<TimeoutException>(() => published);
    }
}
