namespace Topiary.Runtime.Tests;

/// <summary>Answers one request of a contract that it does not implement.</summary>
[MqttHandler]
internal sealed class OneMethodWorker
{
    [Handles<IWork>(nameof(IWork.LongAsync)), OrderBy]
    public int OnLong(IProgress<Step> progress, int steps)
    {
        progress.Report(new Step(steps, "only"));
        return steps * 2;
    }
}
