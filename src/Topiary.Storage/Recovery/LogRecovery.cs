namespace Topiary.Storage;

/// <summary>
/// Reads a log from its oldest record to its newest, verifies every one, and puts right what a loss of power or a bad disk has left.
/// </summary>
/// <param name="directory">Where.</param>
/// <param name="visit">Gets every record once, in the order of positions.</param>
/// <param name="problem">Is told what is wrong.</param>
/// <param name="mayChange">Whether files may be changed; else it only looks.</param>
internal sealed class LogRecovery(LogDirectory directory, LogRecordVisitor visit, Action<LogProblem> problem, bool mayChange)
{
    private readonly SegmentFinder _finder = new(directory, problem, mayChange);
    private RecoveredLog _log = null!;
    private long _last;
    private bool _mayMiss = true;

    /// <summary>Is told what is about to be filled, before the first record.</summary>
    public Action<RecoveredLog>? Begun { get; init; }

    /// <summary>Is told of every segment when it was read.</summary>
    public Action<SegmentReport>? SegmentRead { get; init; }

    /// <summary>The files of the directory.</summary>
    public IReadOnlyCollection<string> Names => _finder.Names;

    public RecoveredLog Run(CancellationToken cancellationToken)
    {
        var found = _finder.Find();
        var newest = found.Count > 0 ? found.Max(segment => segment.Header.Epoch) : 0;
        _log = new RecoveredLog(_finder.LogId, new BlobStore(directory, _finder.LogId)) { LastNumber = _finder.LastNumber, Epoch = newest + 1 };
        Begun?.Invoke(_log);
        for (var index = 0; index < found.Count; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var next = index + 1 < found.Count ? found[index + 1].Header : default(SegmentHeader?);
            Read(new SegmentPass(found[index], next), isNewest: next is null, mayBeUnsynced: found[index].Header.Epoch == newest);
        }

        if (mayChange)
        {
            directory.Sync();
        }

        _log.LastPosition = _last;
        return _log;
    }

    private void Read(SegmentPass pass, bool isNewest, bool mayBeUnsynced)
    {
        var segment = pass.Segment;
        if (segment.Header.First > _last + 1 && !_mayMiss)
        {
            Tell(LogProblemKind.MissingRecords, segment, 0, 0, segment.Header.First - 1 - _last, $"{segment.Header.First - 1 - _last} records before '{segment.Name}' in '{directory.Path}' are missing: a file was removed or cut.");
        }

        using (var file = directory.Open(segment.Name, writable: mayChange))
        {
            pass.Read(file, _last, Visit);
            Cut(pass, file, isNewest);
            if (mayChange && mayBeUnsynced)
            {
                file.Sync();
            }
        }

        _last = Math.Max(_last, Math.Max(pass.LastPosition, segment.Header.First - 1));
        _mayMiss = segment.Header.Repaired;
        SegmentRead?.Invoke(new SegmentReport(
            segment.Name, segment.Header.Number, segment.Header.Epoch, segment.Header.First, pass.LastPosition, pass.Records, pass.End - SegmentHeader.Length));
        Keep(segment.Name, Repair(pass), pass);
    }

    /// <summary>Adds a segment to the list, or deletes it when nothing is in it.</summary>
    private void Keep(string name, SegmentHeader header, SegmentPass pass)
    {
        if (pass.Records == 0 && pass.DamagedAt is null && mayChange)
        {
            directory.Delete(name);
            return;
        }

        _log.Segments.Add(new Segment(name, header) { End = pass.End });
    }

    private void Visit(SegmentScanner scanner)
    {
        _last = scanner.Position;
        var blob = default(BlobReference);
        if (scanner.NamesBlob)
        {
            blob = scanner.Blob;
            _log.Blobs.Name(blob);
        }

        _log.Segments.AddLive(scanner.Size);
        visit(new LogRecord(scanner.Type, new LogEntry(scanner.Position, scanner.Size, blob.Number), scanner.Body, blob.Length));
    }

    private void Cut(SegmentPass pass, LogFile file, bool isNewest)
    {
        var segment = pass.Segment;
        if (pass.TornAt is { } torn)
        {
            Tell(LogProblemKind.TornTail, segment, torn, segment.Length - torn, 0, $"The end of '{segment.Name}' in '{directory.Path}' was only half written; it was cut at {torn}.");
        }

        if (mayChange && isNewest && pass.DamagedAt is null && segment.Length > pass.End)
        {
            file.Truncate(pass.End);
        }
    }

    private SegmentHeader Repair(SegmentPass pass)
    {
        var segment = pass.Segment;
        if (pass.DamagedAt is null && (!segment.HeaderDamaged || pass.Records == 0))
        {
            return segment.Header;
        }

        Tell(
            LogProblemKind.DamagedSegment,
            segment,
            pass.DamagedAt ?? 0,
            pass.DamagedBytes,
            pass.LostRecords,
            $"'{segment.Name}' in '{directory.Path}' is damaged at {pass.DamagedAt ?? 0}: {pass.DamagedBytes} bytes and {pass.LostRecords} records are lost; {pass.Records} whole records were kept.");
        _mayMiss = true;
        if (!mayChange)
        {
            return segment.Header;
        }

        try
        {
            return SegmentRepair.Run(directory, segment, _finder);
        }
        catch (IOException exception)
        {
            Tell(LogProblemKind.UnusableSegment, segment, 0, 0, 0, $"'{segment.Name}' in '{directory.Path}' could not be replaced by its whole records; it is tried again at the next start: {exception.Message}");
            return segment.Header;
        }
    }

    private void Tell(LogProblemKind kind, FoundSegment segment, long offset, long bytes, long records, string message) =>
        problem(new LogProblem(kind, segment.Name, offset, bytes, records, message));
}
