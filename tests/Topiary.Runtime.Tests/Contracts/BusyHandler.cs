namespace Topiary.Runtime.Tests;

/// <summary>Asks, publishes and reads streams from inside its handlers.</summary>
[MqttHandler(MaxConcurrency = 1)]
internal sealed class BusyHandler(Recorder recorder, IGreenhouse greenhouse, ITopics<IGreenhouse> topics)
{
    [Subscribe("busy/{zone}")]
    public async Task OnMessage(int zone, CancellationToken ct)
    {
        await greenhouse.ClimateAsync("busy", zone, new(zone, 0), ct);
        var state = await greenhouse.SetValveAsync("busy", zone, new(Open: true), ct);
        var latest = await topics.Climate("busy", zone).LatestAsync(ct);
        recorder.Add($"busy {zone} {state.Open} {latest?.Celsius}");
    }
}
