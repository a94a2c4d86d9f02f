namespace Topiary.Storage;

/// <summary>
/// Records and those who wait for them, from any thread, and what the writer takes from them. Its lock is the lock of the whole log; it is
/// never held across input or output, nor while somebody who waited goes on.
/// </summary>
internal sealed class CommitQueue : IDisposable
{
    private const int DeadBlobsBeforeSync = 16;

    private readonly RecordLogOptions _options;
    private readonly TimeProvider _time;
    private readonly BlobStore _blobs;
    private readonly Action _start;
    private readonly AppendBuffer _buffer = new();
    private readonly CommitTimes _times = new();
    private readonly CommitPace _pace;
    private readonly ITimer _delayTimer;
    private readonly ITimer _flushTimer;
    private readonly ITimer _probeTimer;

    private CommitBatch _gathering = new();
    private CommitBatch? _draining;
    private long _drainingLast;
    private long _written;
    private long _synced;
    private long _marked;
    private long _writtenSinceSync;
    private bool _running;
    private bool _delaying;
    private bool _flushArmed;
    private bool _flushDue;
    private bool _probeDue;
    private bool _syncDue;
    private bool _closing;
    private volatile LogState _state;
    private Exception? _error;
    private TaskCompletionSource? _idle;

    /// <param name="options">Sizes and times.</param>
    /// <param name="blobs">Large payloads; guarded by the lock of this queue.</param>
    /// <param name="lastPosition">Position of the newest record on the disk.</param>
    /// <param name="start">Starts the writer. Called without the lock, never while the writer runs.</param>
    public CommitQueue(RecordLogOptions options, BlobStore blobs, long lastPosition, Action start)
    {
        _options = options;
        _time = options.TimeProvider;
        _blobs = blobs;
        _start = start;
        _pace = new CommitPace(options);
        _buffer.LastPosition = lastPosition;
        _written = _synced = _marked = lastPosition;
        _state = LogState.Healthy;
        _delayTimer = Timer(static queue => queue._delaying = false);
        _flushTimer = Timer(static queue => (queue._flushDue, queue._flushArmed) = (true, false));
        _probeTimer = Timer(static queue => queue._probeDue = true);
    }

    public Lock Gate { get; } = new();

    public LogState State => _state;

    /// <summary>Why commits fail; null when they do not.</summary>
    public Exception? Error
    {
        get
        {
            lock (Gate)
            {
                return _error;
            }
        }
    }

    public long LastPosition
    {
        get
        {
            lock (Gate)
            {
                return _buffer.LastPosition;
            }
        }
    }

    public bool Accepts
    {
        get
        {
            lock (Gate)
            {
                return _state == LogState.Healthy && BufferedBytes <= _options.MaximumBufferedBytes / 2;
            }
        }
    }

    /// <summary>Bytes in memory that the disk has not. Under the lock.</summary>
    public long BufferedBytes => _buffer.Bytes + _blobs.PendingBytes;

    public CommitTimes Times => _times;

    /// <summary>How many records were appended. Under the lock.</summary>
    public long Records { get; private set; }

    public LogEntry Append(byte type, ReadOnlySpan<byte> body, ReadOnlySpan<byte> payload, byte[]? newBlob, uint checksum, long namedBlob)
    {
        LogEntry entry;
        bool start;
        lock (Gate)
        {
            ThrowIfFull(body.Length + payload.Length + (newBlob?.Length ?? 0));
            var position = _buffer.LastPosition + 1;
            var reference = default(BlobReference);
            if (newBlob is not null)
            {
                reference = new BlobReference(position, newBlob.Length - BlobHeader.Length, checksum);
                _blobs.Add(new PendingBlob(reference, newBlob));
            }
            else if (namedBlob != 0)
            {
                reference = _blobs.Name(namedBlob);
            }

            Records++;
            var size = _buffer.Append(type, body, payload, reference);
            entry = new LogEntry(position, size, reference.Number);
            if (!_flushArmed)
            {
                _flushArmed = true;
                _flushTimer.Change(_options.FlushInterval, Timeout.InfiniteTimeSpan);
            }

            start = _buffer.UnwrittenBytes + _blobs.UnwrittenBytes >= _options.CommitBytes && TryStart();
        }

        if (start)
        {
            _start();
        }

        return entry;
    }

    public ValueTask CommitAsync(long position, LogDurability level, CancellationToken cancellationToken)
    {
        if (level == LogDurability.Memory)
        {
            return default;
        }

        Task task;
        bool start;
        lock (Gate)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(position, _buffer.LastPosition);
            if (position <= (level == LogDurability.Disk ? _synced : _written))
            {
                return default;
            }

            if (_error is not null)
            {
                return ValueTask.FromException(_error);
            }

            var batch = _draining is not null && position <= _drainingLast ? _draining : _gathering;
            task = batch.Wait(level, _time.GetTimestamp());
            start = TryStart();
        }

        if (start)
        {
            _start();
        }

        return new ValueTask(cancellationToken.CanBeCanceled ? task.WaitAsync(cancellationToken) : task);
    }

    /// <summary>Gives the writer something to do. False: there is nothing, and the writer stops.</summary>
    public bool TryTake(WriteJob job)
    {
        lock (Gate)
        {
            if (!HasWork() || MustDelay())
            {
                _running = false;
                if (_closing)
                {
                    _idle?.TrySetResult();
                }

                return false;
            }

            job.Clear();
            job.Resume = _error is not null;
            job.Probe = _probeDue;
            job.FirstUnsynced = _synced + 1;
            job.MustSync = job.Resume || _closing || _syncDue || _blobs.DeadCount >= DeadBlobsBeforeSync;
            if (job.Resume)
            {
                _buffer.Rewind();
            }
            else if (_synced > _marked)
            {
                _buffer.AppendMark(_synced);
                _marked = _synced;
            }

            _buffer.Take(job.Ranges);
            _blobs.Take(job.Blobs);
            job.Last = _buffer.LastPosition;
            job.Batch = _gathering;
            _draining = _gathering;
            _drainingLast = job.Last;
            _gathering = new CommitBatch();
            _flushDue = _probeDue = _syncDue = false;
            return true;
        }
    }

    /// <summary>The blobs of a job are on the disk.</summary>
    public void BlobsWritten(WriteJob job)
    {
        lock (Gate)
        {
            _blobs.Written(job.Blobs);
            job.Blobs.Clear();
        }
    }

    /// <summary>A job was written.</summary>
    /// <param name="job">The job.</param>
    /// <param name="bytes">How many bytes.</param>
    /// <returns>Whether it is to be synced too.</returns>
    public bool Written(WriteJob job, long bytes)
    {
        bool sync;
        lock (Gate)
        {
            var now = _time.GetTimestamp();
            _written = job.Last;
            _writtenSinceSync += bytes;
            sync = job.MustSync || job.Batch.SyncedWaiters > 0 || _writtenSinceSync >= _options.MaximumUnsyncedBytes;
            if (job.Batch.WrittenWaiters > 0)
            {
                _times.Add(_time.GetElapsedTime(job.Batch.FirstWaiter, now), job.Batch.WrittenWaiters);
            }

            if (sync)
            {
                _pace.Began(now, job.Batch.SyncedWaiters);
            }
            else
            {
                _draining = null;
            }
        }

        job.Batch.CompleteWritten();
        return sync;
    }

    /// <summary>A job was synced, and everything before it.</summary>
    /// <returns>Whether the log was in an error until now.</returns>
    public bool SyncDone(WriteJob job)
    {
        bool resumed;
        lock (Gate)
        {
            var batch = job.Batch;
            _synced = job.Last;
            _writtenSinceSync = 0;
            _draining = null;
            _buffer.Release();
            if (batch.SyncedWaiters > 0)
            {
                _times.Add(_time.GetElapsedTime(batch.FirstWaiter), batch.SyncedWaiters);
            }

            resumed = _error is not null;
            _error = null;
            if (resumed)
            {
                _state = LogState.Healthy;
            }
        }

        job.Batch.CompleteSynced();
        return resumed;
    }

    /// <summary>Writing or syncing has failed: nobody is told that anything is safe until a new segment has it.</summary>
    /// <returns>Whether the log was in order until now.</returns>
    public bool Failed(WriteJob job, LogState state, Exception error)
    {
        CommitBatch gathered;
        bool first;
        lock (Gate)
        {
            first = _state != state;
            _state = state;
            _error = error;
            _blobs.PutBack(job.Blobs);
            _draining = null;
            _marked = 0;
            gathered = _gathering;
            _gathering = new CommitBatch();
            if (_closing)
            {
                _idle?.TrySetResult();
            }
            else
            {
                _probeTimer.Change(_options.ProbeInterval, Timeout.InfiniteTimeSpan);
            }
        }

        job.Batch.Fail(error);
        gathered.Fail(error);
        return first;
    }

    /// <summary>Space is short, or no longer.</summary>
    /// <returns>Whether that is new.</returns>
    public bool SetLowSpace(bool low)
    {
        lock (Gate)
        {
            var state = low ? LogState.LowSpace : LogState.Healthy;
            if (_error is not null || _closing)
            {
                return false;
            }

            if (low)
            {
                _probeTimer.Change(_options.ProbeInterval, Timeout.InfiniteTimeSpan);
            }

            var changed = _state != state;
            _state = state;
            return changed;
        }
    }

    /// <summary>A record that names a blob is dead.</summary>
    public void ReleaseBlob(long number)
    {
        lock (Gate)
        {
            _blobs.Release(number, _buffer.LastPosition);
        }
    }

    /// <summary>Hands over the blobs that may be deleted.</summary>
    public void TakeDeadBlobs(List<long> numbers)
    {
        lock (Gate)
        {
            _blobs.TakeDead(_synced, numbers);
        }
    }

    /// <summary>Writes and syncs what is left, if it can, and stops the writer.</summary>
    public async ValueTask CloseAsync()
    {
        bool start;
        lock (Gate)
        {
            _closing = true;
            _probeDue |= _error is not null;
            _idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            start = TryStart();
            if (!_running)
            {
                _idle.SetResult();
            }
        }

        if (start)
        {
            _start();
        }

        await _idle.Task.ConfigureAwait(false);
        CommitBatch gathered;
        lock (Gate)
        {
            _error ??= new LogFailedException("The log was closed.");
            _state = LogState.Closed;
            gathered = _gathering;
        }

        gathered.Fail(_error);
    }

    public void Dispose()
    {
        _delayTimer.Dispose();
        _flushTimer.Dispose();
        _probeTimer.Dispose();
    }

    private ITimer Timer(Action<CommitQueue> due) =>
        _time.CreateTimer(
            _ =>
            {
                bool start;
                lock (Gate)
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

    private bool TryStart()
    {
        if (_running || !HasWork() || MustDelay())
        {
            return false;
        }

        return _running = true;
    }

    private bool HasWork()
    {
        if (_state == LogState.Closed)
        {
            return false;
        }

        if (_error is not null)
        {
            return _probeDue;
        }

        return _gathering.HasWaiters
            || _probeDue
            || _syncDue
            || (_flushDue && _buffer.UnwrittenBytes > 0)
            || _buffer.UnwrittenBytes + _blobs.UnwrittenBytes >= _options.CommitBytes
            || (_closing && (_synced < _buffer.LastPosition || _blobs.DeadCount > 0));
    }

    /// <summary>Whether those who wait should wait for company. Sees to it that the wait ends.</summary>
    private bool MustDelay()
    {
        if (_gathering.SyncedWaiters == 0 || _gathering.WrittenWaiters > 0 || _error is not null || _probeDue || _syncDue || _closing)
        {
            return false;
        }

        var delay = _pace.Delay(_gathering.SyncedWaiters, _buffer.UnwrittenBytes + _blobs.UnwrittenBytes, _time.GetTimestamp());
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

    private void ThrowIfFull(int bytes)
    {
        if (_state == LogState.Closed)
        {
            throw new LogFailedException("The log is closed.");
        }

        if (BufferedBytes + bytes > _options.MaximumBufferedBytes)
        {
            throw new LogFullException(
                $"{BufferedBytes} bytes wait in memory to be written, and no more than {_options.MaximumBufferedBytes} may.", _error);
        }
    }
}
