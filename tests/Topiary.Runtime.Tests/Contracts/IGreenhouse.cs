namespace Topiary.Runtime.Tests;

public readonly record struct Climate(double Celsius, double Humidity);

public sealed record ValveCommand(bool Open, string? Mood = null);

public sealed record ValveState(bool Open);

[MqttContract("greenhouse/{house}")]
public interface IGreenhouse
{
    [Topic("zones/{zone}/climate", Retain = true)]
    ValueTask ClimateAsync(string house, int zone, Climate reading, CancellationToken ct = default);

    [Topic("zones/{zone}/tick", QoS = QoS.AtMostOnce)]
    ValueTask TickAsync(string house, int zone, int value, CancellationToken ct = default);

    [Topic("zones/{zone}/valve", TimeoutMilliseconds = 5000)]
    ValueTask<ValveState> SetValveAsync(string house, int zone, ValveCommand command, CancellationToken ct = default);

    [Topic("zones/{zone}/history", TimeoutMilliseconds = 6000)]
    IAsyncEnumerable<int> HistoryAsync(string house, int zone, int count, CancellationToken ct = default);

    [Topic("log/{**path}")]
    Task LogAsync(string house, string path, string text, PublishOptions? options = null);

    [Topic("door")]
    Task DoorOpenedAsync(string house);

    [Topic("note")]
    Task NoteAsync(string house, ValveState? state);
}
