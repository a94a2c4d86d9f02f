using Topiary.Storage.Simulation;

namespace Topiary.Storage.Tests;

/// <summary>Every call to the disk fails once, in every way in which it can.</summary>
public sealed class FaultTests
{
    private const int Steps = 40;

    public static TheoryData<string> Faults() => ["error", "short write", "full"];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task An_error_of_any_call_loses_nothing_that_was_acknowledged(string fault)
    {
        var failed = 0;
        for (var seed = 1; seed <= 3; seed++)
        {
            for (var number = 0L; ; number++)
            {
                var history = new History(2000 + seed);
                var disk = new SimulatedDisk();
                if (!await RunAsync(history, disk, fault, number))
                {
                    break;
                }

                failed++;
            }
        }

        Assert.True(failed > 100, $"Only {failed} calls were made to fail.");
    }

    /// <returns>Whether there was a call with that number.</returns>
    private static async Task<bool> RunAsync(History history, SimulatedDisk disk, string fault, long number)
    {
        var time = new ManualTime();
        var cuts = new List<(SimulatedDisk Disk, long Acknowledged, SimulatedOperation Operation)>();
        var random = new Random((int)number);
        var reached = false;
        disk.BeforeOperation = operation =>
        {
            if (operation.Number == number)
            {
                reached = true;
                throw Fault(fault);
            }

            if (reached)
            {
                cuts.Add(random.Next(2) == 0
                    ? (disk.CutPower(random, random.NextDouble()), history.OnDisk, operation)
                    : (disk.Kill(), history.InSystem, operation));
            }
        };
        await LiveAsync(history, disk, time, $"{fault} at {number}");
        foreach (var (cut, acknowledged, operation) in cuts.Where(_ => random.Next(8) == 0))
        {
            await history.CheckAsync(cut, acknowledged, $"{fault} at {number}, cut or killed before {operation}");
        }

        disk.BeforeOperation = null;
        Assert.Equal(history.Changes, await history.CheckAsync(disk.CutPower(random, 0), history.OnDisk, $"{fault} at {number}, and closed"));
        return reached;
    }

    private static async Task LiveAsync(History history, SimulatedDisk disk, ManualTime time, string what)
    {
        TestLog log;
        try
        {
            log = await TestLog.OpenAsync(disk, TestLog.Options with { TimeProvider = time });
        }
        catch (LogFailedException)
        {
            // It could not be opened for the error, and says so; the next attempt works.
            log = await TestLog.OpenAsync(disk, TestLog.Options with { TimeProvider = time });
        }

        await using (log)
        {
            await history.RunAsync(log, Steps);
            do
            {
                await history.CommitAsync(log, LogDurability.Disk);
                await Eventually.TrueAsync(
                    () =>
                    {
                        // The log tries again by itself.
                        time.Advance(TimeSpan.FromSeconds(1));
                        return log.Log.State == LogState.Healthy;
                    },
                    $"Seed {history.Seed}, {what}: the log is {log.Log.State} for ever.");
            }
            while (history.OnDisk < history.Changes);
        }
    }

    private static IOException Fault(string fault) => fault switch
    {
        "error" => new IOException("Input/output error (simulated)", 5),
        "short write" => new ShortWriteException(0.6),
        _ => SimulatedDisk.NoSpace(),
    };
}
