using System.Diagnostics;
using Topiary.Storage.Simulation;

namespace Topiary.Crash;

/// <summary>Clients of a broker whose disk fails once, at one call after the other, while it goes on; now and then the power goes as well.</summary>
internal static class FaultRound
{
    private const int MostOperations = 40;
    private const int FaultsOfLife = 8;

    /// <summary>Runs a round.</summary>
    /// <returns>What it did and what was wrong.</returns>
    public static async Task<CrashResult> RunAsync(int seed, int faults)
    {
        long start = Stopwatch.GetTimestamp();
        var random = new Random(seed);
        await using var server = new CutServer(random);
        var world = new World(server, seed);
        Ledger ledger = world.Ledger;
        try
        {
            for (int fault = 0; fault < faults && ledger.Violations.Count == 0; fault++)
            {
                if (fault % FaultsOfLife == 0)
                {
                    await server.KillAsync();
                    await server.StartAsync();
                }

                server.FailOnce(fault % MostOperations, ToException(fault / MostOperations));
                await world.ProgressAsync(random.Next(20, 60), TimeSpan.FromSeconds(2));
            }

            await world.FinishAsync();
        }
        finally
        {
            world.Stop();
            await server.KillAsync();
        }

        await world.StoppedAsync();
        return new CrashResult("faults", seed, faults, ledger.Acknowledged, ledger.Received, Stopwatch.GetElapsedTime(start), ledger.Violations, server.Errors);
    }

    private static Func<SimulatedCall, Exception> ToException(int kind) => (kind % 3) switch
    {
        0 => static _ => new IOException("It failed (simulated)."),
        1 => static call => call == SimulatedCall.Write ? new ShortWriteException(0.5) : new IOException("It failed (simulated)."),
        _ => static _ => SimulatedDisk.NoSpace(),
    };
}
