using System.Runtime;

namespace Topiary.Fuzz;

/// <summary>What thousands of sessions leave in memory: nothing that grows. Nothing else may run beside it.</summary>
[Collection("Alone")]
public sealed class MemoryTests
{
    private const int Tolerance = 256 * 1024;

    [Fact]
    public async Task Thousands_of_sessions_leave_no_more_memory_than_those_before_them()
    {
        // One broker for all: what it does not let go of stays for the next round to add to.
        await using var run = new FuzzRun(new FuzzSettings(HasRights: false, ChecksDelivery: false, QueueLimit: 0, Overflow: default));
        await run.StartAsync();
        long warm = await RoundAsync(run, 1);
        long before = await RoundAsync(run, 2);
        long after = await RoundAsync(run, 3);
        Assert.True(run.Sessions > 4000, $"{run.Sessions} sessions");
        Assert.True(after - before < Tolerance, $"{warm:N0}, then {before:N0}, then {after:N0} bytes");
    }

    private static async Task<long> RoundAsync(FuzzRun run, int round)
    {
        await run.PlayAsync(BrokerFuzzer.Draw(round, 12_000), null);
        await run.ForgetConnectionsAsync();
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
