using Microsoft.Extensions.Logging.Abstractions;
using Topiary.Storage.Simulation;

namespace Topiary.Broker.Persistence.Tests;

/// <summary>What a store gives back, compared with a model that was told the same.</summary>
public sealed class RecoveryTests
{
    private static readonly FileStoreOptions s_options = new()
    {
        SegmentBytes = 8192,
        MinimumCompactionBytes = 1,
        CommitDelay = TimeSpan.Zero,
        MinimumFreeBytes = 0,
        MaximumDowntime = TimeSpan.FromDays(100_000),
    };

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 30)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_store_gives_back_what_it_was_told_through_restarts_and_compactions(int seed)
    {
        var disk = new SimulatedDisk();
        var history = new History(seed);
        long compacted = 0;
        for (int start = 0; start < 6; start++)
        {
            FileBrokerStore store = await OpenAsync(disk, history);
            for (int i = 0; i < 250; i++)
            {
                history.Step(store);
                if (i % 40 == 0)
                {
                    await store.CommitAsync(store.Position, DurabilityLevel.Disk);
                    store.RecordLog.RequestCompaction();
                }
            }

            // The history does not wait for compaction, which a busy machine may not have come to: it goes on until there was some.
            while (store.RecordLog.GetStatistics().SegmentsCompacted < 2)
            {
                history.Step(store);
                await store.CommitAsync(store.Position, DurabilityLevel.Disk);
                store.RecordLog.RequestCompaction();
            }

            await store.CommitAsync(store.Position, start % 2 == 0 ? DurabilityLevel.Disk : DurabilityLevel.Process);
            SimulatedDisk left = disk.Kill();
            compacted += store.RecordLog.GetStatistics().SegmentsCompacted;
            await store.DisposeAsync();
            disk = start % 3 == 0 ? disk : left;
        }

        await (await OpenAsync(disk, history)).DisposeAsync();
        Assert.True(compacted > 10, $"Only {compacted} segments were compacted.");
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task After_a_power_cut_a_store_gives_back_all_that_was_committed_and_then_a_part_of_what_followed_in_order(int seed)
    {
        var disk = new SimulatedDisk();
        var history = new History(seed);
        FileBrokerStore store = await OpenAsync(disk, history);
        var states = new List<string>();
        int committed = 0;
        for (int i = 0; i < 400; i++)
        {
            states.Add(StateText.Of(history.Model.State));
            if (history.Random.Next(10) == 0)
            {
                await store.CommitAsync(store.Position, DurabilityLevel.Disk);
                committed = states.Count - 1;
            }

            if (history.Random.Next(20) == 0)
            {
                SimulatedDisk after = disk.CutPower(new Random((seed * 1000) + i), history.Random.NextDouble());
                string found = await ReadAsync(after);
                Assert.True(
                    states.FindIndex(committed, state => state == found) >= 0,
                    $"seed {seed}, step {i}: what was found is none of the states since the commit at step {committed}.\n{found}\n--- committed\n{states[committed]}");
            }

            history.Step(store);
        }

        await store.DisposeAsync();
    }

    private static async Task<FileBrokerStore> OpenAsync(SimulatedDisk disk, History history)
    {
        var store = new FileBrokerStore(disk.Directory(), s_options);
        StoredState state = await store.OpenAsync(new StoreContext(TimeProvider.System, NullLoggerFactory.Instance), CancellationToken.None);
        Assert.Equal(StateText.Of(history.Model.State), StateText.Of(state));
        Assert.Equal(0, store.GetStatistics().Damages);
        history.Reload(state);
        return store;
    }

    private static async Task<string> ReadAsync(SimulatedDisk disk)
    {
        await using var store = new FileBrokerStore(disk.Directory(), s_options);
        return StateText.Of(await store.OpenAsync(new StoreContext(TimeProvider.System, NullLoggerFactory.Instance), CancellationToken.None));
    }
}
