using Topiary;

namespace UnitTesting;

public readonly record struct Climate(double Celsius, double Humidity, DateTimeOffset At);

public sealed record ValveCommand(bool Open);

public sealed record ValveState(bool Open, DateTimeOffset Since);

[MqttContract("greenhouse/{house}/zones/{zone}")]
public interface IGreenhouse
{
    [Topic("climate", Retain = true)]
    ValueTask ClimateAsync(string house, int zone, Climate reading, CancellationToken ct = default);

    [Topic("alarm", ExpirySeconds = 60)]
    ValueTask AlarmAsync(string house, int zone, string text, CancellationToken ct = default);

    [Topic("valve", TimeoutMilliseconds = 5000)]
    ValueTask<ValveState> SetValveAsync(string house, int zone, ValveCommand command, CancellationToken ct = default);
}

/// <summary>The code under test: raises an alarm when a zone gets too hot.</summary>
[MqttHandler]
public sealed class ClimateWatch(IGreenhouse greenhouse)
{
    [Handles<IGreenhouse>(nameof(IGreenhouse.ClimateAsync))]
    public async Task OnClimate(string house, int zone, Climate reading, CancellationToken ct)
    {
        if (double.IsNegative(reading.Humidity))
        {
            throw new InvalidOperationException($"Humidity {reading.Humidity} is impossible.");
        }

        if (reading.Celsius > 30)
        {
            await greenhouse.AlarmAsync(house, zone, FormattableString.Invariant($"{reading.Celsius} °C"), ct);
        }
    }
}

/// <summary>Answers valve commands.</summary>
[MqttHandler]
public sealed class Valve(TimeProvider time)
{
    [Handles<IGreenhouse>(nameof(IGreenhouse.SetValveAsync))]
    public ValveState OnSetValve(int zone, ValveCommand command) => zone is > 0 and < 10
        ? new ValveState(command.Open, time.GetUtcNow())
        : throw new MqttRequestException("no-such-zone", $"There is no zone {zone}.");
}
