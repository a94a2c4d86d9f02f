namespace Topiary.Broker.Persistence;

/// <summary>The time of day as the monotonic clock tells it from the start on, as the broker has it.</summary>
internal sealed class StoreClock(TimeProvider time)
{
    /// <summary>Clocks are set right by so much all the time.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private readonly long _start = time.GetTimestamp();

    public DateTimeOffset UtcNow => _startedAt + time.GetElapsedTime(_start);

    /// <summary>How far the clock of the machine has jumped since the start.</summary>
    public TimeSpan Drift => time.GetUtcNow() - UtcNow is var drift && drift.Duration() > Tolerance ? drift : TimeSpan.Zero;
}
