namespace Topiary.Storage;

/// <summary>
/// Gets rid of the dead: reads the oldest segment, lets the owner append again what is alive in it, syncs that, and deletes the segment.
/// Always the oldest, so that what says that something is gone is never deleted before that something. Appends go on meanwhile.
/// </summary>
/// <remarks>
/// While more than half of the log is dead, a round through all of it copies no more than it frees: each byte is written at most twice.
/// Small segments, as every restart leaves one, are merged in the same way when there are many of them.
/// </remarks>
internal sealed class Compactor(LogDirectory directory, RecordLogOptions options, ILogOwner owner, LogWriter writer, SegmentList segments) : IAsyncDisposable
{
    private const int StepBytes = 256 * 1024;
    private const int ToleratedSegments = 16;

    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _startGate = new();
    private Task _running = Task.CompletedTask;
    private bool _requested;
    private long _compacted;

    public long SegmentsCompacted => Volatile.Read(ref _compacted);

    /// <summary>Compacts in the background if it is worth it.</summary>
    /// <param name="requested">Whether to do one segment even if it is not.</param>
    public void Start(bool requested)
    {
        if (!requested && !IsWorthIt())
        {
            return;
        }

        lock (_startGate)
        {
            _requested |= requested;
            if (_running.IsCompleted && !_stop.IsCancellationRequested)
            {
                _running = Task.Run(RunAsync);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task running;
        lock (_startGate)
        {
            _stop.Cancel();
            running = _running;
        }

        await running.ConfigureAwait(false);
        _stop.Dispose();
    }

    private bool IsWorthIt()
    {
        lock (writer.Queue.Gate)
        {
            var total = segments.TotalBytes;
            return segments.OldestClosed is not null
                && writer.Queue.State is LogState.Healthy or LogState.LowSpace
                && ((total >= options.MinimumCompactionBytes && total - segments.LiveBytes > total * options.CompactionRatio)
                    || segments.Count > ToleratedSegments + (2 * total / options.SegmentBytes));
        }
    }

    private async Task RunAsync()
    {
        try
        {
            while (!_stop.IsCancellationRequested && (TakeRequest() || IsWorthIt()))
            {
                Segment? oldest;
                lock (writer.Queue.Gate)
                {
                    oldest = segments.OldestClosed;
                }

                if (oldest is null)
                {
                    return;
                }

                await CompactAsync(oldest).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The segment stays; the next one who opens the log compacts it.
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            owner.OnProblem(new LogProblem(
                LogProblemKind.CompactionFailed, "", 0, 0, 0, $"Compacting '{directory.Path}' has failed, and is tried again later: {exception.Message}"));
        }
    }

    private bool TakeRequest()
    {
        lock (_startGate)
        {
            var requested = _requested;
            _requested = false;
            return requested;
        }
    }

    private async Task CompactAsync(Segment segment)
    {
        var damaged = await CopyAsync(segment).ConfigureAwait(false);

        // What supersedes the dead of the segment is on the disk before they go.
        await writer.Queue.CommitAsync(writer.Queue.LastPosition, LogDurability.Disk, _stop.Token).ConfigureAwait(false);
        if (damaged)
        {
            var name = FileNames.Quarantine(segment.Name, directory.List());
            directory.Rename(segment.Name, name);
            owner.OnProblem(new LogProblem(
                LogProblemKind.DamagedSegment, segment.Name, 0, 0, 0, $"'{segment.Name}' in '{directory.Path}' had become damaged; its whole records were kept, and it was set aside."));
        }
        else
        {
            directory.Delete(segment.Name);
        }

        // It stays the oldest until it is certainly gone: if it came back, the next one would be missed.
        directory.Sync();
        lock (writer.Queue.Gate)
        {
            segments.RemoveOldest(segment);
        }

        Interlocked.Increment(ref _compacted);
    }

    /// <summary>Lets the owner append again what is alive in a segment.</summary>
    /// <returns>Whether a part of it could not be read.</returns>
    private async Task<bool> CopyAsync(Segment segment)
    {
        var damaged = false;
        try
        {
            using var file = directory.Open(segment.Name, writable: false);
            var scanner = new SegmentScanner(file, segment.Header, segment.End);
            while (Step(scanner, ref damaged))
            {
                await writer.Queue.CommitAsync(writer.Queue.LastPosition, LogDurability.Disk, _stop.Token).ConfigureAwait(false);
            }
        }
        catch (FileNotFoundException)
        {
            // An earlier attempt has deleted it, and failed after that.
        }

        return damaged;
    }

    /// <summary>Shows the owner a part of a segment.</summary>
    private bool Step(SegmentScanner scanner, ref bool damaged)
    {
        var end = scanner.End + StepBytes;
        while (scanner.End < end)
        {
            if (!scanner.MoveNext())
            {
                if (scanner.Offset < scanner.Limit)
                {
                    damaged = true;
                }

                if (!scanner.SkipDamage())
                {
                    return false;
                }
            }

            if (scanner.Type != RecordFormat.Mark)
            {
                var blob = scanner.NamesBlob ? scanner.Blob : default;
                owner.OnCompact(new LogRecord(scanner.Type, new LogEntry(scanner.Position, scanner.Size, blob.Number), scanner.Body, blob.Length));
            }
        }

        return true;
    }
}
