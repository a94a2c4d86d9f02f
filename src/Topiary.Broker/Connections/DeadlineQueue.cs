namespace Topiary.Broker;

/// <summary>All deadlines of the broker on one timer: keep-alive, session expiry, will delay, message expiry, connect timeout.</summary>
/// <remarks>Threading: every member may be called by any thread. A binary heap that knows where each entry is, so moving one costs O(log n).</remarks>
internal sealed class DeadlineQueue : IDisposable
{
    // A timer is never set further ahead; it then finds nothing due and is set again.
    private const long LongestWait = 24 * 60 * 60 * 1000;

    private readonly Lock _gate = new();
    private readonly BrokerClock _clock;
    private readonly Action<Exception> _onFailure;
    private readonly ITimer _timer;
    private Deadline[] _heap = new Deadline[16];
    private int _count;
    private long _armedFor = long.MaxValue;
    private bool _disposed;

    public DeadlineQueue(BrokerClock clock, Action<Exception> onFailure)
    {
        _clock = clock;
        _onFailure = onFailure;
        _timer = clock.Provider.CreateTimer(static state => ((DeadlineQueue)state!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _count;
            }
        }
    }

    /// <summary>Sets or moves a deadline.</summary>
    public void Schedule(Deadline deadline, long due)
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            deadline.Due = due;
            if (deadline.Position < 0)
            {
                if (_count == _heap.Length)
                {
                    Array.Resize(ref _heap, _count * 2);
                }

                Place(deadline, _count++);
            }

            Up(deadline.Position);
            Down(deadline.Position);
            Arm();
        }
    }

    public void Cancel(Deadline deadline)
    {
        lock (_gate)
        {
            if (deadline.Position >= 0)
            {
                Remove(deadline);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _count = 0;
            Array.Clear(_heap);
        }

        _timer.Dispose();
    }

    private void OnTimer()
    {
        while (TryTakeDue(out Deadline? deadline, out long now))
        {
            try
            {
                deadline.OnDue(now);
            }
            catch (Exception e)
            {
                // Loop top of everything timed: one failing deadline must not stop the others.
                _onFailure(e);
            }
        }
    }

    private bool TryTakeDue([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Deadline? deadline, out long now)
    {
        now = _clock.Now;
        lock (_gate)
        {
            _armedFor = long.MaxValue;
            if (_count > 0 && _heap[0].Due <= now)
            {
                deadline = _heap[0];
                Remove(deadline);
                return true;
            }

            Arm();
            deadline = null;
            return false;
        }
    }

    private void Arm()
    {
        if (_count == 0 || _disposed || _heap[0].Due >= _armedFor)
        {
            return;
        }

        _armedFor = _heap[0].Due;
        _timer.Change(TimeSpan.FromMilliseconds(Math.Clamp(_armedFor - _clock.Now, 1, LongestWait)), Timeout.InfiniteTimeSpan);
    }

    private void Remove(Deadline deadline)
    {
        int position = deadline.Position;
        Deadline last = _heap[--_count];
        _heap[_count] = null!;
        deadline.Position = -1;
        if (!ReferenceEquals(last, deadline))
        {
            Place(last, position);
            Up(position);
            Down(last.Position);
        }
    }

    private void Up(int position)
    {
        Deadline moving = _heap[position];
        while (position > 0 && _heap[(position - 1) / 2].Due > moving.Due)
        {
            Place(_heap[(position - 1) / 2], position);
            position = (position - 1) / 2;
        }

        Place(moving, position);
    }

    private void Down(int position)
    {
        Deadline moving = _heap[position];
        while (true)
        {
            int child = (2 * position) + 1;
            if (child >= _count)
            {
                break;
            }

            if (child + 1 < _count && _heap[child + 1].Due < _heap[child].Due)
            {
                child++;
            }

            if (_heap[child].Due >= moving.Due)
            {
                break;
            }

            Place(_heap[child], position);
            position = child;
        }

        Place(moving, position);
    }

    private void Place(Deadline deadline, int position)
    {
        _heap[position] = deadline;
        deadline.Position = position;
    }
}
