namespace Topiary.Runtime.Tests;

/// <summary>Stands still until it is stopped, on an errand with a negative number; on 0 until the gate opens.</summary>
[MqttHandler(Share = "runners")]
internal sealed class Runner(Recorder recorder)
{
    [Handles<IErrands>(nameof(IErrands.RunAsync)), Retry(2, 1)]
    public async Task<int> OnRun(string who, int number, CancellationToken ct)
    {
        recorder.Add($"begin {number}");
        if (number == 0)
        {
            await recorder.Gate.Task;
        }
        else if (number < 0)
        {
            try
            {
                await Task.Delay(Timeout.Infinite, ct);
            }
            finally
            {
                recorder.Add($"stopped {number}");
            }
        }

        return number;
    }
}
