namespace Topiary.Broker;

/// <summary>Milliseconds since the broker was created, from the monotonic clock of its <see cref="TimeProvider"/>.</summary>
internal sealed class BrokerClock(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    public TimeProvider Provider { get; } = time;

    public DateTimeOffset StartedAt { get; } = time.GetUtcNow();

    /// <summary>The time of day as the monotonic clock tells it: setting the system's clock does not change what expires when.</summary>
    public DateTimeOffset UtcNow => StartedAt + Provider.GetElapsedTime(_start);

    public long Now => (long)Provider.GetElapsedTime(_start).TotalMilliseconds;

    public long FromTimestamp(long timestamp) => (long)Provider.GetElapsedTime(_start, timestamp).TotalMilliseconds;

    /// <summary>Milliseconds at a time of day, rounded up.</summary>
    public long ToMilliseconds(DateTimeOffset at)
    {
        // Also before the start: division rounds towards zero.
        (long milliseconds, long rest) = Math.DivRem((at - StartedAt).Ticks, TimeSpan.TicksPerMillisecond);
        return rest > 0 ? milliseconds + 1 : milliseconds;
    }
}
