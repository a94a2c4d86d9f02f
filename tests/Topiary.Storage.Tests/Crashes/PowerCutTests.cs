using Topiary.Storage.Simulation;

namespace Topiary.Storage.Tests;

/// <summary>The power goes before every single operation on the disk, in many histories; what was not synced is lost, kept or torn at random.</summary>
public sealed class PowerCutTests
{
    private const int Histories = 40;
    private const int Steps = 60;

    [Fact]
    public async Task What_was_committed_to_the_disk_survives_a_power_cut_anywhere_and_the_rest_is_a_prefix()
    {
        var cuts = 0;
        for (var seed = 1; seed <= Histories; seed++)
        {
            var history = new History(seed);
            var random = new Random(-seed);
            var moments = new List<(SimulatedDisk Disk, long Acknowledged, SimulatedOperation Operation)>();
            var disk = new SimulatedDisk();
            disk.BeforeOperation = operation => moments.Add((disk.CutPower(random, Survival(random)), history.OnDisk, operation));
            await RunAsync(history, disk);
            foreach (var (cut, acknowledged, operation) in moments)
            {
                await CheckAsync(history, cut, acknowledged, random, operation);
                cuts++;
            }
        }

        Assert.True(cuts >= 1000, $"Only {cuts} cuts were made.");
    }

    [Fact]
    public async Task What_was_committed_to_the_system_survives_a_kill_anywhere()
    {
        for (var seed = 1; seed <= Histories; seed++)
        {
            var history = new History(1000 + seed);
            var moments = new List<(SimulatedDisk Disk, long Acknowledged, SimulatedOperation Operation)>();
            var disk = new SimulatedDisk();
            disk.BeforeOperation = operation => moments.Add((disk.Kill(), history.InSystem, operation));
            await RunAsync(history, disk);
            foreach (var (killed, acknowledged, operation) in moments)
            {
                var moment = await history.CheckAsync(killed, acknowledged, $"killed before {operation}");
                await history.CheckAsync(killed.CutPower(new Random(seed), 0), moment, $"killed before {operation}, opened, and cut");
            }
        }
    }

    private static async Task RunAsync(History history, SimulatedDisk disk)
    {
        for (var life = 0; life < 2; life++)
        {
            await using var log = await TestLog.OpenAsync(disk);
            await history.RunAsync(log, Steps / 2);
        }
    }

    /// <summary>Opening it may be cut too, and what is there then must stay.</summary>
    private static async Task CheckAsync(History history, SimulatedDisk cut, long acknowledged, Random random, SimulatedOperation operation)
    {
        var again = new List<SimulatedDisk>();
        cut.BeforeOperation = _ => again.Add(cut.CutPower(random, Survival(random)));
        var moment = await history.CheckAsync(cut, acknowledged, $"cut before {operation}");
        cut.BeforeOperation = null;
        await history.CheckAsync(again[random.Next(again.Count)], acknowledged, $"cut before {operation} and while opened");
        Assert.Equal(moment, await history.CheckAsync(cut, moment, $"opened twice after a cut before {operation}"));
        await history.CheckAsync(cut.CutPower(random, 0), moment, $"cut after it was opened after a cut before {operation}");
    }

    private static double Survival(Random random) => random.Next(4) switch
    {
        0 => 0,
        1 => 1,
        _ => random.NextDouble(),
    };
}
