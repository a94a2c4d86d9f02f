namespace Topiary.Fuzz;

/// <summary>Ten thousand client sessions against the model, from fixed seeds.</summary>
public sealed class BrokerFuzzTests
{
    private const int Sessions = 10_000;
    private const int Steps = 400;

    [Fact]
    public async Task Ten_thousand_random_sessions_agree_with_the_model()
    {
        int sessions = 0;
        for (int seed = 1; sessions < Sessions; seed++)
        {
            (string? failure, int made) = await BrokerFuzzer.RunAsync(seed, BrokerFuzzer.Draw(seed, Steps));
            sessions += made;
            Assert.True(failure is null, failure is null ? null : await BrokerFuzzer.ReportAsync(seed, Steps, failure));
        }
    }

    [Fact]
    public async Task A_run_is_the_same_every_time()
    {
        var first = new List<string>();
        var second = new List<string>();
        await BrokerFuzzer.RunAsync(7, BrokerFuzzer.Draw(7, Steps), first.Add);
        await BrokerFuzzer.RunAsync(7, BrokerFuzzer.Draw(7, Steps), second.Add);
        Assert.Equal(first, second);
        Assert.True(first.Count > Steps);
    }
}
