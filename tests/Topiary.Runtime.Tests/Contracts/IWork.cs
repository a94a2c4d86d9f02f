namespace Topiary.Runtime.Tests;

public readonly record struct Step(int Number, string Name);

[MqttContract("work")]
public interface IWork
{
    [Topic("long", TimeoutMilliseconds = 10_000)]
    ValueTask<int> LongAsync(int steps, IProgress<Step>? progress = null, CancellationToken ct = default);

    [Topic("numbers", Window = 4)]
    IAsyncEnumerable<int> NumbersAsync(int count, CancellationToken ct = default);
}
