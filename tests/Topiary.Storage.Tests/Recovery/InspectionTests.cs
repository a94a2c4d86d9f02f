using Topiary.Storage.Simulation;

namespace Topiary.Storage.Tests;

public sealed class InspectionTests
{
    [Fact]
    public async Task A_sound_directory_is_counted_and_shown()
    {
        var disk = await FillAsync();
        var seen = new List<long>();
        var report = LogInspector.Inspect(disk.Directory(), (in LogRecord record) => seen.Add(record.Entry.Position));
        Assert.Empty(report.Problems);
        Assert.Equal(210, report.Records);
        Assert.Equal(200, report.RecordsByType[TestOwner.Set]);
        Assert.Equal(10, report.RecordsByType[TestOwner.Removed]);
        Assert.Equal(Enumerable.Range(1, 210).Select(position => (long)position), seen);
        Assert.Equal((1, 3000L), (report.Blobs, report.BlobBytes));
        Assert.True(report.Segments.Count > 1);
        Assert.Equal((1, 210), (report.Segments[0].FirstPosition, report.Segments[^1].LastPosition));
        Assert.Equal(210, report.Segments.Sum(segment => segment.Records));
    }

    [Fact]
    public async Task Problems_are_reported_and_nothing_is_changed()
    {
        var disk = await FillAsync();
        var names = disk.Names.Where(name => name.EndsWith(".log", StringComparison.Ordinal)).ToList();
        disk.FlipBit(names[0], SegmentHeader.Length + 75, 1);
        disk.FlipBit(disk.Names.Single(name => name.EndsWith(".blob", StringComparison.Ordinal)), 1000, 1);
        disk.SetContent(names[^1], disk.Content(names[^1]).AsSpan()[..^3]);
        disk.SetContent("0000000000000099.log", "rubbish"u8);
        var before = disk.Names.ToDictionary(name => name, disk.Content);
        var operations = disk.Operations;
        var report = LogInspector.Inspect(disk.Directory());
        Assert.Equal(
            [LogProblemKind.TornTail, LogProblemKind.DamagedSegment, LogProblemKind.UnusableSegment, LogProblemKind.DamagedBlob],
            report.Problems.Select(problem => problem.Kind).Order());
        Assert.Equal(operations, disk.Operations);
        Assert.Equal(before, disk.Names.ToDictionary(name => name, disk.Content));
    }

    private static async Task<SimulatedDisk> FillAsync()
    {
        var disk = new SimulatedDisk();
        await using var log = await TestLog.OpenAsync(disk);
        for (var key = 0; key < 200; key++)
        {
            log.Owner.SetValue(key, new string('i', 60), key == 100 ? 3000 : 0);
            if (key % 20 == 19)
            {
                log.Owner.Remove(key);
                await log.CommitAsync();
            }
        }

        return disk;
    }
}
