namespace Topiary.Storage;

/// <summary>How long commits took, in buckets that grow by an eighth. Guarded by the log's lock.</summary>
internal sealed class CommitTimes
{
    private const int Steps = 8;
    private readonly long[] _counts = new long[64 * Steps];
    private long _total;

    public long Total => _total;

    public void Add(TimeSpan time, int commits)
    {
        var microseconds = Math.Max(1, time.Ticks / TimeSpan.TicksPerMicrosecond);
        _counts[(int)Math.Ceiling(Math.Log2(microseconds) * Steps)] += commits;
        _total += commits;
    }

    public TimeSpan Percentile(double part)
    {
        var wanted = (long)Math.Ceiling(_total * part);
        for (var (bucket, seen) = (0, 0L); bucket < _counts.Length && wanted > 0; bucket++)
        {
            seen += _counts[bucket];
            if (seen >= wanted)
            {
                return TimeSpan.FromMicroseconds(Math.Pow(2, (double)bucket / Steps));
            }
        }

        return TimeSpan.Zero;
    }
}
