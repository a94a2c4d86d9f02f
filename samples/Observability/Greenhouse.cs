using Topiary;

namespace Observability;

[MqttContract("greenhouse/{house}")]
public interface IGreenhouse
{
    [Topic("climate")]
    ValueTask ClimateAsync(string house, double celsius, CancellationToken ct = default);

    [Topic("alarm")]
    ValueTask AlarmAsync(string house, string text, CancellationToken ct = default);

    [Topic("valve")]
    ValueTask<bool> SetValveAsync(string house, bool open, CancellationToken ct = default);
}

/// <summary>Publishes from a handler: the alarm belongs to the trace of the reading.</summary>
[MqttHandler]
public sealed class ClimateWatch(IGreenhouse greenhouse)
{
    [Handles<IGreenhouse>(nameof(IGreenhouse.ClimateAsync))]
    public async Task OnClimate(string house, double celsius, CancellationToken ct)
    {
        if (celsius > 30)
        {
            await greenhouse.AlarmAsync(house, $"{celsius} °C", ct);
        }
    }
}

[MqttHandler]
public sealed class Valves
{
    [Handles<IGreenhouse>(nameof(IGreenhouse.SetValveAsync))]
    public bool OnSet(string house, bool open) =>
        house == "north" ? open : throw new MqttRequestException("unknown-house", $"There is no house '{house}'.");
}
