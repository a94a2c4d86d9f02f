namespace Topiary.Storage.Simulation;

/// <summary>
/// A directory in memory that knows what was synced. <see cref="CutPower"/> gives the disk as it may look after a loss of power: everything
/// synced, and of the rest some sectors and some directory entries, in any combination. Calls can be made to fail.
/// </summary>
/// <remarks>
/// Every call that changes something is an operation with a number, counted from 0. <see cref="BeforeOperation"/> sees each one. To cut the
/// power at an operation, take <see cref="CutPower"/> there, or use <see cref="StopAfter"/>.
/// </remarks>
public sealed class SimulatedDisk
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SimulatedFile> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SimulatedFile> _syncedEntries = new(StringComparer.Ordinal);
    private readonly List<EntryChange> _changes = [];
    private bool _locked;

    /// <summary>Operations so far.</summary>
    public long Operations { get; private set; }

    /// <summary>Syncs of files so far.</summary>
    public long Syncs { get; private set; }

    /// <summary>Called before each operation, with the lock of the disk held; may throw to make it fail. <see cref="ShortWriteException"/> writes a part first.</summary>
    public Action<SimulatedOperation>? BeforeOperation { get; set; }

    /// <summary>Called before a read; may throw.</summary>
    public Action<string, long>? BeforeRead { get; set; }

    /// <summary>Space for all files together.</summary>
    public long Capacity { get; set; } = long.MaxValue;

    /// <summary>Free space that is told; null for what is left of <see cref="Capacity"/>.</summary>
    public long? FreeBytes { get; set; }

    /// <summary>From this operation on the machine is off: every operation fails, and nothing of it happens. -1: never.</summary>
    public long StopAfter { get; set; } = -1;

    /// <summary>Whether the machine has gone off.</summary>
    public bool IsStopped => StopAfter >= 0 && Operations > StopAfter;

    /// <summary>The directory for a log.</summary>
    public LogDirectory Directory() => new SimulatedDirectory(this);

    /// <summary>Names of the files.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            lock (_gate)
            {
                return [.. _entries.Keys.Order(StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>The content of a file, to be looked at and to be damaged.</summary>
    public byte[] Content(string name)
    {
        lock (_gate)
        {
            return _entries[name].ToArray();
        }
    }

    /// <summary>Sets the content of a file as if it had always been so.</summary>
    public void SetContent(string name, ReadOnlySpan<byte> content)
    {
        lock (_gate)
        {
            _entries[name] = _syncedEntries[name] = new SimulatedFile(content);
        }
    }

    /// <summary>Removes a file as if it had never been.</summary>
    public void Remove(string name)
    {
        lock (_gate)
        {
            _entries.Remove(name);
            _syncedEntries.Remove(name);
        }
    }

    /// <summary>Inverts a bit, on the disk.</summary>
    public void FlipBit(string name, long offset, int bit)
    {
        var content = Content(name);
        content[offset] ^= (byte)(1 << bit);
        SetContent(name, content);
    }

    /// <summary>The disk after the process was killed: the operating system has everything that was written, synced or not.</summary>
    public SimulatedDisk Kill()
    {
        lock (_gate)
        {
            var disk = new SimulatedDisk { Capacity = Capacity };
            var clones = _entries.Values.Concat(_syncedEntries.Values).Concat(_changes.Where(change => change.File is not null).Select(change => change.File!))
                .Distinct()
                .ToDictionary(file => file, file => file.Clone());
            foreach (var (name, file) in _entries)
            {
                disk._entries[name] = clones[file];
            }

            foreach (var (name, file) in _syncedEntries)
            {
                disk._syncedEntries[name] = clones[file];
            }

            disk._changes.AddRange(_changes.Select(change => change with { File = change.File is null ? null : clones[change.File] }));
            return disk;
        }
    }

    /// <summary>The disk as it may be after a loss of power.</summary>
    /// <param name="random">Chooses what of the unsynced got to the disk.</param>
    /// <param name="survival">How likely a thing that was not synced has got there: 0 for nothing, 1 for everything.</param>
    public SimulatedDisk CutPower(Random random, double survival)
    {
        lock (_gate)
        {
            var disk = new SimulatedDisk { Capacity = Capacity };
            var entries = new Dictionary<string, SimulatedFile>(_syncedEntries, StringComparer.Ordinal);
            foreach (var change in _changes)
            {
                if (random.NextDouble() < survival)
                {
                    change.Apply(entries);
                }
            }

            foreach (var (name, file) in entries)
            {
                disk._entries[name] = disk._syncedEntries[name] = new SimulatedFile(file.AfterPowerCut(random, survival));
            }

            return disk;
        }
    }

    internal IDisposable TakeLock()
    {
        lock (_gate)
        {
            if (_locked)
            {
                throw new LogLockedException("The simulated disk is in use.");
            }

            _locked = true;
            return new Release(this);
        }
    }

    internal IReadOnlyList<string> List() => Names;

    internal long Free()
    {
        lock (_gate)
        {
            return FreeBytes ?? (Capacity == long.MaxValue ? long.MaxValue : Capacity - Used());
        }
    }

    internal SimulatedFile Create(string name)
    {
        lock (_gate)
        {
            Begin(SimulatedCall.Create, name, 0);
            if (_entries.TryGetValue(name, out var old))
            {
                // Truncated in place, as the operating system does.
                old.Truncate(0);
                return old;
            }

            var file = new SimulatedFile([]);
            Change(new EntryChange(name, null, file));
            return file;
        }
    }

    internal SimulatedFile Open(string name)
    {
        lock (_gate)
        {
            return _entries.TryGetValue(name, out var file) ? file : throw new FileNotFoundException($"There is no '{name}'.", name);
        }
    }

    internal void Rename(string from, string to)
    {
        lock (_gate)
        {
            Begin(SimulatedCall.Rename, from, 0);
            var file = Open(from);
            Change(new EntryChange(to, from, file));
        }
    }

    internal void Delete(string name)
    {
        lock (_gate)
        {
            if (_entries.ContainsKey(name))
            {
                Begin(SimulatedCall.Delete, name, 0);
                Change(new EntryChange(name, null, null));
            }
        }
    }

    internal void SyncDirectory()
    {
        lock (_gate)
        {
            Begin(SimulatedCall.SyncDirectory, "", 0);
            foreach (var change in _changes)
            {
                change.Apply(_syncedEntries);
            }

            _changes.Clear();
        }
    }

    internal int Read(SimulatedFile file, string name, Span<byte> buffer, long offset)
    {
        lock (_gate)
        {
            BeforeRead?.Invoke(name, offset);
            return file.Read(buffer, offset);
        }
    }

    internal void Write(SimulatedFile file, string name, ReadOnlySpan<byte> bytes, long offset)
    {
        lock (_gate)
        {
            try
            {
                Begin(SimulatedCall.Write, name, bytes.Length);
            }
            catch (ShortWriteException exception)
            {
                file.Write(bytes[..(int)(bytes.Length * exception.Part)], offset);
                throw;
            }

            var growth = Math.Max(0, offset + bytes.Length - file.Used);
            if (Capacity != long.MaxValue && Used() + growth > Capacity)
            {
                file.Write(bytes[..(int)Math.Clamp(Capacity - Used(), 0, bytes.Length)], offset);
                throw NoSpace();
            }

            file.Write(bytes, offset);
        }
    }

    internal void Sync(SimulatedFile file, string name)
    {
        lock (_gate)
        {
            try
            {
                Begin(SimulatedCall.Sync, name, 0);
            }
            catch (IOException) when (!IsStopped)
            {
                // As the operating system may do: the pages count as clean from now on, and never reach the disk.
                file.ForgetUnsynced();
                throw;
            }

            Syncs++;
            file.Sync();
        }
    }

    internal void Truncate(SimulatedFile file, string name, long length)
    {
        lock (_gate)
        {
            Begin(SimulatedCall.Truncate, name, 0);
            file.Truncate(length);
        }
    }

    internal long Length(SimulatedFile file)
    {
        lock (_gate)
        {
            return file.Length;
        }
    }

    /// <summary>The error of a full disk.</summary>
    public static IOException NoSpace() => new("No space left on device (simulated)", 28);

    private void Begin(SimulatedCall call, string name, int bytes)
    {
        var number = Operations++;
        if (IsStopped)
        {
            throw new IOException("The machine is off (simulated).");
        }

        BeforeOperation?.Invoke(new SimulatedOperation(number, call, name, bytes));
    }

    private void Change(EntryChange change)
    {
        change.Apply(_entries);
        _changes.Add(change);
    }

    private long Used() => _entries.Values.Sum(file => file.Used);

    private sealed class Release(SimulatedDisk disk) : IDisposable
    {
        public void Dispose()
        {
            lock (disk._gate)
            {
                disk._locked = false;
            }
        }
    }

    private sealed record EntryChange(string Name, string? From, SimulatedFile? File)
    {
        public void Apply(Dictionary<string, SimulatedFile> entries)
        {
            if (From is not null)
            {
                entries.Remove(From);
            }

            if (File is null)
            {
                entries.Remove(Name);
            }
            else
            {
                entries[Name] = File;
            }
        }
    }
}
