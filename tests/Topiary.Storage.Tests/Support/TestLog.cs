using Topiary.Storage.Simulation;

namespace Topiary.Storage.Tests;

/// <summary>A log on a simulated disk, with an owner.</summary>
internal sealed class TestLog : IAsyncDisposable
{
    /// <summary>Small segments, no waiting for company, and no compaction unless it is asked for.</summary>
    public static readonly RecordLogOptions Options = new()
    {
        SegmentBytes = 8 * 1024,
        BlobThreshold = 2048,
        CommitDelay = TimeSpan.Zero,
        MinimumCompactionBytes = long.MaxValue,
        FlushInterval = TimeSpan.FromDays(1),
        ProbeInterval = TimeSpan.FromSeconds(1),
        MinimumFreeBytes = 0,
    };

    private TestLog(SimulatedDisk disk, TestOwner owner, RecordLog log)
    {
        Disk = disk;
        Owner = owner;
        Log = log;
    }

    public SimulatedDisk Disk { get; }

    public TestOwner Owner { get; }

    public RecordLog Log { get; }

    public static async Task<TestLog> OpenAsync(SimulatedDisk disk, RecordLogOptions? options = null)
    {
        var owner = new TestOwner();
        var log = new RecordLog(disk.Directory(), owner, options ?? Options);
        owner.Log = log;
        await log.OpenAsync(TestContext.Current.CancellationToken);
        return new TestLog(disk, owner, log);
    }

    public Task CommitAsync(LogDurability level = LogDurability.Disk) =>
        Log.CommitAsync(Log.LastPosition, level, TestContext.Current.CancellationToken).AsTask();

    public ValueTask DisposeAsync() => Log.DisposeAsync();
}
