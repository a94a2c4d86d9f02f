namespace Topiary.Fuzz;

/// <summary>Threads against each other over TCP.</summary>
public sealed class RaceTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Five_hundred_sessions_over_tcp_lose_nothing_and_leave_nothing(int seed)
    {
        await using var run = new RaceRun(seed, 500);
        Assert.Null(await run.RunAsync());
        Assert.True(run.Sessions >= 500);
    }
}
