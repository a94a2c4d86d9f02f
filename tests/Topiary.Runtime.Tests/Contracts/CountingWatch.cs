namespace Topiary.Runtime.Tests;

[MqttHandler]
internal sealed class CountingWatch(Counter counter)
{
    [Handles<IGreenhouse>(nameof(IGreenhouse.TickAsync))]
    public void OnTick(string house, int zone, int value) => counter.Add(value);
}
