namespace Topiary.Storage.Simulation;

/// <summary>A file that knows which of its sectors were synced. Guarded by the lock of its disk.</summary>
internal sealed class SimulatedFile
{
    private const int Sector = 512;

    private readonly SortedSet<long> _dirty;
    private byte[] _bytes;
    private byte[] _synced;
    private int _length;
    private int _syncedLength;

    public SimulatedFile(ReadOnlySpan<byte> content)
    {
        _dirty = [];
        _bytes = content.ToArray();
        _synced = content.ToArray();
        _length = _syncedLength = content.Length;
        Used = content.Length;
    }

    private SimulatedFile(SimulatedFile other)
    {
        _dirty = new SortedSet<long>(other._dirty);
        _bytes = other._bytes.ToArray();
        _synced = other._synced.ToArray();
        _length = other._length;
        _syncedLength = other._syncedLength;
        Used = other.Used;
    }

    public long Length => _length;

    /// <summary>Bytes that take space: a reserved end does not, until it is written.</summary>
    public long Used { get; private set; }

    public SimulatedFile Clone() => new(this);

    public byte[] ToArray() => _bytes[.._length];

    public int Read(Span<byte> buffer, long offset)
    {
        var count = (int)Math.Clamp(_length - offset, 0, buffer.Length);
        _bytes.AsSpan((int)Math.Min(offset, _length), count).CopyTo(buffer);
        return count;
    }

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        var end = (int)offset + bytes.Length;
        Grow(end);
        bytes.CopyTo(_bytes.AsSpan((int)offset));
        _length = Math.Max(_length, end);
        Used = Math.Max(Used, end);
        if (bytes.Length == 0)
        {
            return;
        }

        for (var sector = offset / Sector; sector <= (end - 1) / Sector; sector++)
        {
            _dirty.Add(sector);
        }
    }

    public void Truncate(long length)
    {
        Grow((int)length);
        if (length < _length)
        {
            _bytes.AsSpan((int)length, _length - (int)length).Clear();
            Used = Math.Min(Used, length);
        }

        _length = (int)length;
    }

    public void Sync()
    {
        _synced = ToArray();
        _syncedLength = _length;
        _dirty.Clear();
    }

    /// <summary>A sync has failed: what was written stays readable, and no later sync brings it to the disk.</summary>
    public void ForgetUnsynced() => _dirty.Clear();

    /// <summary>What is on the disk after a loss of power.</summary>
    public byte[] AfterPowerCut(Random random, double survival)
    {
        var length = random.NextDouble() < survival ? _length : _syncedLength;
        var after = new byte[length];
        _synced.AsSpan(0, Math.Min(_syncedLength, length)).CopyTo(after);
        foreach (var sector in _dirty)
        {
            if (random.NextDouble() < survival)
            {
                // One in four sectors is torn: a part of it has got there.
                var bytes = random.Next(4) == 0 ? random.Next(Sector) : Sector;
                var start = (int)sector * Sector;
                var count = Math.Min(bytes, Math.Min(length, _length) - start);
                if (count > 0)
                {
                    _bytes.AsSpan(start, count).CopyTo(after.AsSpan(start));
                }
            }
        }

        return after;
    }

    private void Grow(int length)
    {
        if (length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(length, _bytes.Length * 2));
        }
    }
}
