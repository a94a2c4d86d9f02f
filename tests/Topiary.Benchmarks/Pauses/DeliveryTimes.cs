using System.Diagnostics;
using System.Globalization;

namespace Topiary.Benchmarks;

/// <summary>How long messages took, and the longest time in which none came.</summary>
/// <remarks>Threading: added to by one thread, read when that is done.</remarks>
internal sealed class DeliveryTimes
{
    private readonly List<long> _ticks = new(1_000_000);
    private long _last;
    private long _gap;

    /// <summary>A message has come that was sent then.</summary>
    public void Add(long sent)
    {
        long now = Stopwatch.GetTimestamp();
        _ticks.Add(now - sent);
        _gap = Math.Max(_gap, _last == 0 ? 0 : now - _last);
        _last = now;
    }

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        _ticks.Clear();
        _last = _gap = 0;
    }

    /// <summary>Median, 99 of 100, the longest, and the longest gap, as cells of a table.</summary>
    public override string ToString()
    {
        long[] sorted = [.. _ticks.Order()];
        return string.Join(" | ", new[] { sorted[sorted.Length / 2], sorted[(int)(sorted.Length * 0.99)], sorted[^1], _gap }
            .Select(ticks => Stopwatch.GetElapsedTime(0, ticks).TotalMilliseconds.ToString("F1", CultureInfo.InvariantCulture)));
    }
}
