using System.Runtime.CompilerServices;

namespace Topiary.Runtime.Tests;

/// <summary>Reports each step; the negative ways of working fail, stand still or go on after the answer.</summary>
[MqttHandler]
internal sealed class Worker(Recorder recorder) : IWork
{
    public async ValueTask<int> LongAsync(int steps, IProgress<Step>? progress = null, CancellationToken ct = default)
    {
        recorder.Add($"progress {progress!.GetType().Name}");
        for (var i = 1; i <= Math.Abs(steps); i++)
        {
            progress.Report(new Step(i, $"step {i}"));
        }

        switch (steps)
        {
            case -1:
                throw new MqttRequestException("tired", "No more.");
            case -2:
                try
                {
                    await Task.Delay(Timeout.Infinite, ct);
                }
                finally
                {
                    recorder.Add("stopped");
                }

                break;
            case 3:
                await recorder.Gate.Task;
                break;
        }

        return steps;
    }

    public async IAsyncEnumerable<int> NumbersAsync(int count, [EnumeratorCancellation] CancellationToken ct = default)
    {
        for (var i = 1; i <= count; i++)
        {
            await Task.Yield();
            recorder.Add($"sent {i}");
            yield return i;
        }
    }
}
