namespace Topiary.Runtime.Tests;

/// <summary>Blocks in zone 1, records in others.</summary>
[MqttHandler(MaxConcurrency = 2)]
internal sealed class BlockingWatch(Recorder recorder)
{
    [Handles<IGreenhouse>(nameof(IGreenhouse.TickAsync))]
    public async Task OnTick(int zone, int value)
    {
        recorder.Add($"begin {zone} {value}");
        if (zone == 1)
        {
            await recorder.Gate.Task;
        }

        recorder.Add($"end {zone} {value}");
    }
}
