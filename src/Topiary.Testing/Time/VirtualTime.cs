namespace Topiary.Testing;

/// <summary>
/// A clock that moves only when it is told to. Timers fire inside <see cref="Advance"/>, in the order in which they are due,
/// and whatever they set off has settled before the next one fires. Thread-safe; one <see cref="Advance"/> runs at a time.
/// </summary>
public sealed class VirtualTime : TimeProvider
{
    private readonly TimeProvider? _followed;
    private readonly Lock _gate = new();
    private readonly Lock _advancing = new();
    private readonly SortedSet<VirtualTimer> _due = new(VirtualTimer.ByDueTime);
    private DateTimeOffset _now;
    private long _order;

    /// <summary>Starts the clock at 2030-01-01 00:00:00 UTC.</summary>
    public VirtualTime()
        : this(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    /// <summary>Starts the clock at a given time.</summary>
    /// <param name="start">First value of <see cref="GetUtcNow"/>.</param>
    public VirtualTime(DateTimeOffset start) => _now = start.ToUniversalTime();

    private VirtualTime(TimeProvider followed) => _followed = followed;

    /// <summary>Ticks of a <see cref="TimeSpan"/> in a second.</summary>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Always UTC, so that a test gives the same result everywhere.</summary>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>Number of timers that will fire if time moves on far enough.</summary>
    public int PendingTimers
    {
        get
        {
            lock (_gate)
            {
                return _due.Count;
            }
        }
    }

    /// <summary>Waits, in real time, until what a timer has set off has come to rest; set by the test host.</summary>
    internal Action? Settle { get; set; }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        if (_followed is not null)
        {
            return _followed.GetUtcNow();
        }

        lock (_gate)
        {
            return _now;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => GetUtcNow().Ticks;

    /// <summary>Moves the clock and fires every timer that falls due on the way.</summary>
    /// <param name="by">How far to move, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="by"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">The test host runs over a real broker, whose time is nobody's to move.</exception>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        if (_followed is not null)
        {
            throw new InvalidOperationException("The time of a real broker cannot be advanced; run this test over the broker in memory.");
        }

        lock (_advancing)
        {
            Settle?.Invoke();
            var target = GetUtcNow() + by;
            while (TakeNext(target) is { } timer)
            {
                timer.Fire();
                Settle?.Invoke();
            }

            lock (_gate)
            {
                _now = target;
            }
        }
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        if (_followed is not null)
        {
            return _followed.CreateTimer(callback, state, dueTime, period);
        }

        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>A clock that goes by itself, for tests over a real broker.</summary>
    internal static VirtualTime FollowSystem() => new(System);

    internal bool Schedule(VirtualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            _due.Remove(timer);
            if (timer.Disposed)
            {
                return false;
            }

            timer.Period = period > TimeSpan.Zero ? period : null;
            if (dueTime >= TimeSpan.Zero)
            {
                timer.DueTime = _now + dueTime;
                timer.Order = ++_order;
                _due.Add(timer);
            }

            return true;
        }
    }

    internal void Remove(VirtualTimer timer)
    {
        lock (_gate)
        {
            _due.Remove(timer);
            timer.Disposed = true;
        }
    }

    private VirtualTimer? TakeNext(DateTimeOffset target)
    {
        lock (_gate)
        {
            if (_due.Min is not { } timer || timer.DueTime > target)
            {
                return null;
            }

            _due.Remove(timer);
            _now = timer.DueTime > _now ? timer.DueTime : _now;
            if (timer.Period is { } period)
            {
                timer.DueTime += period;
                timer.Order = ++_order;
                _due.Add(timer);
            }

            return timer;
        }
    }
}
