namespace Topiary.Storage;

/// <summary>
/// An append-only log of records in a directory. Appending never waits for the disk; committing does, together with all others who commit at
/// the time. The format is in docs/adr/0008-log-format.md.
/// </summary>
/// <remarks>Threading: every method may be called by any thread once <see cref="OpenAsync"/> has completed.</remarks>
public sealed class RecordLog : IAsyncDisposable
{
    /// <summary>Bytes that a record may have, its payload included unless that is a blob.</summary>
    public const int MaximumBodyBytes = 192 * 1024;

    private readonly LogDirectory _directory;
    private readonly ILogOwner _owner;
    private readonly RecordLogOptions _options;
    private IDisposable? _lock;
    private RecoveredLog? _recovered;
    private LogWriter? _writer;
    private Compactor? _compactor;
    private int _disposed;

    /// <summary>Creates a log that is not open yet.</summary>
    /// <param name="directory">Where its files are.</param>
    /// <param name="owner">Who knows what its records mean.</param>
    /// <param name="options">Sizes and times.</param>
    public RecordLog(LogDirectory directory, ILogOwner owner, RecordLogOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(owner);
        _directory = directory;
        _owner = owner;
        _options = options ?? new RecordLogOptions();
        _options.Validate();
    }

    /// <summary>What the log can do at the moment.</summary>
    public LogState State => _writer?.Queue.State ?? LogState.Opening;

    /// <summary>Why commits fail at the moment; null when they do not.</summary>
    public Exception? Error => _writer?.Queue.Error;

    /// <summary>
    /// Whether something new should be taken on. False while the disk is full, failing or short of space, and while much waits for it: what can
    /// be refused should be refused then. What cannot be, such as the record that something is done, is still taken, and waits in memory.
    /// </summary>
    public bool Accepts => _writer?.Queue.Accepts ?? false;

    /// <summary>Position of the newest record.</summary>
    public long LastPosition => Writer.Queue.LastPosition;

    /// <summary>Whether the calling thread holds the lock of the log.</summary>
    internal bool IsLockedHere => Writer.Queue.Gate.IsHeldByCurrentThread;

    private LogWriter Writer => _writer ?? throw new InvalidOperationException("The log is not open.");

    /// <summary>
    /// Takes the directory, shows the owner every record in it, and gets ready for new ones. A torn end is cut and damage is set aside, so that
    /// the content of the directory never prevents it; only a directory that cannot be read or written does.
    /// </summary>
    /// <param name="cancellationToken">Stops it; the log is then of no use.</param>
    /// <returns>Completes when the log is open.</returns>
    /// <exception cref="LogLockedException">Somebody else uses the directory.</exception>
    /// <exception cref="LogException">The directory cannot be used, or was written by a newer version.</exception>
    public ValueTask OpenAsync(CancellationToken cancellationToken = default)
    {
        if (_lock is not null || _disposed != 0)
        {
            throw new InvalidOperationException("A log is opened once.");
        }

        return new ValueTask(Task.Run(() => Open(cancellationToken), cancellationToken));
    }

    /// <summary>Appends a record.</summary>
    /// <param name="type">What it is, to the owner: 1 to 254.</param>
    /// <param name="body">Its bytes, <see cref="MaximumBodyBytes"/> at most.</param>
    /// <returns>Where it is.</returns>
    public LogEntry Append(byte type, ReadOnlySpan<byte> body) => Append(type, body, default);

    /// <summary>Appends a record with a payload, which becomes a blob if it is large.</summary>
    /// <param name="type">What it is, to the owner: 1 to 254.</param>
    /// <param name="body">Its bytes.</param>
    /// <param name="payload">What follows them, or is kept in a blob.</param>
    /// <returns>Where it is.</returns>
    public LogEntry Append(byte type, ReadOnlySpan<byte> body, ReadOnlySpan<byte> payload) => Append(type, body, payload, payload.Length);

    /// <summary>Appends a record with content that <see cref="IsBlob"/> puts into a blob or not.</summary>
    /// <param name="type">What it is, to the owner: 1 to 254.</param>
    /// <param name="body">Its bytes.</param>
    /// <param name="content">What follows them, or is kept in a blob.</param>
    /// <param name="payloadLength">How many bytes of the content are the payload.</param>
    /// <returns>Where it is.</returns>
    public LogEntry Append(byte type, ReadOnlySpan<byte> body, ReadOnlySpan<byte> content, int payloadLength)
    {
        if (!IsBlob(content.Length, payloadLength))
        {
            Check(type, body.Length + content.Length);
            return Count(Writer.Queue.Append(type, body, content, null, 0, 0));
        }

        Check(type, body.Length);
        var file = GC.AllocateUninitializedArray<byte>(BlobHeader.Length + content.Length);
        content.CopyTo(file.AsSpan(BlobHeader.Length));
        return Count(Writer.Queue.Append(type, body, default, file, Checksum.Of(content), 0));
    }

    /// <summary>Whether content is kept in a blob: for the size of its payload, or as it is more than half of what a record may have.</summary>
    /// <param name="contentLength">Bytes of the content.</param>
    /// <param name="payloadLength">How many of them are the payload.</param>
    /// <returns>True for a blob, false for the record itself.</returns>
    public bool IsBlob(int contentLength, int payloadLength) => payloadLength >= _options.BlobThreshold || contentLength > MaximumBodyBytes / 2;

    /// <summary>Appends a record that names the blob of another one, which is not dead yet.</summary>
    /// <param name="type">What it is, to the owner: 1 to 254.</param>
    /// <param name="body">Its bytes.</param>
    /// <param name="blob">The blob, from <see cref="LogEntry.Blob"/>.</param>
    /// <returns>Where it is.</returns>
    public LogEntry AppendWithBlob(byte type, ReadOnlySpan<byte> body, long blob)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(blob, 1);
        Check(type, body.Length);
        return Count(Writer.Queue.Append(type, body, default, null, 0, blob));
    }

    /// <summary>
    /// Says that a record matters no more. Exactly once for each entry: when it is superseded or removed, and for a record that only says that
    /// something is gone, as soon as it was appended.
    /// </summary>
    /// <param name="entry">The record.</param>
    public void MarkDead(in LogEntry entry)
    {
        var recovered = _recovered ?? throw new InvalidOperationException("The log is not open.");
        recovered.Segments.AddLive(-entry.Size);
        if (!entry.HasBlob)
        {
            return;
        }

        if (_writer is { } writer)
        {
            writer.Queue.ReleaseBlob(entry.Blob);
        }
        else
        {
            // Everything that is read while opening is synced before the log is open.
            recovered.Blobs.Release(entry.Blob, 0);
        }
    }

    /// <summary>Waits until everything up to a position is safe.</summary>
    /// <param name="position">The position, from <see cref="LogEntry.Position"/> or <see cref="LastPosition"/>.</param>
    /// <param name="level">How safe.</param>
    /// <param name="cancellationToken">Stops the wait, not what is waited for.</param>
    /// <returns>Completes when it is; at once if it is already.</returns>
    /// <exception cref="LogFailedException">A write or sync has failed: it may be lost. Later commits work again once the log has recovered.</exception>
    /// <exception cref="LogFullException">The disk is full.</exception>
    public ValueTask CommitAsync(long position, LogDurability level, CancellationToken cancellationToken = default) =>
        Writer.Queue.CommitAsync(position, level, cancellationToken);

    /// <summary>Reads the payload of a live record that is in a blob.</summary>
    /// <param name="blob">The blob, from <see cref="LogEntry.Blob"/>.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The payload.</returns>
    /// <exception cref="LogBlobException">It is missing or damaged.</exception>
    public ValueTask<ReadOnlyMemory<byte>> ReadBlobAsync(long blob, CancellationToken cancellationToken = default)
    {
        var recovered = _recovered ?? throw new InvalidOperationException("The log is not open.");
        if (_writer is { } writer)
        {
            lock (writer.Queue.Gate)
            {
                if (recovered.Blobs.Pending(blob) is { } pending)
                {
                    return new(pending.File.AsMemory(BlobHeader.Length));
                }

                if (recovered.Blobs.TryGet(blob, out var reference))
                {
                    return new(Task.Run(() => new ReadOnlyMemory<byte>(recovered.Blobs.Read(reference)), cancellationToken));
                }
            }
        }
        else if (recovered.Blobs.TryGet(blob, out var reference))
        {
            return new(recovered.Blobs.Read(reference));
        }

        throw new LogBlobException($"No live record in '{_directory.Path}' names the blob {blob}.");
    }

    /// <summary>What the log has done and what it holds.</summary>
    /// <returns>A snapshot.</returns>
    public LogStatistics GetStatistics()
    {
        var writer = Writer;
        var segments = _recovered!.Segments;
        lock (writer.Queue.Gate)
        {
            return new LogStatistics
            {
                Records = writer.Queue.Work.Records,
                BytesWritten = writer.BytesWritten,
                Syncs = writer.Syncs,
                Writes = writer.Writes,
                Blobs = writer.BlobsWritten,
                Failures = writer.Failures,
                SegmentsCompacted = _compactor!.SegmentsCompacted,
                Commits = writer.Queue.Work.Times.Total,
                CommitMedian = writer.Queue.Work.Times.Percentile(0.5),
                Commit99 = writer.Queue.Work.Times.Percentile(0.99),
                Segments = segments.Count,
                TotalBytes = segments.TotalBytes,
                LiveBytes = segments.LiveBytes,
                BufferedBytes = writer.Queue.Work.BufferedBytes,
                LongestHold = writer.Queue.LongestHold,
            };
        }
    }

    /// <summary>Compacts the oldest segment even if it is not worth it. Not needed in use.</summary>
    public void RequestCompaction()
    {
        _ = Writer;
        _compactor!.Start(requested: true);
    }

    /// <summary>Writes and syncs what is left, if that is possible, and gives the directory free.</summary>
    /// <returns>Completes when that is done.</returns>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        if (_compactor is { } compactor)
        {
            await compactor.DisposeAsync().ConfigureAwait(false);
        }

        if (_writer is { } writer)
        {
            await writer.Queue.CloseAsync().ConfigureAwait(false);
            writer.Dispose();
        }

        _lock?.Dispose();
    }

    private static void Check(byte type, int length)
    {
        ArgumentOutOfRangeException.ThrowIfZero(type);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(type, RecordFormat.HighestOwnerType);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, MaximumBodyBytes);
    }

    private LogEntry Count(LogEntry entry)
    {
        _recovered!.Segments.AddLive(entry.Size);
        return entry;
    }

    private void Open(CancellationToken cancellationToken)
    {
        try
        {
            _directory.Ensure();
            _lock = _directory.Lock();
            var recovery = new LogRecovery(_directory, _owner.OnRecord, _owner.OnProblem, mayChange: true) { Begun = log => _recovered = log };
            var recovered = recovery.Run(cancellationToken);
            recovered.Blobs.DeleteOrphans(recovery.Names, NotDeleted);
            var writer = new LogWriter(_directory, _options, _owner, recovered, () => _compactor?.Start(requested: false));
            writer.Start(recovered.LastPosition + 1);
            _compactor = new Compactor(_directory, _options, _owner, writer, recovered.Segments);
            _writer = writer;
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException || (exception is IOException && exception is not LogException))
        {
            _lock?.Dispose();
            throw new LogFailedException($"The log in '{_directory.Path}' cannot be opened: {exception.Message}", exception);
        }
        catch
        {
            _lock?.Dispose();
            throw;
        }
    }

    private void NotDeleted(string name, Exception exception) =>
        _owner.OnProblem(new LogProblem(LogProblemKind.NotDeleted, name, 0, 0, 0, $"'{name}' in '{_directory.Path}' could not be deleted: {exception.Message}"));
}
