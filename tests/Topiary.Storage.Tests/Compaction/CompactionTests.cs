using Topiary.Storage.Simulation;

namespace Topiary.Storage.Tests;

public sealed class CompactionTests
{
    private static readonly RecordLogOptions s_eager = TestLog.Options with { MinimumCompactionBytes = 1 };

    [Fact]
    public async Task The_dead_go_and_the_living_stay()
    {
        var disk = new SimulatedDisk();
        await using (var log = await TestLog.OpenAsync(disk, s_eager))
        {
            log.Owner.SetValue(-1, "stays");
            for (var index = 0; index < 3000; index++)
            {
                log.Owner.SetValue(index % 10, $"value {index} {new string('y', 100)}");
                if (index % 50 == 0)
                {
                    await log.CommitAsync();
                }
            }

            await log.CommitAsync();
            await Eventually.TrueAsync(() => log.Log.GetStatistics() is { Segments: <= 3 }, "the log was not compacted");
            await Eventually.TrueAsync(() => log.Log.GetStatistics().SegmentsCompacted > 20, "hardly a segment was compacted");
        }

        Assert.True(disk.Names.Sum(name => disk.Content(name).Length) < 40_000);
        await using var again = await TestLog.OpenAsync(disk);
        Assert.Equal(11, again.Owner.Values.Count);
        Assert.Equal("stays", again.Owner.Values[-1]);
        Assert.StartsWith("value 2999 ", again.Owner.Values[9], StringComparison.Ordinal);
        Assert.Empty(again.Owner.Problems);
    }

    [Fact]
    public async Task What_is_written_for_compaction_is_no_more_than_what_is_freed()
    {
        var disk = new SimulatedDisk();
        await using var log = await TestLog.OpenAsync(disk, s_eager);
        var random = new Random(1);
        var appended = 0L;
        for (var index = 0; index < 20_000; index++)
        {
            // A third is set once and stays: it is copied again and again, and must not be copied too often.
            appended += log.Owner.SetValue(index % 3 == 0 && index < 600 ? 1000 + index : random.Next(100), new string('z', 80)).Size;
            if (index % 20 == 0)
            {
                await log.CommitAsync();
            }
        }

        await log.CommitAsync();
        await Eventually.TrueAsync(() => log.Log.GetStatistics().SegmentsCompacted > 50, "the log was not compacted");
        var written = log.Log.GetStatistics().BytesWritten;
        Assert.True(written < 2.3 * appended, $"{written} bytes were written for {appended} that were appended.");
    }

    [Fact]
    public async Task Records_that_say_something_is_gone_never_go_before_it()
    {
        var disk = new SimulatedDisk();
        var random = new Random(5);
        var cuts = new List<SimulatedDisk>();
        await using (var log = await TestLog.OpenAsync(disk))
        {
            for (var key = 0; key < 300; key++)
            {
                log.Owner.SetValue(key, new string('a', 100));
            }

            await log.CommitAsync();
            for (var key = 0; key < 300; key++)
            {
                log.Owner.Remove(key);
                await log.CommitAsync();
            }
        }

        await using (var log = await TestLog.OpenAsync(disk, s_eager))
        {
            disk.BeforeOperation = _ => cuts.AddRange(Enumerable.Range(0, 20).Select(_ => disk.CutPower(random, 0.5)));
            log.Owner.SetValue(500, "alive");
            await log.CommitAsync();
            await Eventually.TrueAsync(() => log.Log.GetStatistics().Segments == 1, "the log was not compacted");
        }

        Assert.True(cuts.Count > 100);
        foreach (var cut in cuts)
        {
            await using var log = await TestLog.OpenAsync(cut);
            Assert.DoesNotContain(log.Owner.Values.Keys, key => key < 500);
        }
    }

    [Fact]
    public async Task A_segment_that_could_not_be_deleted_is_not_passed_over()
    {
        for (var failing = 0; failing < 6; failing++)
        {
            var disk = new SimulatedDisk();
            var random = new Random(failing);
            var cuts = new List<SimulatedDisk> { disk };
            await using (var log = await TestLog.OpenAsync(disk))
            {
                // What one segment sets, the next one removes.
                for (var round = 0; round < 8; round++)
                {
                    for (var key = 0; key < 40; key++)
                    {
                        log.Owner.SetValue((round * 100) + key, new string('a', 100));
                        if (round > 0)
                        {
                            log.Owner.Remove(((round - 1) * 100) + key);
                        }

                        await log.CommitAsync(LogDurability.Process);
                    }
                }

                for (var key = 0; key < 40; key++)
                {
                    log.Owner.Remove(700 + key);
                }

                await log.CommitAsync();
            }

            await using (var log = await TestLog.OpenAsync(disk))
            {
                var calls = 0;
                disk.BeforeOperation = operation =>
                {
                    cuts.AddRange(Enumerable.Range(0, 6).Select(_ => disk.CutPower(random, 0.5)));
                    if (operation.Call is SimulatedCall.Delete or SimulatedCall.SyncDirectory && calls++ == failing)
                    {
                        throw new IOException("Input/output error (simulated)", 5);
                    }
                };
                while (log.Log.GetStatistics().Segments > 1)
                {
                    log.Log.RequestCompaction();
                    await Task.Yield();
                }

                disk.BeforeOperation = null;
                Assert.True(calls > failing);
                Assert.Equal(LogProblemKind.CompactionFailed, Assert.Single(log.Owner.Problems).Kind);
            }

            foreach (var cut in cuts)
            {
                await using var log = await TestLog.OpenAsync(cut);
                Assert.Empty(log.Owner.Values);
            }
        }
    }

    [Fact]
    public async Task Appends_go_on_while_it_compacts()
    {
        var disk = new SimulatedDisk();
        var last = new int[4];
        await using (var log = await TestLog.OpenAsync(disk, s_eager))
        {
            await Task.WhenAll(Enumerable.Range(0, last.Length).Select(publisher => Task.Run(async () =>
            {
                for (var index = 1; index <= 1500; index++)
                {
                    var entry = log.Owner.SetValue((publisher * 100) + (index % 5), $"{index}", index % 300 == 0 ? 3000 : 0);
                    if (index % 7 == 0)
                    {
                        await log.Log.CommitAsync(entry.Position, LogDurability.Disk);
                        last[publisher] = index;
                    }
                }
            })));
            await Eventually.TrueAsync(() => log.Log.GetStatistics().SegmentsCompacted > 3, "hardly a segment was compacted");
        }

        await using var again = await TestLog.OpenAsync(disk);
        for (var publisher = 0; publisher < last.Length; publisher++)
        {
            for (var key = 0; key < 5; key++)
            {
                Assert.Equal($"{1500 - ((1500 - key) % 5)}", again.Owner.Values[(publisher * 100) + key]);
            }
        }

        Assert.Empty(again.Owner.Problems);
    }

    [Fact]
    public async Task Many_small_segments_of_many_restarts_are_merged()
    {
        var disk = new SimulatedDisk();
        for (var life = 0; life < 60; life++)
        {
            await using var log = await TestLog.OpenAsync(disk);
            log.Owner.SetValue(life, $"life {life}");
            await log.CommitAsync();
            await Eventually.TrueAsync(() => log.Log.GetStatistics().Segments <= 17, "the segments were not merged");
        }

        await using var last = await TestLog.OpenAsync(disk);
        Assert.Equal(60, last.Owner.Values.Count);
    }
}
