using Topiary.Storage.Simulation;

namespace Topiary.Storage.Tests;

/// <summary>Files that are cut, damaged, exchanged, missing or somebody else's.</summary>
public sealed class DamageTests
{
    [Fact]
    public async Task The_last_record_may_be_torn_at_every_byte()
    {
        var disk = new SimulatedDisk();
        long end;
        await using (var log = await TestLog.OpenAsync(disk))
        {
            log.Owner.SetValue(1, "first");
            await log.CommitAsync(LogDurability.Process);
            end = SegmentHeader.Length + log.Log.GetStatistics().TotalBytes;
            log.Owner.SetValue(2, new string('l', 40));
            await log.CommitAsync(LogDurability.Process);
        }

        var name = Assert.Single(disk.Names, name => name.EndsWith(".log", StringComparison.Ordinal));
        var whole = disk.Content(name);
        for (var length = end; length < whole.Length; length++)
        {
            var torn = disk.Kill();
            torn.SetContent(name, whole.AsSpan(0, (int)length));
            await using (var log = await TestLog.OpenAsync(torn))
            {
                Assert.Equal([1], log.Owner.Values.Keys);
                Assert.Equal(length > end ? [LogProblemKind.TornTail] : [], log.Owner.Problems.Select(problem => problem.Kind));
                log.Owner.SetValue(3, "after");
                await log.CommitAsync();
            }

            await using var again = await TestLog.OpenAsync(torn);
            Assert.Empty(again.Owner.Problems);
            Assert.Equal([1, 3], again.Owner.Values.Keys.Order());
        }
    }

    [Fact]
    public async Task A_flipped_bit_anywhere_is_found_and_costs_only_the_record_that_it_is_in()
    {
        var disk = await FillAsync();
        var names = disk.Names.Where(name => name.EndsWith(".log", StringComparison.Ordinal)).ToList();
        Assert.True(names.Count > 3);
        var whole = await ValuesAsync(disk);
        var name = names[1];
        var length = disk.Content(name).Length;
        for (var offset = 0; offset < length; offset += 3 + (offset % 17))
        {
            var damaged = disk.Kill();
            damaged.FlipBit(name, offset, offset % 8);
            await using var log = await TestLog.OpenAsync(damaged);
            var lost = whole.Where(pair => !log.Owner.Values.TryGetValue(pair.Key, out var value) || value != pair.Value).ToList();
            // Unused parts of the header, and the mark at the end that says what was synced: nothing needs them.
            var blank = offset >= length - RecordFormat.MarkLength || offset is (>= 64 and < 512) or (>= 576 and < SegmentHeader.Length);
            if (blank)
            {
                Assert.Empty(lost);
                continue;
            }

            Assert.True(lost.Count <= 1, $"A bit at {offset} has cost {lost.Count} values.");
            var problem = Assert.Single(log.Owner.Problems);
            Assert.Equal(LogProblemKind.DamagedSegment, problem.Kind);
            Assert.Equal(lost.Count, problem.Records);
            Assert.Contains(damaged.Names, file => file == name + ".quarantined");
            await log.Log.DisposeAsync();

            // It was replaced by its whole records: the next start finds nothing wrong.
            await using var again = await TestLog.OpenAsync(damaged);
            Assert.Empty(again.Owner.Problems);
            Assert.Equal(log.Owner.Values, again.Owner.Values);
        }
    }

    [Fact]
    public async Task Damage_of_what_was_synced_in_the_newest_segment_is_no_torn_end()
    {
        var disk = new SimulatedDisk();
        await using (var log = await TestLog.OpenAsync(disk))
        {
            for (var key = 0; key < 20; key++)
            {
                log.Owner.SetValue(key, "value");
                await log.CommitAsync();
            }
        }

        var name = Assert.Single(disk.Names, name => name.EndsWith(".log", StringComparison.Ordinal));
        disk.FlipBit(name, SegmentHeader.Length + 75, 3);
        await using var damaged = await TestLog.OpenAsync(disk);
        Assert.Equal(19, damaged.Owner.Values.Count);
        Assert.Equal(LogProblemKind.DamagedSegment, Assert.Single(damaged.Owner.Problems).Kind);
    }

    [Fact]
    public async Task A_segment_cut_in_the_middle_keeps_what_is_before_the_cut()
    {
        var disk = await FillAsync();
        var whole = await ValuesAsync(disk);
        var name = disk.Names.Where(name => name.EndsWith(".log", StringComparison.Ordinal)).ElementAt(1);
        disk.SetContent(name, disk.Content(name).AsSpan(0, 4000));
        await using (var log = await TestLog.OpenAsync(disk))
        {
            Assert.InRange(log.Owner.Values.Count, 1, whole.Count - 1);
            Assert.All(log.Owner.Values, pair => Assert.Equal(whole[pair.Key], pair.Value));
            Assert.Contains(log.Owner.Problems, problem => problem.Kind is LogProblemKind.DamagedSegment or LogProblemKind.MissingRecords && problem.Records == whole.Count - log.Owner.Values.Count);
        }

        await using var again = await TestLog.OpenAsync(disk);
        Assert.DoesNotContain(again.Owner.Problems, problem => problem.Kind is not LogProblemKind.MissingRecords);
    }

    [Fact]
    public async Task A_missing_segment_is_told_with_the_number_of_its_records()
    {
        var disk = await FillAsync();
        var whole = await ValuesAsync(disk);
        disk.Remove(disk.Names.Where(name => name.EndsWith(".log", StringComparison.Ordinal)).ElementAt(1));
        await using var log = await TestLog.OpenAsync(disk);
        var problem = Assert.Single(log.Owner.Problems);
        Assert.Equal(LogProblemKind.MissingRecords, problem.Kind);
        Assert.Equal(whole.Count - log.Owner.Values.Count, problem.Records);
        Assert.True(problem.Records > 0);
    }

    [Fact]
    public async Task Exchanged_segments_are_used_for_what_they_are()
    {
        var disk = await FillAsync();
        var whole = await ValuesAsync(disk);
        var names = disk.Names.Where(name => name.EndsWith(".log", StringComparison.Ordinal)).ToList();
        var (first, second) = (disk.Content(names[0]), disk.Content(names[2]));
        disk.SetContent(names[0], second);
        disk.SetContent(names[2], first);
        await using var log = await TestLog.OpenAsync(disk);
        Assert.Equal(whole, log.Owner.Values);
        Assert.Equal([LogProblemKind.MisnamedSegment, LogProblemKind.MisnamedSegment], log.Owner.Problems.Select(problem => problem.Kind));
    }

    [Fact]
    public async Task A_record_is_valid_only_where_it_was_written()
    {
        var disk = await FillAsync();
        var names = disk.Names.Where(name => name.EndsWith(".log", StringComparison.Ordinal)).ToList();
        var whole = await ValuesAsync(disk);

        // The whole content of another segment behind this one's header: every checksum is right for another place.
        var content = disk.Content(names[1]);
        disk.Content(names[0]).AsSpan(SegmentHeader.Length, 4000).CopyTo(content.AsSpan(SegmentHeader.Length));
        disk.SetContent(names[1], content);
        await using var log = await TestLog.OpenAsync(disk);
        Assert.True(log.Owner.Values.Count < whole.Count);
        Assert.All(log.Owner.Values, pair => Assert.Equal(whole[pair.Key], pair.Value));
        Assert.Equal(LogProblemKind.DamagedSegment, Assert.Single(log.Owner.Problems).Kind);
    }

    [Fact]
    public async Task Segments_of_another_log_and_rubbish_are_set_aside()
    {
        var disk = await FillAsync();
        var whole = await ValuesAsync(disk);
        var other = await FillAsync();
        disk.SetContent("0000000000000077.log", other.Content(other.Names.First(name => name.EndsWith(".log", StringComparison.Ordinal))));
        disk.SetContent("0000000000000078.log", "This is no segment."u8);
        disk.SetContent("notes.txt", "left alone"u8);
        await using var log = await TestLog.OpenAsync(disk);
        Assert.Equal(whole, log.Owner.Values);
        Assert.Equal([LogProblemKind.ForeignSegment, LogProblemKind.UnusableSegment], log.Owner.Problems.Select(problem => problem.Kind).Order().Reverse());
        Assert.Contains("0000000000000077.log.quarantined", disk.Names);
        Assert.Contains("0000000000000078.log.quarantined", disk.Names);
        Assert.Contains("notes.txt", disk.Names);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_file_that_names_the_log_may_be_missing_or_damaged(bool missing)
    {
        var disk = await FillAsync();
        var whole = await ValuesAsync(disk);
        if (missing)
        {
            disk.Remove(FileNames.Identity);
        }
        else
        {
            disk.FlipBit(FileNames.Identity, 15, 2);
        }

        await using (var log = await TestLog.OpenAsync(disk))
        {
            Assert.Equal(whole, log.Owner.Values);
            Assert.Equal(LogProblemKind.DamagedIdentity, Assert.Single(log.Owner.Problems).Kind);
        }

        await using var again = await TestLog.OpenAsync(disk);
        Assert.Empty(again.Owner.Problems);
    }

    [Fact]
    public async Task A_directory_of_a_newer_version_is_refused_and_left_as_it_is()
    {
        var disk = await FillAsync();
        var name = disk.Names.First(name => name.EndsWith(".log", StringComparison.Ordinal));
        var content = disk.Content(name);
        foreach (var copy in new[] { 0, 512 })
        {
            content[copy + 8] = 2;
            BitConverter.TryWriteBytes(content.AsSpan(copy + 60), Checksum.Of(content.AsSpan(copy, 60)));
        }

        disk.SetContent(name, content);
        var before = disk.Names.ToDictionary(file => file, disk.Content);
        var error = await Assert.ThrowsAsync<LogException>(() => TestLog.OpenAsync(disk));
        Assert.Contains("format version 2", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, disk.Names.ToDictionary(file => file, disk.Content));
    }

    [Fact]
    public async Task A_part_that_the_disk_cannot_read_costs_only_its_records()
    {
        var disk = await FillAsync();
        var whole = await ValuesAsync(disk);
        var name = disk.Names.Where(name => name.EndsWith(".log", StringComparison.Ordinal)).ElementAt(1);
        disk.BeforeRead = (file, offset) =>
        {
            if (file == name && offset is >= SegmentHeader.Length and < 4096 + SegmentHeader.Length)
            {
                throw new IOException("Input/output error (simulated)", 5);
            }
        };
        await using var log = await TestLog.OpenAsync(disk);
        Assert.InRange(log.Owner.Values.Count, whole.Count - 80, whole.Count - 1);
        Assert.Equal(whole.Count - log.Owner.Values.Count, Assert.Single(log.Owner.Problems).Records);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_missing_or_damaged_blob_is_an_error_where_it_is_read(bool missing)
    {
        var disk = new SimulatedDisk();
        await using (var log = await TestLog.OpenAsync(disk))
        {
            log.Owner.SetValue(1, "a", blobLength: 4000);
            await log.CommitAsync();
        }

        var name = disk.Names.Single(name => name.EndsWith(".blob", StringComparison.Ordinal));
        if (missing)
        {
            disk.Remove(name);
        }
        else
        {
            disk.FlipBit(name, 2000, 1);
        }

        await using var again = await TestLog.OpenAsync(disk);
        await Assert.ThrowsAsync<LogBlobException>(async () => await again.Log.ReadBlobAsync(again.Owner.EntryOf(1).Blob));
    }

    [Fact]
    public async Task Blobs_that_nothing_names_are_deleted()
    {
        var disk = await FillAsync();
        disk.SetContent(FileNames.Blob(123456), [1, 2, 3]);
        await using var log = await TestLog.OpenAsync(disk);
        Assert.DoesNotContain(FileNames.Blob(123456), disk.Names);
    }

    /// <summary>Values that are set once each, in several segments.</summary>
    private static async Task<SimulatedDisk> FillAsync()
    {
        var disk = new SimulatedDisk();
        await using var log = await TestLog.OpenAsync(disk);
        for (var key = 0; key < 400; key++)
        {
            log.Owner.SetValue(key, $"value {key} {new string('v', key % 50)}", key % 100 == 0 ? 3000 : 0);
            await log.CommitAsync();
        }

        return disk;
    }

    private static async Task<IReadOnlyDictionary<int, string>> ValuesAsync(SimulatedDisk disk)
    {
        await using var log = await TestLog.OpenAsync(disk.Kill());
        Assert.Empty(log.Owner.Problems);
        return log.Owner.Values;
    }
}
