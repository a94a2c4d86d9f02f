namespace Topiary.Crash;

/// <summary>Power cuts. Without bound: <c>dotnet run --project tests/Topiary.Crash -- --cuts N</c>.</summary>
public sealed class CutTests
{
    private const int Rounds = 2;
    private const int CutsOfRound = 500;

    [Fact]
    public async Task Nothing_acknowledged_is_lost_doubled_or_out_of_order_when_the_power_goes()
    {
        int seed = Environment.TickCount & 0xFFFFFF;
        CrashResult[] results = await Task.WhenAll(Enumerable.Range(0, Rounds).Select(round => Task.Run(() => CutRound.RunAsync(seed + (round * 100), CutsOfRound))));
        Assert.All(results, result => Assert.True(result.Violations.Count == 0, result.ToReport()));
        Assert.All(results, result => Assert.True(result.Acknowledged > 100, result.ToReport()));
    }
}
