using Topiary.Storage.Simulation;

namespace Topiary.Storage.Tests;

public sealed class GroupCommitTests
{
    [Fact]
    public async Task Commits_one_after_the_other_cost_one_sync_each_and_no_delay()
    {
        // The clock stands still: a commit that waited for company would wait for ever.
        await using var log = await TestLog.OpenAsync(new SimulatedDisk(), TestLog.Options with { CommitDelay = TimeSpan.FromMilliseconds(2), SegmentBytes = 1024 * 1024, TimeProvider = new ManualTime() });
        var before = log.Log.GetStatistics().Syncs;
        for (var index = 0; index < 200; index++)
        {
            log.Owner.SetValue(index, "value");
            await log.CommitAsync();
        }

        Assert.Equal(200, log.Log.GetStatistics().Syncs - before);
        Assert.Equal(200, log.Log.GetStatistics().Commits);
    }

    [Fact]
    public async Task What_is_committed_already_costs_nothing()
    {
        await using var log = await TestLog.OpenAsync(new SimulatedDisk());
        var entry = log.Owner.SetValue(1, "value");
        await log.CommitAsync();
        var before = log.Log.GetStatistics().Syncs;
        Assert.True(log.Log.CommitAsync(entry.Position, LogDurability.Disk).AsTask().IsCompletedSuccessfully);
        Assert.True(log.Log.CommitAsync(entry.Position, LogDurability.Process).AsTask().IsCompletedSuccessfully);
        log.Owner.SetValue(1, "other");
        Assert.True(log.Log.CommitAsync(log.Log.LastPosition, LogDurability.Memory).AsTask().IsCompletedSuccessfully);
        Assert.Equal(before, log.Log.GetStatistics().Syncs);
    }

    [Fact]
    public async Task Those_who_commit_while_a_sync_runs_share_the_next_one()
    {
        var disk = new SimulatedDisk();
        await using var log = await TestLog.OpenAsync(disk, TestLog.Options with { SegmentBytes = 1024 * 1024 });
        using var inSync = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        disk.BeforeOperation = operation =>
        {
            if (operation.Call == SimulatedCall.Sync && !goOn.IsSet)
            {
                inSync.Set();
                goOn.Wait();
            }
        };
        var before = log.Log.GetStatistics().Syncs;
        log.Owner.SetValue(0, "first");
        var first = log.CommitAsync();
        inSync.Wait(TestContext.Current.CancellationToken);
        var others = Enumerable.Range(1, 99).Select(key =>
        {
            log.Owner.SetValue(key, "other");
            return log.CommitAsync();
        }).ToList();
        Assert.DoesNotContain(others, commit => commit.IsCompleted);
        goOn.Set();
        await first;
        await Task.WhenAll(others);
        Assert.Equal(2, log.Log.GetStatistics().Syncs - before);
    }

    [Fact]
    public async Task While_there_is_company_a_sync_waits_for_it_and_no_longer_than_it_may()
    {
        var time = new ManualTime();
        await using var log = await TestLog.OpenAsync(new SimulatedDisk(), TestLog.Options with { CommitDelay = TimeSpan.FromMilliseconds(2), SegmentBytes = 1024 * 1024, TimeProvider = time });
        await ShareAsync(log, 3);

        // Three shared the last sync, so the next one waits for three.
        log.Owner.SetValue(1, "a");
        var one = log.CommitAsync();
        log.Owner.SetValue(2, "b");
        var two = log.CommitAsync();
        var syncs = log.Log.GetStatistics().Syncs;
        Assert.False(one.IsCompleted);
        log.Owner.SetValue(3, "c");
        await log.CommitAsync();
        await Task.WhenAll(one, two);
        Assert.Equal(syncs + 1, log.Log.GetStatistics().Syncs);

        // One who comes alone now waits once for the two milliseconds, and then never again.
        log.Owner.SetValue(1, "d");
        var alone = log.CommitAsync();
        Assert.False(alone.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(2));
        await alone;
        log.Owner.SetValue(1, "e");
        await log.CommitAsync();
    }

    [Fact]
    public async Task A_full_batch_does_not_wait_for_company()
    {
        await using var log = await TestLog.OpenAsync(
            new SimulatedDisk(), TestLog.Options with { CommitDelay = TimeSpan.FromDays(1), SegmentBytes = 1024 * 1024, CommitBytes = 4000, TimeProvider = new ManualTime() });
        await ShareAsync(log, 3);
        log.Owner.SetValue(1, new string('x', 5000));
        await log.CommitAsync();
    }

    [Fact]
    public async Task A_hundred_publishers_need_far_fewer_syncs_than_messages()
    {
        await using var log = await TestLog.OpenAsync(new SimulatedDisk(), TestLog.Options with { CommitDelay = TimeSpan.FromMilliseconds(2), SegmentBytes = 16 * 1024 * 1024 });
        await Task.WhenAll(Enumerable.Range(0, 100).Select(publisher => Task.Run(async () =>
        {
            for (var index = 0; index < 50; index++)
            {
                var entry = log.Owner.SetValue(publisher, $"{index}");
                await log.Log.CommitAsync(entry.Position, LogDurability.Disk);
            }
        })));
        var statistics = log.Log.GetStatistics();
        Assert.Equal(5000, statistics.Records);
        Assert.True(statistics.Syncs < 1000, $"{statistics.Syncs} syncs for 5000 messages of 100 publishers.");
        Assert.True(statistics.Commit99 > TimeSpan.Zero);
    }

    [Fact]
    public async Task Committing_to_the_system_writes_and_does_not_sync()
    {
        var disk = new SimulatedDisk();
        await using var log = await TestLog.OpenAsync(disk);
        var syncs = disk.Syncs;
        log.Owner.SetValue(1, "value");
        await log.CommitAsync(LogDurability.Process);
        Assert.Equal(syncs, disk.Syncs);
        await using var killed = await TestLog.OpenAsync(disk.Kill());
        Assert.Equal("value", killed.Owner.Values[1]);
        await using var cut = await TestLog.OpenAsync(disk.CutPower(new Random(1), 0));
        Assert.Empty(cut.Owner.Values);
    }

    [Fact]
    public async Task What_nobody_commits_is_written_after_a_while()
    {
        var time = new ManualTime();
        var disk = new SimulatedDisk();
        await using var log = await TestLog.OpenAsync(disk, TestLog.Options with { FlushInterval = TimeSpan.FromSeconds(1), TimeProvider = time });
        log.Owner.SetValue(1, "value");
        time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(() => log.Log.GetStatistics().Writes == 1, "nothing was written");
        await using var killed = await TestLog.OpenAsync(disk.Kill());
        Assert.Equal("value", killed.Owner.Values[1]);
    }

    [Fact]
    public async Task A_cancelled_commit_leaves_the_others_alone()
    {
        var time = new ManualTime();
        await using var log = await TestLog.OpenAsync(new SimulatedDisk(), TestLog.Options with { CommitDelay = TimeSpan.FromMilliseconds(2), TimeProvider = time });
        await ShareAsync(log, 3);
        using var cancel = new CancellationTokenSource();
        log.Owner.SetValue(1, "a");
        var cancelled = log.Log.CommitAsync(log.Log.LastPosition, LogDurability.Disk, cancel.Token).AsTask();
        var other = log.CommitAsync();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        time.Advance(TimeSpan.FromMilliseconds(2));
        await other;
    }

    [Fact]
    public async Task Appending_and_committing_allocate_next_to_nothing()
    {
        await using var log = await TestLog.OpenAsync(new SimulatedDisk(), TestLog.Options with { SegmentBytes = 64 * 1024 * 1024 });
        var body = new byte[100];
        Append(1000);
        await log.CommitAsync();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Append(1000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Append(int count)
        {
            for (var index = 0; index < count; index++)
            {
                log.Log.MarkDead(log.Log.Append(TestOwner.Removed, body));
            }
        }
    }

    /// <summary>Makes several commits share a sync.</summary>
    private static async Task ShareAsync(TestLog log, int count)
    {
        using var inSync = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        log.Disk.BeforeOperation = operation =>
        {
            if (operation.Call == SimulatedCall.Sync && !goOn.IsSet)
            {
                inSync.Set();
                goOn.Wait();
            }
        };
        log.Owner.SetValue(100, "first");
        var first = log.CommitAsync();
        inSync.Wait(TestContext.Current.CancellationToken);
        var others = Enumerable.Range(0, count).Select(key =>
        {
            log.Owner.SetValue(key, "other");
            return log.CommitAsync();
        }).ToList();
        goOn.Set();
        await first;
        await Task.WhenAll(others);
        log.Disk.BeforeOperation = null;
    }
}
