namespace Topiary.Storage;

/// <summary>What waits to be written, who waits for that, how far writing has come, and whether it works. Guarded by the log's lock.</summary>
internal sealed class PendingWork
{
    private const int DeadBlobsBeforeSync = 16;

    private readonly RecordLogOptions _options;
    private readonly BlobStore _blobs;
    private readonly AppendBuffer _buffer = new();
    private readonly CommitPace _pace;
    private CommitBatch _gathering = new();
    private CommitBatch? _draining;
    private long _drainingLast;
    private long _written;
    private long _synced;
    private long _marked;
    private long _writtenSinceSync;
    private Exception? _error;

    /// <param name="options">Sizes and times.</param>
    /// <param name="blobs">Large payloads.</param>
    /// <param name="lastPosition">Position of the newest record on the disk.</param>
    public PendingWork(RecordLogOptions options, BlobStore blobs, long lastPosition)
    {
        _options = options;
        _blobs = blobs;
        _pace = new CommitPace(options);
        _buffer.LastPosition = lastPosition;
        _written = _synced = _marked = lastPosition;
    }

    public LogState State { get; set; } = LogState.Healthy;

    /// <summary>Why commits fail; null when they do not. May be read without the lock.</summary>
    public Exception? Error { get => Volatile.Read(ref _error); set => Volatile.Write(ref _error, value); }

    /// <summary>Whether the log is to end: everything is written and synced at once.</summary>
    public bool IsClosing { get; set; }

    /// <summary>Whether what nobody commits is to be written.</summary>
    public bool IsFlushDue { get; set; }

    /// <summary>Whether the disk is to be tried, or its space looked at.</summary>
    public bool IsProbeDue { get; set; }

    public CommitTimes Times { get; } = new();

    /// <summary>How many records were appended.</summary>
    public long Records { get; private set; }

    public long LastPosition => _buffer.LastPosition;

    /// <summary>Bytes in memory that the disk has not.</summary>
    public long BufferedBytes => _buffer.Bytes + _blobs.PendingBytes;

    /// <summary>Bytes that were not handed to the writer.</summary>
    public long UnwrittenBytes => _buffer.UnwrittenBytes + _blobs.UnwrittenBytes;

    /// <summary>Whether there is something to write now, but for waiting for company.</summary>
    public bool IsAny
    {
        get
        {
            if (State == LogState.Closed)
            {
                return false;
            }

            if (Error is not null)
            {
                return IsProbeDue;
            }

            return _gathering.HasWaiters
                || IsProbeDue
                || (IsFlushDue && _buffer.UnwrittenBytes > 0)
                || UnwrittenBytes >= _options.CommitBytes
                || (IsClosing && (_synced < _buffer.LastPosition || _blobs.DeadCount > 0));
        }
    }

    /// <summary>Adds a record, which gets the next position.</summary>
    public LogEntry Append(byte type, ReadOnlySpan<byte> body, ReadOnlySpan<byte> payload, byte[]? newBlob, uint checksum, long namedBlob)
    {
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
        return new LogEntry(position, _buffer.Append(type, body, payload, reference), reference.Number);
    }

    public bool IsSafe(long position, LogDurability level) => position <= (level == LogDurability.Disk ? _synced : _written);

    /// <summary>Somebody waits for a position.</summary>
    public Task Wait(long position, LogDurability level, long now)
    {
        var batch = _draining is not null && position <= _drainingLast ? _draining : _gathering;
        return batch.Wait(level, now);
    }

    /// <summary>How long those who wait for a sync should go on waiting for company.</summary>
    public TimeSpan Delay()
    {
        var mustHurry = _gathering.SyncedWaiters == 0 || _gathering.WrittenWaiters > 0 || Error is not null || IsProbeDue || IsClosing;
        return mustHurry ? TimeSpan.Zero : _pace.Delay(_gathering.SyncedWaiters, UnwrittenBytes, _options.TimeProvider.GetTimestamp());
    }

    /// <summary>Hands everything that waits to the writer.</summary>
    public void Take(WriteJob job)
    {
        job.Clear();
        job.Resume = Error is not null;
        job.Probe = IsProbeDue;
        job.FirstUnsynced = _synced + 1;
        job.MustSync = job.Resume || IsClosing || _blobs.DeadCount >= DeadBlobsBeforeSync;
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
        IsFlushDue = IsProbeDue = false;
    }

    /// <summary>A job was written.</summary>
    /// <returns>Whether it is to be synced too.</returns>
    public bool Written(WriteJob job, long bytes)
    {
        var now = _options.TimeProvider.GetTimestamp();
        _written = job.Last;
        _writtenSinceSync += bytes;
        if (job.Batch.WrittenWaiters > 0)
        {
            Times.Add(_options.TimeProvider.GetElapsedTime(job.Batch.FirstWaiter, now), job.Batch.WrittenWaiters);
        }

        if (job.MustSync || job.Batch.SyncedWaiters > 0 || _writtenSinceSync >= _options.MaximumUnsyncedBytes)
        {
            _pace.Began(now, job.Batch.SyncedWaiters);
            return true;
        }

        _draining = null;
        return false;
    }

    /// <summary>A job was synced, and everything before it.</summary>
    /// <returns>Whether the log was in an error until now.</returns>
    public bool Synced(WriteJob job)
    {
        _synced = job.Last;
        _writtenSinceSync = 0;
        _draining = null;
        _buffer.Release();
        if (job.Batch.SyncedWaiters > 0)
        {
            Times.Add(_options.TimeProvider.GetElapsedTime(job.Batch.FirstWaiter), job.Batch.SyncedWaiters);
        }

        if (Error is null)
        {
            return false;
        }

        Error = null;
        State = LogState.Healthy;
        return true;
    }

    /// <summary>A job could not be written or synced: all of it is to be written once more, elsewhere.</summary>
    /// <returns>Those who have come meanwhile, and wait in vain too.</returns>
    public CommitBatch Failed(WriteJob job, LogState state, Exception error)
    {
        State = state;
        Error = error;
        _blobs.PutBack(job.Blobs);
        _draining = null;
        _marked = 0;
        return TakeWaiters();
    }

    /// <summary>Hands over the blobs that may be deleted.</summary>
    public void TakeDeadBlobs(List<long> numbers) => _blobs.TakeDead(_synced, numbers);

    /// <summary>Takes those who wait for what was not handed to the writer.</summary>
    public CommitBatch TakeWaiters()
    {
        var gathered = _gathering;
        _gathering = new CommitBatch();
        return gathered;
    }
}
