namespace Topiary.Client;

/// <summary>
/// Deadlines of the publishes that somebody waits for, with one timer: all have the same time-out, so that the list is in order by itself.
/// </summary>
/// <remarks>Threading: guarded by the outbound session's lock; the timer calls without it.</remarks>
internal sealed class PublishDeadlines : IDisposable
{
    private readonly TimeProvider _time;
    private readonly long _timeout;
    private readonly ITimer _timer;
    private readonly FrameList _frames = new(static frame => frame.DeadlineLinks);
    private bool _armed;

    public PublishDeadlines(TimeProvider time, TimeSpan timeout, Action onDue)
    {
        _time = time;
        _timeout = (long)(timeout.TotalSeconds * time.TimestampFrequency);
        _timer = time.CreateTimer(static state => ((Action)state!)(), onDue, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Add(PublishFrame frame)
    {
        frame.Deadline = _time.GetTimestamp() + _timeout;
        _frames.AddLast(frame);
        if (!_armed)
        {
            Arm();
        }
    }

    public void Remove(PublishFrame frame)
    {
        if (_frames.Contains(frame))
        {
            _frames.Remove(frame);
        }
    }

    /// <summary>Takes out the next frame whose deadline has passed; null when there is none, and the timer is set for the next one.</summary>
    public PublishFrame? TakeDue()
    {
        if (_frames.First is { } first && first.Deadline <= _time.GetTimestamp())
        {
            _frames.Remove(first);
            return first;
        }

        Arm();
        return null;
    }

    public void Dispose() => _timer.Dispose();

    // The timer is left alone while frames come and go; when it fires too early it is set anew.
    private void Arm()
    {
        _armed = _frames.First is not null;
        if (_frames.First is { } first)
        {
            double seconds = Math.Max(0, first.Deadline - _time.GetTimestamp()) / (double)_time.TimestampFrequency;

            // Rounded up, since timers count whole milliseconds.
            _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(seconds * 1000)), Timeout.InfiniteTimeSpan);
        }
    }
}
