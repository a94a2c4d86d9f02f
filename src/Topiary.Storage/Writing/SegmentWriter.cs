namespace Topiary.Storage;

/// <summary>The segment that is written. Used by one thread at a time: the writer's.</summary>
internal sealed class SegmentWriter(LogDirectory directory, ulong logId, long epoch, int segmentBytes, long lastNumber) : IDisposable
{
    private readonly byte[] _header = new byte[SegmentHeader.Length];
    private long _lastNumber = lastNumber;
    private LogFile? _file;
    private uint _seed;

    /// <summary>The segment, once one was started.</summary>
    public Segment? Current { get; private set; }

    /// <summary>Position of the record that is written next.</summary>
    public long NextPosition { get; private set; }

    public bool IsFull => Current is { } current && current.End >= segmentBytes;

    /// <summary>Begins a segment, which is the newest from now on.</summary>
    public Segment Start(long first)
    {
        var header = new SegmentHeader(logId, epoch, ++_lastNumber, first, Repaired: false);
        var name = FileNames.Segment(header.Number);
        var file = directory.Create(name, segmentBytes);
        try
        {
            header.Write(_header);
            file.Write(_header, 0);
            file.Sync();
            directory.Sync();
        }
        catch
        {
            file.Dispose();
            directory.Delete(name);
            throw;
        }

        _file = file;
        _seed = header.Seed;
        NextPosition = first;
        return Current = new Segment(name, header);
    }

    /// <summary>Ties the records to their place, and writes them.</summary>
    /// <returns>Where they end, which becomes the end of the segment.</returns>
    public long Write(in ChunkRange range)
    {
        var bytes = range.Chunk.Data.AsSpan(range.From, range.To - range.From);
        for (var rest = bytes; rest.Length > 0;)
        {
            var record = rest[..RecordFormat.LengthOf(rest)];
            RecordFormat.Stamp(record, _seed, checked((uint)(NextPosition - Current!.Header.First)));
            if (RecordFormat.TypeOf(record) != RecordFormat.Mark)
            {
                NextPosition++;
            }

            rest = rest[record.Length..];
        }

        _file!.Write(bytes, Current!.End);
        return Current.End + bytes.Length;
    }

    public void Sync() => _file!.Sync();

    /// <summary>Ends the segment; everything in it is synced.</summary>
    public void Finish()
    {
        _file!.Truncate(Current!.End);
        Sync();
        Close();
    }

    /// <summary>
    /// Gives the segment up after an error. What was written stays for the case that the process ends before it is elsewhere; all that was
    /// not synced is written again to the next segment, which wins where both have a record. Space that was only reserved is given back.
    /// </summary>
    public void Abandon()
    {
        try
        {
            _file?.Truncate(Current!.End);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Readers stop at the end of what was written, too.
        }

        Close();
    }

    public void Dispose() => Close();

    private void Close()
    {
        _file?.Dispose();
        _file = null;
    }
}
