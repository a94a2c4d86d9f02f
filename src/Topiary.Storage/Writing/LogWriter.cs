namespace Topiary.Storage;

/// <summary>
/// Brings records to the disk, one job at a time: while one is written and synced, the next one gathers. It has no thread of its own; the
/// queue starts it on the thread pool when there is something to do.
/// </summary>
internal sealed class LogWriter : IThreadPoolWorkItem, IDisposable
{
    private readonly LogDirectory _directory;
    private readonly RecordLogOptions _options;
    private readonly ILogOwner _owner;
    private readonly BlobStore _blobs;
    private readonly SegmentList _segments;
    private readonly SegmentWriter _file;
    private readonly Action _written;
    private readonly WriteJob _job = new();
    private readonly List<long> _deadBlobs = [];
    private long _bytesWritten;
    private long _syncs;
    private long _writes;
    private long _blobsWritten;
    private long _failures;

    /// <param name="directory">Where the files are.</param>
    /// <param name="options">Sizes and times.</param>
    /// <param name="owner">Who is told of errors.</param>
    /// <param name="recovered">What the directory holds.</param>
    /// <param name="written">Called after a job was written and synced.</param>
    public LogWriter(LogDirectory directory, RecordLogOptions options, ILogOwner owner, RecoveredLog recovered, Action written)
    {
        _directory = directory;
        _options = options;
        _owner = owner;
        _blobs = recovered.Blobs;
        _segments = recovered.Segments;
        _written = written;
        _file = new SegmentWriter(directory, recovered.LogId, recovered.Epoch, options.SegmentBytes, recovered.LastNumber);
        Queue = new CommitQueue(options, _blobs, recovered.LastPosition, () => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false));
    }

    public CommitQueue Queue { get; }

    public long Syncs => Volatile.Read(ref _syncs);

    public long Writes => Volatile.Read(ref _writes);

    public long BytesWritten => Volatile.Read(ref _bytesWritten);

    public long BlobsWritten => Volatile.Read(ref _blobsWritten);

    public long Failures => Volatile.Read(ref _failures);

    /// <summary>Begins the first segment. Nothing may be appended before. A full disk is no reason not to: the log begins as full, then.</summary>
    public void Start(long first)
    {
        try
        {
            StartSegment(first);
            CheckSpace();
        }
        catch (IOException exception) when (DiskFull.Caused(exception))
        {
            Fail(_job, exception);
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        while (Queue.TryTake(_job))
        {
            Run(_job);
        }
    }

    public void Dispose()
    {
        Queue.Dispose();
        _file.Abandon();
    }

    private void Run(WriteJob job)
    {
        try
        {
            if (job.Resume)
            {
                _file.Abandon();
                StartSegment(job.FirstUnsynced);
            }

            WriteBlobs(job);
            if (Queue.Written(job, WriteRecords(job)))
            {
                Sync();
                if (Queue.SyncDone(job))
                {
                    _owner.OnStateChanged(LogState.Healthy, null);
                    CheckSpace();
                }
            }
            else if (job.Probe)
            {
                CheckSpace();
            }

            DeleteBlobs();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Fail(job, exception);
            return;
        }

        _written();
    }

    private void WriteBlobs(WriteJob job)
    {
        if (job.Blobs.Count == 0)
        {
            return;
        }

        _blobs.Write(job.Blobs);
        Interlocked.Add(ref _blobsWritten, job.Blobs.Count);
        Interlocked.Add(ref _bytesWritten, job.Blobs.Sum(blob => (long)blob.File.Length));
        Queue.BlobsWritten(job);
    }

    private long WriteRecords(WriteJob job)
    {
        var bytes = 0L;
        foreach (var range in job.Ranges)
        {
            if (_file.IsFull)
            {
                _file.Finish();
                Interlocked.Increment(ref _syncs);
                StartSegment(_file.NextPosition);
                CheckSpace();
            }

            var end = _file.Write(range);
            lock (Queue.Gate)
            {
                _segments.Grow(_file.Current!, end);
            }

            bytes += range.To - range.From;
            Interlocked.Increment(ref _writes);
        }

        Interlocked.Add(ref _bytesWritten, bytes);
        return bytes;
    }

    private void Sync()
    {
        _file.Sync();
        Interlocked.Increment(ref _syncs);
    }

    private void StartSegment(long first)
    {
        var segment = _file.Start(first);
        lock (Queue.Gate)
        {
            _segments.Add(segment);
        }
    }

    private void DeleteBlobs()
    {
        Queue.TakeDeadBlobs(_deadBlobs);
        foreach (var number in _deadBlobs)
        {
            _blobs.Delete(FileNames.Blob(number), NotDeleted);
        }

        _deadBlobs.Clear();
    }

    private void NotDeleted(string name, Exception exception) =>
        _owner.OnProblem(new LogProblem(LogProblemKind.NotDeleted, name, 0, 0, 0, $"'{name}' in '{_directory.Path}' could not be deleted: {exception.Message}"));

    private void CheckSpace()
    {
        var free = _directory.FreeBytes;
        var low = free < _options.MinimumFreeBytes;
        if (Queue.SetLowSpace(low))
        {
            _owner.OnStateChanged(
                low ? LogState.LowSpace : LogState.Healthy,
                low ? new LogFullException($"Only {free} bytes are free for '{_directory.Path}', fewer than {_options.MinimumFreeBytes}.") : null);
        }
    }

    private void Fail(WriteJob job, Exception exception)
    {
        Interlocked.Increment(ref _failures);
        var full = DiskFull.Caused(exception);
        var where = _file.Current is { } current ? $"'{current.Name}' at {current.End} in '{_directory.Path}'" : $"'{_directory.Path}'";
        LogException error = full
            ? new LogFullException($"The disk is full: {exception.Message} ({where})", exception)
            : new LogFailedException($"Writing the log has failed: {exception.Message} ({where})", exception);
        var state = full ? LogState.Full : LogState.Failed;
        if (Queue.Failed(job, state, error))
        {
            _owner.OnStateChanged(state, error);
        }
    }
}
