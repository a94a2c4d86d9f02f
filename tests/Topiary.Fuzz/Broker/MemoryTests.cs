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
        var bytes = new List<long> { await RoundAsync(run, 1) };
        for (int round = 2; round <= 6; round++)
        {
            // A leak adds to every round; what the runtime and earlier tests hold comes and goes.
            bytes.Add(await RoundAsync(run, round));
            if (round > 2 && bytes[^1] - bytes[^2] < Tolerance)
            {
                Assert.True(run.Sessions > 4000, $"{run.Sessions} sessions");
                return;
            }
        }

        Assert.Fail($"Bytes after each round: {string.Join(", ", bytes.Select(b => $"{b:N0}"))}");
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
