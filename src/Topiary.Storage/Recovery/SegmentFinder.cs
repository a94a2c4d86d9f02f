namespace Topiary.Storage;

/// <summary>Finds the segments that belong to a log, and sets aside what only looks like one.</summary>
/// <param name="directory">Where.</param>
/// <param name="problem">Is told what is wrong.</param>
/// <param name="mayChange">Whether files may be renamed and deleted.</param>
internal sealed class SegmentFinder(LogDirectory directory, Action<LogProblem> problem, bool mayChange)
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<FoundSegment> _found = [];

    /// <summary>The greatest number that a segment has or could have had.</summary>
    public long LastNumber { get; private set; }

    public ulong LogId { get; private set; }

    /// <summary>Whether the directory held no log.</summary>
    public bool IsNew { get; private set; }

    public IReadOnlyCollection<string> Names => _names;

    /// <summary>The log's segments, oldest first.</summary>
    public List<FoundSegment> Find()
    {
        _names.UnionWith(directory.List());
        FinishRepairs();
        foreach (var name in _names.Order(StringComparer.Ordinal).ToList())
        {
            if (FileNames.TryParseSegment(name, out var number))
            {
                LastNumber = Math.Max(LastNumber, number);
                Look(name);
            }
        }

        Identify();
        foreach (var foreign in _found.Where(segment => segment.Header.LogId != LogId))
        {
            problem(new LogProblem(LogProblemKind.ForeignSegment, foreign.Name, 0, foreign.Length, 0, $"'{foreign.Name}' in '{directory.Path}' is a segment of another log."));
            Quarantine(foreign.Name);
        }

        _found.RemoveAll(segment => segment.Header.LogId != LogId);
        foreach (var misnamed in _found.Where(segment => segment.Name != FileNames.Segment(segment.Header.Number)))
        {
            problem(new LogProblem(
                LogProblemKind.MisnamedSegment, misnamed.Name, 0, 0, 0, $"'{misnamed.Name}' in '{directory.Path}' is segment {misnamed.Header.Number}, and is used as that."));
        }

        _found.Sort(static (left, right) => left.Header.Number.CompareTo(right.Header.Number));
        LastNumber = Math.Max(LastNumber, _found.Count > 0 ? _found[^1].Header.Number : 0);
        return _found;
    }

    /// <summary>Gives a file a name that nobody looks for.</summary>
    public void Quarantine(string name)
    {
        if (!mayChange)
        {
            return;
        }

        var to = FileNames.Quarantine(name, _names);
        directory.Rename(name, to);
        _names.Remove(name);
        _names.Add(to);
    }

    private void Look(string name)
    {
        using var file = directory.Open(name, writable: false);
        Span<byte> bytes = stackalloc byte[SegmentHeader.Length];
        bytes = bytes[..ReadStart(file, bytes)];
        var length = file.Length;
        if (SegmentHeader.Read(bytes, Path.Combine(directory.Path, name), out var damaged) is { } header)
        {
            _found.Add(new FoundSegment(name, header, damaged, length));
            return;
        }

        if (SegmentHeader.IsUnfinished(bytes) && IsBlank(file))
        {
            // The machine went down while it was made. It was never used.
            if (mayChange)
            {
                directory.Delete(name);
                _names.Remove(name);
            }

            return;
        }

        problem(new LogProblem(
            LogProblemKind.UnusableSegment, name, 0, length, 0, $"'{name}' in '{directory.Path}' has no readable header. It was set aside; what it held is lost."));
        Quarantine(name);
    }

    private static int ReadStart(LogFile file, Span<byte> bytes)
    {
        try
        {
            return file.Read(bytes, 0);
        }
        catch (IOException)
        {
            // A header that the disk cannot read is a header that is damaged.
            return 0;
        }
    }

    private static bool IsBlank(LogFile file) =>
        new SegmentScanner(file, default, file.Length).IsBlankFromHere();

    /// <summary>A segment that was being replaced by its whole records: it is finished if the old one is out of the way, else begun anew.</summary>
    private void FinishRepairs()
    {
        foreach (var name in _names.ToList())
        {
            if (!mayChange || !FileNames.TryParseRepair(name, out var segment))
            {
                continue;
            }

            if (_names.Add(segment))
            {
                directory.Rename(name, segment);
            }
            else
            {
                directory.Delete(name);
            }

            _names.Remove(name);
        }
    }

    private void Identify()
    {
        var ids = _found.GroupBy(segment => segment.Header.LogId).OrderByDescending(group => group.Count()).ThenBy(group => group.Key).ToList();
        var known = ReadIdentity();
        IsNew = ids.Count == 0 && known is null;
        if (known is { } id && (ids.Count == 0 || ids.Any(group => group.Key == id)))
        {
            LogId = id;
            return;
        }

        LogId = ids.Count > 0 ? ids[0].Key : LogIdentity.Next();
        if (!IsNew)
        {
            problem(new LogProblem(
                LogProblemKind.DamagedIdentity, FileNames.Identity, 0, 0, 0, $"'{FileNames.Identity}' in '{directory.Path}' was missing or wrong; it was written anew."));
        }

        WriteIdentity();
    }

    private ulong? ReadIdentity()
    {
        if (!_names.Contains(FileNames.Identity))
        {
            return null;
        }

        using var file = directory.Open(FileNames.Identity, writable: false);
        Span<byte> bytes = stackalloc byte[LogIdentity.Length];
        return LogIdentity.TryRead(bytes[..ReadStart(file, bytes)], out var id) ? id : null;
    }

    private void WriteIdentity()
    {
        if (!mayChange)
        {
            return;
        }

        Span<byte> bytes = stackalloc byte[LogIdentity.Length];
        LogIdentity.Write(bytes, LogId);
        using (var file = directory.Create(FileNames.New(FileNames.Identity), 0))
        {
            file.Write(bytes, 0);
            file.Sync();
        }

        directory.Rename(FileNames.New(FileNames.Identity), FileNames.Identity);
        directory.Sync();
        _names.Add(FileNames.Identity);
    }
}
