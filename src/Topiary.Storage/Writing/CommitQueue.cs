namespace Topiary.Storage;

/// <summary>
/// The lock of the whole log, with what is done under it: appending and waiting from any thread, and what the writer takes and reports. It is
/// never held across input or output, nor while somebody who waited goes on.
/// </summary>
internal sealed class CommitQueue : IDisposable
{
    private readonly RecordLogOptions _options;
    private readonly BlobStore _blobs;
    private readonly Action _start;
    private readonly PendingWork _work;
    private readonly WriterTrigger _trigger;
    private readonly HoldMeter _holds;
    private volatile LogState _state = LogState.Healthy;
    private TaskCompletionSource? _idle;

    /// <param name="options">Sizes and times.</param>
    /// <param name="blobs">Large payloads; guarded by the lock of this queue.</param>
    /// <param name="lastPosition">Position of the newest record on the disk.</param>
    /// <param name="start">Starts the writer. Called without the lock, never while the writer runs.</param>
    public CommitQueue(RecordLogOptions options, BlobStore blobs, long lastPosition, Action start)
    {
        _options = options;
        _blobs = blobs;
        _start = start;
        _work = new PendingWork(options, blobs, lastPosition);
        _holds = new HoldMeter(options.TimeProvider);
        _trigger = new WriterTrigger(options, Gate, _work, start);
    }

    public Lock Gate { get; } = new();

    public LogState State => _state;

    /// <summary>Why commits fail; null when they do not.</summary>
    public Exception? Error => _work.Error;

    public long LastPosition
    {
        get
        {
            lock (Gate)
            {
                return _work.LastPosition;
            }
        }
    }

    public bool Accepts
    {
        get
        {
            lock (Gate)
            {
                return _state == LogState.Healthy && _work.BufferedBytes <= _options.MaximumBufferedBytes;
            }
        }
    }

    /// <summary>What waits. Under the lock.</summary>
    public PendingWork Work => _work;

    /// <summary>The longest time for which the writer has held the lock.</summary>
    public TimeSpan LongestHold => _holds.Longest;

    public LogEntry Append(byte type, ReadOnlySpan<byte> body, ReadOnlySpan<byte> payload, byte[]? newBlob, uint checksum, long namedBlob)
    {
        LogEntry entry;
        bool start;
        lock (Gate)
        {
            if (_state == LogState.Closed)
            {
                throw new LogFailedException("The log is closed.");
            }

            entry = _work.Append(type, body, payload, newBlob, checksum, namedBlob);
            _trigger.FlushLater();
            start = _work.UnwrittenBytes >= _options.CommitBytes && _trigger.TryStart();
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
            ArgumentOutOfRangeException.ThrowIfGreaterThan(position, _work.LastPosition);
            if (_work.IsSafe(position, level))
            {
                return default;
            }

            if (_work.Error is { } error)
            {
                return ValueTask.FromException(error);
            }

            task = _work.Wait(position, level, _options.TimeProvider.GetTimestamp());
            start = _trigger.TryStart();
        }

        if (start)
        {
            _start();
        }

        return new ValueTask(cancellationToken.CanBeCanceled ? task.WaitAsync(cancellationToken) : task);
    }

    /// <summary>A record that names a blob is dead.</summary>
    public void ReleaseBlob(long number)
    {
        lock (Gate)
        {
            _blobs.Release(number, _work.LastPosition);
        }
    }

    /// <summary>Gives the writer something to do. False: there is nothing, and the writer stops.</summary>
    public bool TryTake(WriteJob job)
    {
        lock (Gate)
        {
            using var hold = _holds.Begin();
            if (_trigger.IsDue)
            {
                _work.Take(job);
                return true;
            }

            _trigger.Stopped();
            if (_work.IsClosing)
            {
                _idle?.TrySetResult();
            }

            return false;
        }
    }

    /// <summary>The blobs of a job are on the disk.</summary>
    public void BlobsWritten(WriteJob job)
    {
        lock (Gate)
        {
            using var hold = _holds.Begin();
            _blobs.Written(job.Blobs);
            job.Blobs.Clear();
        }
    }

    /// <summary>A job was written.</summary>
    /// <returns>Whether it is to be synced too.</returns>
    public bool Written(WriteJob job, long bytes)
    {
        bool sync;
        lock (Gate)
        {
            using var hold = _holds.Begin();
            sync = _work.Written(job, bytes);
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
            using var hold = _holds.Begin();
            resumed = _work.Synced(job);
            _state = _work.State;
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
            using var hold = _holds.Begin();
            first = _state != state;
            _state = state;
            gathered = _work.Failed(job, state, error);
            if (_work.IsClosing)
            {
                _idle?.TrySetResult();
            }
            else
            {
                _trigger.ProbeLater();
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
            if (_work.Error is not null || _work.IsClosing)
            {
                return false;
            }

            if (low)
            {
                _trigger.ProbeLater();
            }

            var changed = _state != state;
            _state = _work.State = state;
            return changed;
        }
    }

    /// <summary>Hands over the blobs that may be deleted.</summary>
    public void TakeDeadBlobs(List<long> numbers)
    {
        lock (Gate)
        {
            using var hold = _holds.Begin();
            _work.TakeDeadBlobs(numbers);
        }
    }

    /// <summary>Writes and syncs what is left, if it can, and stops the writer.</summary>
    public async ValueTask CloseAsync()
    {
        bool start;
        lock (Gate)
        {
            _work.IsClosing = true;
            _work.IsProbeDue |= _work.Error is not null;
            _idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            start = _trigger.TryStart();
            if (!_trigger.IsRunning)
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
        Exception error;
        lock (Gate)
        {
            error = _work.Error ??= new LogFailedException("The log was closed.");
            _state = _work.State = LogState.Closed;
            gathered = _work.TakeWaiters();
        }

        gathered.Fail(error);
    }

    public void Dispose() => _trigger.Dispose();
}
