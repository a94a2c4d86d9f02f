using Topiary.Broker.Tests;
using Topiary.Protocol;
using Topiary.Storage.Simulation;

namespace Topiary.Broker.Persistence.Tests;

/// <summary>Wills while the disk does not work: nobody could be told that one was refused.</summary>
public sealed class RefusedWillTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(3600, true)]
    public async Task The_will_of_a_session_that_is_not_kept_is_delivered_and_leaves_no_record_that_waits_for_the_disk(int expiry, bool isRecorded)
    {
        var disk = new SimulatedDisk();
        var store = new FileBrokerStore(disk.Directory(), new FileStoreOptions { CommitDelay = TimeSpan.Zero, MinimumFreeBytes = 0 });
        await using TestBroker broker = await TestBroker.StartAsync(options => options.Store = store);
        RawClient subscriber = await broker.ConnectKeptAsync("s");
        await subscriber.SubscribeAsync("will", QoS.AtLeastOnce);
        RawClient client = await broker.ConnectAsync("c", with: packet => packet with
        {
            SessionExpiryInterval = (uint)expiry,
            Will = new WillMessage { Topic = "will", Payload = "gone"u8.ToArray(), QoS = QoS.AtLeastOnce },
        });
        disk.BeforeOperation = _ => throw new IOException("It failed (simulated).");
        RawClient publisher = await broker.ConnectAsync("p");
        await publisher.PublishAsync("will", "lost", QoS.AtLeastOnce);
        Assert.Equal("lost", (await subscriber.ReadPublishAsync()).Text());
        await publisher.ReadEndAsync();
        await TestBroker.UntilAsync(() => store.Refusal is not null, "the store refuses");

        long records = store.GetStatistics().Records;
        client.Cut();
        Assert.Equal("gone", (await subscriber.ReadPublishAsync()).Text());
        await TestBroker.UntilAsync(() => broker.Broker.GetStatistics().Connections == 1, "the client has gone");
        Assert.Equal(isRecorded, store.GetStatistics().Records > records);
        disk.BeforeOperation = null;
    }
}
