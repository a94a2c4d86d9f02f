using System.Buffers.Binary;

namespace Topiary.Storage;

/// <summary>
/// Records that are not on the disk yet. They stay until they are synced, so that they can be written again elsewhere when a sync fails.
/// Not thread-safe: the log's lock guards it. The writer reads what it was handed without the lock, since that does not change.
/// </summary>
internal sealed class AppendBuffer
{
    private const int MaximumFree = 8;

    private readonly List<Chunk> _chunks = [new Chunk()];
    private readonly Stack<Chunk> _free = new();
    private int _writing;

    /// <summary>Position of the newest record.</summary>
    public long LastPosition { get; set; }

    /// <summary>Bytes that are not synced.</summary>
    public long Bytes { get; private set; }

    /// <summary>Bytes that were not handed to the writer.</summary>
    public long UnwrittenBytes { get; private set; }

    /// <summary>Adds a record, which gets the next position.</summary>
    /// <returns>Its size.</returns>
    public int Append(byte type, ReadOnlySpan<byte> body, ReadOnlySpan<byte> payload, in BlobReference blob)
    {
        var named = blob.Number != 0;
        var length = body.Length + payload.Length + (named ? RecordFormat.BlobReferenceLength : 0);
        var record = Reserve(RecordFormat.HeaderLength + length);
        RecordFormat.Begin(record, type, length, named);
        body.CopyTo(record[RecordFormat.HeaderLength..]);
        payload.CopyTo(record[(RecordFormat.HeaderLength + body.Length)..]);
        if (named)
        {
            RecordFormat.WriteBlob(record[^RecordFormat.BlobReferenceLength..], blob);
        }

        LastPosition++;
        return record.Length;
    }

    public void AppendMark(long synced)
    {
        var record = Reserve(RecordFormat.MarkLength);
        RecordFormat.Begin(record, RecordFormat.Mark, sizeof(long), blob: false);
        BinaryPrimitives.WriteInt64LittleEndian(record[RecordFormat.HeaderLength..], synced);
    }

    /// <summary>Hands everything new to the writer.</summary>
    public void Take(List<ChunkRange> ranges)
    {
        for (; ; _writing++)
        {
            var chunk = _chunks[_writing];
            if (chunk.Filled > chunk.Unwritten)
            {
                ranges.Add(new ChunkRange(chunk, chunk.Unwritten, chunk.Filled));
                chunk.Unwritten = chunk.Filled;
            }

            if (_writing == _chunks.Count - 1)
            {
                break;
            }
        }

        UnwrittenBytes = 0;
    }

    /// <summary>Everything that was handed to the writer was synced: its memory is free.</summary>
    public void Release()
    {
        for (var i = 0; i < _writing; i++)
        {
            Account(_chunks[i]);
            Recycle(_chunks[i]);
        }

        _chunks.RemoveRange(0, _writing);
        _writing = 0;
        Account(_chunks[0]);
        if (_chunks[0].Unwritten == _chunks[0].Filled)
        {
            _chunks[0].Reset();
        }
    }

    /// <summary>Everything that was not synced is to be handed out once more.</summary>
    public void Rewind()
    {
        _writing = 0;
        foreach (var chunk in _chunks)
        {
            chunk.Unwritten = chunk.Unsynced;
        }

        UnwrittenBytes = Bytes;
    }

    private void Account(Chunk chunk)
    {
        Bytes -= chunk.Unwritten - chunk.Unsynced;
        chunk.Unsynced = chunk.Unwritten;
    }

    private Span<byte> Reserve(int length)
    {
        var chunk = _chunks[^1];
        if (chunk.Filled + length > Chunk.Capacity)
        {
            chunk = _free.TryPop(out var free) ? free : new Chunk();
            _chunks.Add(chunk);
        }

        var record = chunk.Data.AsSpan(chunk.Filled, length);
        chunk.Filled += length;
        Bytes += length;
        UnwrittenBytes += length;
        return record;
    }

    private void Recycle(Chunk chunk)
    {
        if (_free.Count < MaximumFree)
        {
            chunk.Reset();
            _free.Push(chunk);
        }
    }
}
