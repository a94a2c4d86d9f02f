namespace Topiary.Runtime.Tests;

/// <summary>Publishes a tick for each climate.</summary>
[MqttHandler]
internal sealed class EchoWatch(IGreenhouse greenhouse)
{
    [Handles<IGreenhouse>(nameof(IGreenhouse.ClimateAsync))]
    public async Task OnClimate(string house, int zone, CancellationToken ct) => await greenhouse.TickAsync(house, zone, 1, ct);
}
