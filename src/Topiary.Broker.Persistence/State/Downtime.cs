namespace Topiary.Broker.Persistence;

/// <summary>The time between the last record of one run and the start of the next one.</summary>
internal static class Downtime
{
    /// <summary>
    /// Decides how much of it counts. The rest is what the clock has jumped, then or while the broker was running, and every time that was written
    /// moves with it.
    /// </summary>
    public static void Count(RecordReplay replay, StoreIndex index, Journal journal, StoreClock clock, TimeSpan longest, Log logger)
    {
        if (replay.LastTime is { } last)
        {
            DateTimeOffset now = clock.UtcNow;
            TimeSpan passed = now - (last.Now + last.Drift);
            TimeSpan counted = passed < -StoreClock.Tolerance ? TimeSpan.Zero : passed > longest ? longest : passed;
            TimeSpan jump = now - last.Now - counted;
            if (jump != TimeSpan.Zero)
            {
                long shift = (long)jump.TotalMilliseconds;
                logger.ClockJumped(TimeSpan.FromMilliseconds(shift));
                journal.WriteNumber(RecordType.TimeShift, shift);
                RecordReplay.Shift(index, TimeSpan.FromMilliseconds(shift));
            }
        }

        journal.WriteTime(clock);
    }
}
