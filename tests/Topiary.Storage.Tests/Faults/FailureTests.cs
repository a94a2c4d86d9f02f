using Topiary.Storage.Simulation;

namespace Topiary.Storage.Tests;

/// <summary>What callers and operators see of an error.</summary>
public sealed class FailureTests
{
    [Fact]
    public async Task After_a_failed_sync_nothing_is_acknowledged_until_a_new_segment_has_it()
    {
        var time = new ManualTime();
        var disk = new SimulatedDisk();
        var broken = false;
        disk.BeforeOperation = operation =>
        {
            if (broken && operation.Call == SimulatedCall.Sync)
            {
                throw new IOException("Input/output error (simulated)", 5);
            }
        };
        await using var log = await TestLog.OpenAsync(disk, TestLog.Options with { TimeProvider = time });
        log.Owner.SetValue(1, "safe");
        await log.CommitAsync();
        broken = true;
        log.Owner.SetValue(2, "not safe");
        await Assert.ThrowsAsync<LogFailedException>(() => log.CommitAsync());
        Assert.Equal(LogState.Failed, log.Log.State);
        Assert.False(log.Log.Accepts);
        Assert.Equal(1, log.Log.GetStatistics().Failures);
        var error = await Assert.ThrowsAsync<LogFailedException>(() => log.CommitAsync());
        Assert.Contains("Input/output error", error.Message, StringComparison.Ordinal);
        Assert.Contains(".log' at ", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<LogFailedException>(() => log.CommitAsync(LogDurability.Disk));
        await log.CommitAsync(LogDurability.Memory);

        // The disk does not get better: the log stays as it is.
        time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(() => log.Log.GetStatistics().Failures == 2, "it did not try again");
        Assert.Equal(LogState.Failed, log.Log.State);

        // Pages that a failed sync has marked as clean would never get there: only what is written anew does.
        broken = false;
        log.Owner.SetValue(3, "written meanwhile");
        time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(() => log.Log.State == LogState.Healthy, "it did not recover");
        await log.CommitAsync();
        Assert.Equal([LogState.Failed, LogState.Healthy], log.Owner.States);
        await using var cut = await TestLog.OpenAsync(disk.CutPower(new Random(1), 0));
        Assert.Equal(log.Owner.Values, cut.Owner.Values);
        Assert.Empty(cut.Owner.Problems);
    }

    [Fact]
    public async Task A_full_disk_is_told_and_recovers_when_space_returns()
    {
        var time = new ManualTime();
        var disk = new SimulatedDisk { Capacity = 20_000 };
        await using var log = await TestLog.OpenAsync(disk, TestLog.Options with { TimeProvider = time });
        var acknowledged = 0;
        LogFullException? full = null;
        for (var key = 0; full is null; key++)
        {
            log.Owner.SetValue(key, new string('f', 200));
            try
            {
                await log.CommitAsync();
                acknowledged++;
            }
            catch (LogFullException exception)
            {
                full = exception;
            }
        }

        Assert.True(acknowledged > 50);
        Assert.Equal(LogState.Full, log.Log.State);
        Assert.False(log.Log.Accepts);
        Assert.Contains("full", full.Message, StringComparison.Ordinal);
        await using (var cut = await TestLog.OpenAsync(disk.CutPower(new Random(2), 0.5)))
        {
            Assert.True(cut.Owner.Values.Count >= acknowledged);
        }

        log.Owner.SetValue(-1, "bookkeeping goes on");
        disk.Capacity = 1_000_000;
        Assert.Equal(LogState.Full, log.Log.State);
        time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(() => log.Log.State == LogState.Healthy, "it did not recover");
        Assert.True(log.Log.Accepts);
        await log.CommitAsync();
        await using var after = await TestLog.OpenAsync(disk.CutPower(new Random(3), 0));
        Assert.Equal(log.Owner.Values, after.Owner.Values);
    }

    [Fact]
    public async Task Little_space_refuses_new_things_before_the_disk_is_full()
    {
        var time = new ManualTime();
        var disk = new SimulatedDisk { FreeBytes = 1000 };
        await using var log = await TestLog.OpenAsync(disk, TestLog.Options with { TimeProvider = time, MinimumFreeBytes = 5000 });
        Assert.Equal(LogState.LowSpace, log.Log.State);
        Assert.False(log.Log.Accepts);
        log.Owner.SetValue(1, "works still");
        await log.CommitAsync();
        disk.FreeBytes = 10_000;
        time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(() => log.Log.State == LogState.Healthy, "it did not notice");
        Assert.True(log.Log.Accepts);
        Assert.Equal([LogState.LowSpace, LogState.Healthy], log.Owner.States);
    }

    [Fact]
    public async Task What_cannot_be_refused_waits_in_memory_beyond_the_bound_and_none_of_it_is_lost()
    {
        var time = new ManualTime();
        var disk = new SimulatedDisk();
        await using var log = await TestLog.OpenAsync(disk, TestLog.Options with { TimeProvider = time, MaximumBufferedBytes = 1024 * 1024 });
        disk.BeforeOperation = _ => throw new IOException("Input/output error (simulated)", 5);
        log.Owner.SetValue(1, "a");
        await Assert.ThrowsAsync<LogFailedException>(() => log.CommitAsync());
        Fill(log, 3000);
        Assert.InRange(log.Log.GetStatistics().BufferedBytes, 3000 * 1000, 4000 * 1000);
        await Assert.ThrowsAsync<LogFailedException>(() => log.CommitAsync());
        disk.BeforeOperation = null;
        time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(() => log.Log.State == LogState.Healthy, "it did not recover");
        await log.CommitAsync();
        Assert.Equal(0, log.Log.GetStatistics().BufferedBytes);
        Assert.True(log.Log.Accepts);
        await using var after = await TestLog.OpenAsync(disk.CutPower(new Random(1), 0));
        Assert.Equal(log.Owner.Values, after.Owner.Values);
    }

    [Fact]
    public async Task Nothing_new_is_accepted_while_too_much_waits_for_a_disk_that_is_slow()
    {
        using var slow = new ManualResetEventSlim();
        var disk = new SimulatedDisk();
        await using var log = await TestLog.OpenAsync(disk, TestLog.Options with { MaximumBufferedBytes = 1024 * 1024 });
        disk.BeforeOperation = _ => slow.Wait();
        Fill(log, 900);
        Assert.True(log.Log.Accepts);
        Fill(log, 300);
        Assert.False(log.Log.Accepts);
        Assert.Equal(LogState.Healthy, log.Log.State);
        slow.Set();
        await log.CommitAsync();
        Assert.True(log.Log.Accepts);
    }

    private static void Fill(TestLog log, int count)
    {
        for (var key = 0; key < count; key++)
        {
            log.Owner.SetValue(key, new string('m', 1000));
        }
    }

    [Fact]
    public async Task Jumps_of_the_wall_clock_change_nothing()
    {
        var time = new ManualTime();
        await using var log = await TestLog.OpenAsync(new SimulatedDisk(), TestLog.Options with { TimeProvider = time, CommitDelay = TimeSpan.FromMilliseconds(2) });
        foreach (var jump in new[] { 3600, -7200, 86_400 * 365, -86_400 * 3000 })
        {
            time.JumpWallClock(TimeSpan.FromSeconds(jump));
            log.Owner.SetValue(jump, "value");
            await log.CommitAsync();
        }

        Assert.Equal(4, log.Owner.Values.Count);
    }

    [Fact]
    public async Task A_log_that_is_closed_says_so()
    {
        var log = await TestLog.OpenAsync(new SimulatedDisk());
        log.Owner.SetValue(1, "a");
        await log.DisposeAsync();
        Assert.Equal(LogState.Closed, log.Log.State);
        Assert.Throws<LogFailedException>(() => log.Owner.SetValue(2, "b"));
        await log.CommitAsync();
        await log.DisposeAsync();
    }
}
