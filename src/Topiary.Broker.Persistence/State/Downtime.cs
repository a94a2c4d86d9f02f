namespace Topiary.Broker.Persistence;

/// <summary>The time between the last record of one run and the start of the next one.</summary>
internal static class Downtime
{
    // Clocks are set right by a little all the time.
    private static readonly TimeSpan s_tolerance = TimeSpan.FromSeconds(5);

    /// <summary>Decides how much of it counts; the rest was a jump of the clock, with which every time that was written moves.</summary>
    public static void Count(RecordReplay replay, StoreIndex index, Journal journal, DateTimeOffset now, TimeSpan longest, Log logger)
    {
        if (replay.LastTime is { } last)
        {
            TimeSpan passed = now - last;
            TimeSpan counted = passed < TimeSpan.Zero ? TimeSpan.Zero : passed > longest ? longest : passed;
            if (passed < -s_tolerance || passed > counted)
            {
                long shift = (long)(passed - counted).TotalMilliseconds;
                logger.ClockJumped(TimeSpan.FromMilliseconds(shift));
                journal.WriteNumber(RecordType.TimeShift, shift);
                RecordReplay.Shift(index, TimeSpan.FromMilliseconds(shift));
            }
        }

        journal.WriteTime(now);
    }
}
