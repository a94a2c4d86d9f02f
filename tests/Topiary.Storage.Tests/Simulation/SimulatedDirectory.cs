namespace Topiary.Storage.Simulation;

/// <summary>A log's view of a simulated disk.</summary>
internal sealed class SimulatedDirectory(SimulatedDisk disk) : LogDirectory
{
    public override string Path => "simulated";

    public override long FreeBytes => disk.Free();

    public override void Ensure()
    {
    }

    public override IDisposable Lock() => disk.TakeLock();

    public override IReadOnlyList<string> List() => disk.List();

    public override LogFile Create(string name, long reserve)
    {
        var file = new Handle(disk, disk.Create(name), name);
        if (reserve > 0)
        {
            file.Truncate(reserve);
        }

        return file;
    }

    public override LogFile Open(string name, bool writable) => new Handle(disk, disk.Open(name), name);

    public override void Rename(string from, string to) => disk.Rename(from, to);

    public override void Delete(string name) => disk.Delete(name);

    public override void Sync() => disk.SyncDirectory();

    private sealed class Handle(SimulatedDisk disk, SimulatedFile file, string name) : LogFile
    {
        public override long Length => disk.Length(file);

        public override int Read(Span<byte> buffer, long offset) => disk.Read(file, name, buffer, offset);

        public override void Write(ReadOnlySpan<byte> bytes, long offset) => disk.Write(file, name, bytes, offset);

        public override void Sync() => disk.Sync(file, name);

        public override void Truncate(long length) => disk.Truncate(file, name, length);

        protected override void Dispose(bool disposing)
        {
        }
    }
}
