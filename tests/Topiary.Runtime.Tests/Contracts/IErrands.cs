namespace Topiary.Runtime.Tests;

/// <summary>Requests for one answer, without progress.</summary>
[MqttContract("errands")]
public interface IErrands
{
    [Topic("{who}/run", TimeoutMilliseconds = 10_000)]
    ValueTask<int> RunAsync(string who, int number, CancellationToken ct = default);
}
