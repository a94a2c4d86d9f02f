namespace Topiary.Crash;

/// <summary>Errors of the disk. Without bound: <c>dotnet run --project tests/Topiary.Crash -- --faults N</c>.</summary>
public sealed class FaultTests
{
    [Fact]
    public async Task Nothing_acknowledged_is_lost_doubled_or_out_of_order_when_the_disk_fails_and_the_broker_serves_on()
    {
        CrashResult result = await FaultRound.RunAsync(Environment.TickCount & 0xFFFFFF, 120);
        Assert.True(result.Violations.Count == 0, result.ToReport());
        Assert.True(result.Acknowledged > 1000, result.ToReport());
    }
}
