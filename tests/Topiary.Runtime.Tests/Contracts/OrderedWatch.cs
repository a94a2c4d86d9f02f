namespace Topiary.Runtime.Tests;

/// <summary>Orders by zone; zone 1 waits for the gate.</summary>
[MqttHandler(MaxConcurrency = 3)]
internal sealed class OrderedWatch(Recorder recorder)
{
    [Subscribe("order/{house}/{zone}/{kind}")]
    [OrderBy("zone")]
    public Task OnReading(string house, int zone, string kind) => HandleAsync(zone, $"{house} {zone} {kind}");

    [Subscribe("alarm/{zone}")]
    [OrderBy("zone")]
    public Task OnAlarm(int zone) => HandleAsync(zone, $"alarm {zone}");

    private async Task HandleAsync(int zone, string what)
    {
        recorder.Add($"begin {what}");
        if (zone == 1)
        {
            await recorder.Gate.Task;
        }

        recorder.Add($"end {what}");
    }
}
