namespace Topiary.Storage;

/// <summary>Reads the records of a segment one after the other, with large reads.</summary>
internal sealed class SegmentScanner
{
    private const int BufferBytes = 1024 * 1024;
    private const int PieceBytes = 4096;

    private readonly LogFile _file;
    private readonly SegmentHeader _header;
    private readonly uint _seed;
    private readonly byte[] _buffer;
    private readonly long _end;
    private long _bufferStart;
    private int _buffered;
    private long _next;
    private int _length;
    private long _lastDelta = -1;

    /// <param name="file">The segment's file.</param>
    /// <param name="header">Its header, which the caller has read.</param>
    /// <param name="end">Where to stop.</param>
    /// <param name="start">Where to begin.</param>
    public SegmentScanner(LogFile file, SegmentHeader header, long end, long start = SegmentHeader.Length)
    {
        _file = file;
        _header = header;
        _seed = header.Seed;
        _end = end;
        _buffer = GC.AllocateUninitializedArray<byte>((int)Math.Min(BufferBytes, Math.Max(end, PieceBytes)));
        _next = start;
        Offset = _next;
    }

    /// <summary>Where the present record begins, or where reading stopped.</summary>
    public long Offset { get; private set; }

    /// <summary>Where the present record ends.</summary>
    public long End => Offset + _length;

    /// <summary>Where reading stops.</summary>
    public long Limit => _end;

    /// <summary>Whether the disk could not read a part of the file.</summary>
    public bool IsUnreadable { get; private set; }

    public byte Type => RecordFormat.TypeOf(Record);

    /// <summary>Position of the present record; a mark has the one of the record that follows it.</summary>
    public long Position => _header.First + RecordFormat.DeltaOf(Record);

    public int Size => _length;

    /// <summary>Whether the present record names a blob.</summary>
    public bool NamesBlob => RecordFormat.NamesBlob(Record);

    public BlobReference Blob => RecordFormat.ReadBlob(Record[^RecordFormat.BlobReferenceLength..]);

    /// <summary>The body without the name of a blob.</summary>
    public ReadOnlySpan<byte> Body =>
        Record[RecordFormat.HeaderLength..^(NamesBlob ? RecordFormat.BlobReferenceLength : 0)];

    /// <summary>The bytes of the present record.</summary>
    public ReadOnlySpan<byte> Record => _buffer.AsSpan((int)(Offset - _bufferStart), _length);

    /// <summary>Goes to the next record.</summary>
    /// <returns>False: there is none at <see cref="Offset"/>.</returns>
    public bool MoveNext()
    {
        Offset = _next;
        _length = 0;
        if (!IsRecordAt(Offset, out var length))
        {
            return false;
        }

        _length = length;
        _next = Offset + length;
        _lastDelta = Type == RecordFormat.Mark ? _lastDelta : RecordFormat.DeltaOf(Record);
        return true;
    }

    /// <summary>Looks for a whole record behind a place where there is none, and goes to it.</summary>
    public bool SkipDamage()
    {
        for (var offset = Offset + 1; offset + RecordFormat.HeaderLength <= _end; offset++)
        {
            if (IsRecordAt(offset, out var length))
            {
                Offset = offset;
                _length = length;
                _next = offset + length;
                _lastDelta = Type == RecordFormat.Mark ? _lastDelta : RecordFormat.DeltaOf(Record);
                return true;
            }
        }

        Offset = _end;
        _next = _end;
        return false;
    }

    /// <summary>Whether there is nothing but zeros from the present place to the end.</summary>
    public bool IsBlankFromHere()
    {
        for (var offset = Offset; offset < _end;)
        {
            if (!Load(offset, 1))
            {
                return !IsUnreadable;
            }

            var bytes = _buffer.AsSpan(0, _buffered)[(int)(offset - _bufferStart)..];
            bytes = bytes[..(int)Math.Min(bytes.Length, _end - offset)];
            if (bytes.ContainsAnyExcept((byte)0))
            {
                return false;
            }

            offset += bytes.Length;
        }

        return !IsUnreadable;
    }

    private bool IsRecordAt(long offset, out int length)
    {
        length = 0;
        if (offset + RecordFormat.HeaderLength > _end || !Load(offset, RecordFormat.HeaderLength))
        {
            return false;
        }

        var header = _buffer.AsSpan((int)(offset - _bufferStart), RecordFormat.HeaderLength);
        if (!RecordFormat.IsPlausible(header) || RecordFormat.DeltaOf(header) <= _lastDelta)
        {
            return false;
        }

        length = RecordFormat.LengthOf(header);
        return offset + length <= _end
            && Load(offset, length)
            && RecordFormat.IsIntact(_buffer.AsSpan((int)(offset - _bufferStart), length), _seed);
    }

    private bool Load(long offset, int length)
    {
        if (offset >= _bufferStart && offset + length <= _bufferStart + _buffered)
        {
            return true;
        }

        _bufferStart = offset;
        try
        {
            _buffered = _file.Read(_buffer, offset);
        }
        catch (IOException)
        {
            _buffered = ReadAround(offset);
        }

        return _buffered >= length;
    }

    /// <summary>Reads a place of the disk that has become unreadable, piece by piece; what cannot be read is zero and damages its records.</summary>
    private int ReadAround(long offset)
    {
        IsUnreadable = true;
        var length = (int)Math.Min(_buffer.Length, _end - offset);
        for (var done = 0; done < length; done += PieceBytes)
        {
            var piece = _buffer.AsSpan(done, Math.Min(PieceBytes, length - done));
            try
            {
                piece[_file.Read(piece, offset + done)..].Clear();
            }
            catch (IOException)
            {
                piece.Clear();
            }
        }

        return length;
    }
}
