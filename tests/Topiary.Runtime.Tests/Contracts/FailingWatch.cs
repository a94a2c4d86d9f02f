namespace Topiary.Runtime.Tests;

/// <summary>Fails as often as it is told, with retries.</summary>
[MqttHandler]
internal sealed class FailingWatch(Recorder recorder, ScopedProbe probe)
{
    [Handles<IGreenhouse>(nameof(IGreenhouse.ClimateAsync))]
    [Retry(2, 100)]
    public void OnClimate(string house, int zone, Climate reading)
    {
        recorder.Add($"try {house}/{zone} scope {probe.Number}");
        if (reading.Celsius < 0)
        {
            throw new InvalidOperationException("too cold");
        }

        recorder.Add("ok");
    }
}
