using Microsoft.Extensions.Logging.Abstractions;
using Topiary.Storage.Simulation;

namespace Topiary.Broker.Persistence.Tests;

/// <summary>What a commit costs.</summary>
public sealed class CommitTests
{
    private const int Messages = 50;

    [Fact]
    public async Task A_publisher_that_waits_for_each_acknowledgement_costs_one_sync_a_message()
    {
        await using FileBrokerStore store = await OpenAsync();
        long before = store.GetStatistics().Syncs;
        for (int i = 0; i < Messages; i++)
        {
            Publish(store, i);
            await store.CommitAsync(store.Position, DurabilityLevel.Disk);
        }

        Assert.Equal(Messages, store.GetStatistics().Syncs - before);
    }

    [Fact]
    public async Task Commits_that_come_together_share_a_sync()
    {
        await using FileBrokerStore store = await OpenAsync();
        long before = store.GetStatistics().Syncs;
        var commits = new List<Task>();
        for (int i = 0; i < Messages; i++)
        {
            Publish(store, i);
            commits.Add(store.CommitAsync(store.Position, DurabilityLevel.Disk).AsTask());
        }

        await Task.WhenAll(commits);
        Assert.InRange(store.GetStatistics().Syncs - before, 1, Messages - 1);
    }

    [Fact]
    public async Task Level_process_writes_and_does_not_sync()
    {
        await using FileBrokerStore store = await OpenAsync();
        long before = store.GetStatistics().Syncs;
        for (int i = 0; i < Messages; i++)
        {
            Publish(store, i);
            await store.CommitAsync(store.Position, DurabilityLevel.Process);
        }

        Assert.InRange(store.GetStatistics().Syncs - before, 0, Messages / 4);
    }

    private static async Task<FileBrokerStore> OpenAsync()
    {
        var store = new FileBrokerStore(new SimulatedDisk().Directory(), new FileStoreOptions { CommitDelay = TimeSpan.Zero });
        await store.OpenAsync(new StoreContext(TimeProvider.System, NullLoggerFactory.Instance), CancellationToken.None);
        store.SetSession(new SessionRecord(1, "c", null, 100, null, DurabilityLevel.Disk, null));
        await store.CommitAsync(store.Position, DurabilityLevel.Disk);
        return store;
    }

    private static void Publish(FileBrokerStore store, int number) => store.Publish(new PublishRecord
    {
        Message = new StoredMessage("t"u8.ToArray(), default, new byte[100], QoS.AtLeastOnce, false, null),
        Deliveries = new[] { new DeliveryRecord(new DeliveryKey(1, number + 1), DeliveryState.Queued, 0, QoS.AtLeastOnce, false, []) },
    });
}
