namespace Topiary.Crash;

/// <summary>The real executable on TCP, killed at random instants. Without bound: <c>dotnet run --project tests/Topiary.Crash -- --kills N</c>.</summary>
public sealed class KillTests
{
    private const int Rounds = 3;
    private const int KillsOfRound = 68;

    [Fact]
    public async Task Nothing_acknowledged_is_lost_doubled_or_out_of_order_when_the_broker_is_killed()
    {
        int seed = Environment.TickCount & 0xFFFFFF;
        CrashResult[] results = await Task.WhenAll(Enumerable.Range(0, Rounds).Select(round => Task.Run(() => KillRound.RunAsync(seed + (round * 100), KillsOfRound))));
        Assert.All(results, result => Assert.True(result.Violations.Count == 0, result.ToReport()));
        Assert.True(results.Sum(result => result.Count) >= 200);
        Assert.All(results, result => Assert.True(result.Acknowledged > 100, result.ToReport()));
    }
}
