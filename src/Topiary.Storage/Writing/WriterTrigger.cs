namespace Topiary.Storage;

/// <summary>
/// Decides when the writer starts: for those who wait, when so many bytes have come, and when a timer says so. The timers take the log's lock;
/// everything else is guarded by it.
/// </summary>
internal sealed class WriterTrigger : IDisposable
{
    private readonly RecordLogOptions _options;
    private readonly Lock _gate;
    private readonly PendingWork _work;
    private readonly Action _start;
    private readonly ITimer _delayTimer;
    private readonly ITimer _flushTimer;
    private readonly ITimer _probeTimer;
    private bool _delaying;
    private bool _flushArmed;

    /// <param name="options">Sizes and times.</param>
    /// <param name="gate">The log's lock.</param>
    /// <param name="work">What waits.</param>
    /// <param name="start">Starts the writer. Called without the lock, never while the writer runs.</param>
    public WriterTrigger(RecordLogOptions options, Lock gate, PendingWork work, Action start)
    {
        _options = options;
        _gate = gate;
        _work = work;
        _start = start;
        _delayTimer = Timer(static trigger => trigger._delaying = false);
        _flushTimer = Timer(static trigger => (trigger._work.IsFlushDue, trigger._flushArmed) = (true, false));
        _probeTimer = Timer(static trigger => trigger._work.IsProbeDue = true);
    }

    /// <summary>Whether the writer runs.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>Whether there is enough for the writer to do something about it now.</summary>
    public bool IsDue => _work.IsAny && !MustDelay();

    /// <summary>Whether the writer has to be started, as it is from here on.</summary>
    public bool TryStart() => !IsRunning && IsDue && (IsRunning = true);

    /// <summary>The writer has ended.</summary>
    public void Stopped() => IsRunning = false;

    /// <summary>Sees to it that what was appended is written even if nobody commits it.</summary>
    public void FlushLater()
    {
        if (!_flushArmed)
        {
            _flushArmed = true;
            _flushTimer.Change(_options.FlushInterval, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Sees to it that the disk is tried again.</summary>
    public void ProbeLater() => _probeTimer.Change(_options.ProbeInterval, Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        _delayTimer.Dispose();
        _flushTimer.Dispose();
        _probeTimer.Dispose();
    }

    private ITimer Timer(Action<WriterTrigger> due) =>
        _options.TimeProvider.CreateTimer(
            _ =>
            {
                bool start;
                lock (_gate)
                {
                    due(this);
                    start = TryStart();
                }

                if (start)
                {
                    _start();
                }
            },
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);

    /// <summary>Whether those who wait should wait for company. Sees to it that the wait ends.</summary>
    private bool MustDelay()
    {
        var delay = _work.Delay();
        if (delay == TimeSpan.Zero)
        {
            return false;
        }

        if (!_delaying)
        {
            _delaying = true;
            _delayTimer.Change(delay, Timeout.InfiniteTimeSpan);
        }

        return true;
    }
}
