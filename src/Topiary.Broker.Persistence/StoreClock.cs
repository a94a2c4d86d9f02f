namespace Topiary.Broker.Persistence;

/// <summary>The time of day as the monotonic clock tells it from the start on, as the broker has it.</summary>
internal sealed class StoreClock(TimeProvider time)
{
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private readonly long _start = time.GetTimestamp();

    public DateTimeOffset UtcNow => _startedAt + time.GetElapsedTime(_start);
}
