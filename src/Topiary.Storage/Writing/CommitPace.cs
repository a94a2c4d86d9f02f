namespace Topiary.Storage;

/// <summary>
/// When a sync begins. Who comes alone is served at once: a single publisher that waits for every acknowledgement pays one sync for each
/// message and no delay. While several share a sync, the next one waits until as many have come again, until so many bytes have come
/// that waiting gains nothing, or for <see cref="RecordLogOptions.CommitDelay"/> since the last sync began. Guarded by the log's lock.
/// </summary>
internal sealed class CommitPace(RecordLogOptions options)
{
    private long _lastSync;
    private int _lastServed;

    public void Began(long now, int served)
    {
        _lastSync = now;
        _lastServed = served;
    }

    /// <summary>How long those who wait should go on waiting for company.</summary>
    public TimeSpan Delay(int waiting, long bytes, long now)
    {
        if (_lastServed <= 1 || waiting >= _lastServed || bytes >= options.CommitBytes)
        {
            return TimeSpan.Zero;
        }

        var rest = options.CommitDelay - options.TimeProvider.GetElapsedTime(_lastSync, now);

        // Timers count whole milliseconds; one that is cut to nothing would be set again at once.
        return rest > TimeSpan.Zero ? TimeSpan.FromMilliseconds(Math.Ceiling(rest.TotalMilliseconds)) : TimeSpan.Zero;
    }
}
