namespace Topiary.Runtime.Tests;

[MqttHandler(Share = "watchers")]
internal sealed class SharedWatch(Recorder recorder)
{
    [Handles<IGreenhouse>(nameof(IGreenhouse.TickAsync))]
    public void OnTick(int value) => recorder.Add($"shared {value}");
}
