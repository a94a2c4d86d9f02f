namespace Topiary.Testing.Tests;

public sealed record Reading(double Celsius);

public enum Mode
{
    Off,
    Heat,
}

[MqttContract("rooms/{room}")]
public interface IRooms
{
    [Topic("climate", Retain = true)]
    ValueTask ClimateAsync(string room, Reading reading, CancellationToken ct = default);

    [Topic("mode", QoS = QoS.AtMostOnce)]
    ValueTask ModeAsync(string room, Mode mode, PublishOptions? options = null, CancellationToken ct = default);

    [Topic("ask", TimeoutMilliseconds = 2000)]
    ValueTask<Reading> AskAsync(string room, CancellationToken ct = default);

    [Topic("unanswered", TimeoutMilliseconds = 2000)]
    ValueTask<Reading> UnansweredAsync(string room, CancellationToken ct = default);
}

/// <summary>What the handlers of a test have seen and shall do; one per test.</summary>
public sealed class Script
{
    public List<string> Seen { get; } = [];

    public Func<string, Task> OnClimate { get; set; } = static _ => Task.CompletedTask;
}

[MqttHandler]
public sealed class RoomHandler(Script script)
{
    [Handles<IRooms>(nameof(IRooms.ClimateAsync))]
    public async Task OnClimate(string room, Reading reading)
    {
        lock (script.Seen)
        {
            script.Seen.Add(FormattableString.Invariant($"{room}={reading.Celsius}"));
        }

        await script.OnClimate(room);
    }

    [Handles<IRooms>(nameof(IRooms.AskAsync))]
    public Reading OnAsk(string room) => room == "attic" ? throw new MqttRequestException("locked", "The attic is locked.") : new Reading(20);

    [Handles<IRooms>(nameof(IRooms.UnansweredAsync))]
    public async Task<Reading> OnUnanswered(CancellationToken ct)
    {
        await Task.Delay(Timeout.Infinite, ct);
        return new Reading(0);
    }
}
