namespace Topiary.Storage;

/// <summary>The longest time for which a lock was held by work in the background, for which whoever publishes has to wait.</summary>
/// <remarks>Threading: <see cref="Begin"/> and the end of what it gives back under the lock that is measured; <see cref="Longest"/> by any thread.</remarks>
/// <param name="time">The clock.</param>
public sealed class HoldMeter(TimeProvider time)
{
    private long _longest;

    /// <summary>The longest time so far.</summary>
    public TimeSpan Longest => time.GetElapsedTime(0, Volatile.Read(ref _longest));

    /// <summary>The lock was taken.</summary>
    /// <returns>Is disposed of just before the lock is given back.</returns>
    public Hold Begin() => new(this, time.GetTimestamp());

    /// <summary>The time for which a lock is held.</summary>
    public readonly ref struct Hold
    {
        private readonly HoldMeter _meter;
        private readonly long _begun;

        internal Hold(HoldMeter meter, long begun) => (_meter, _begun) = (meter, begun);

        /// <summary>The lock is about to be given back.</summary>
        public void Dispose() => _meter.End(_begun);
    }

    private void End(long begun) => _longest = Math.Max(_longest, time.GetTimestamp() - begun);
}
