using System.Diagnostics;

namespace Topiary.Crash;

/// <summary>Clients of a broker whose machine loses power at one operation of its disk after the other.</summary>
internal static class CutRound
{
    private const int MostOperations = 60;

    /// <summary>Runs a round.</summary>
    /// <returns>What it did and what was wrong.</returns>
    public static async Task<CrashResult> RunAsync(int seed, int cuts)
    {
        long start = Stopwatch.GetTimestamp();
        var random = new Random(seed);
        await using var server = new CutServer(random);
        var world = new World(server, seed);
        Ledger ledger = world.Ledger;
        try
        {
            for (int cut = 0; cut < cuts && ledger.Violations.Count == 0; cut++)
            {
                server.OperationsLeft = cut % MostOperations;
                if (await server.StartAsync())
                {
                    await UntilOffAsync(server);
                }

                await server.KillAsync();
            }

            server.OperationsLeft = -1;
            if (await server.StartAsync())
            {
                await world.FinishAsync();
            }
        }
        finally
        {
            world.Stop();
            await server.KillAsync();
        }

        await world.StoppedAsync();
        return new CrashResult("cuts", seed, cuts, ledger.Acknowledged, ledger.Received, Stopwatch.GetElapsedTime(start), ledger.Violations, server.Errors);
    }

    private static async Task UntilOffAsync(CutServer server)
    {
        long start = Stopwatch.GetTimestamp();
        while (!server.IsOff && Stopwatch.GetElapsedTime(start) < TimeSpan.FromMilliseconds(500))
        {
            await Task.Delay(1);
        }
    }
}
