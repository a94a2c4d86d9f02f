using Microsoft.Extensions.Logging.Abstractions;
using Topiary.Storage;
using Topiary.Storage.Simulation;

namespace Topiary.Broker.Persistence.Tests;

/// <summary>Bytes of the disk that are not what they were. The store always opens, and says what is wrong.</summary>
public sealed class DamageTests
{
    // Nothing is compacted, so that every record stays where it was written.
    private static readonly FileStoreOptions s_options = new()
    {
        MinimumCompactionBytes = long.MaxValue,
        CommitDelay = TimeSpan.Zero,
        MinimumFreeBytes = 0,
        MaximumDowntime = TimeSpan.FromDays(100_000),
    };

    private static readonly StoreContext s_context = new(TimeProvider.System, NullLoggerFactory.Instance);

    [Fact]
    public async Task A_bit_flipped_in_a_record_of_any_type_is_found_and_the_rest_is_kept()
    {
        (SimulatedDisk disk, Dictionary<RecordType, List<(string File, int Offset)>> places) = await WriteAsync(4 * 1024 * 1024);
        RecordType[] expected = [.. Enum.GetValues<RecordType>().Except([RecordType.Time, RecordType.TimeShift])];
        Assert.Empty(expected.Except(places.Keys));
        int sessions = (await OpenAsync(disk.Kill())).Sessions;
        foreach (RecordType type in expected)
        {
            // The last one of a type is followed by others in most cases; a torn end is told apart by nobody.
            foreach ((string file, int offset) in places[type].Take(3))
            {
                SimulatedDisk damaged = disk.Kill();
                damaged.FlipBit(file, offset, offset % 8);
                (long damages, int left) = await OpenAsync(damaged);
                Assert.True(damages > 0, $"a flipped bit in a record {type} was not noticed");
                Assert.True(left >= sessions - 2, $"a flipped bit in a record {type} cost {sessions - left} sessions of {sessions}");
                Assert.Equal(0, (await OpenAsync(damaged)).Damages);
            }
        }
    }

    [Fact]
    public async Task Cut_swapped_and_missing_segments_are_survived()
    {
        (SimulatedDisk disk, _) = await WriteAsync(4096);
        string[] segments = [.. Segments(disk)];
        Assert.True(segments.Length > 4);
        foreach (string segment in segments[..^1])
        {
            SimulatedDisk cut = disk.Kill();
            byte[] records = cut.Content(segment).AsSpan().TrimEnd((byte)0).ToArray();
            cut.SetContent(segment, records.AsSpan(0, records.Length / 2));
            Assert.True((await OpenAsync(cut)).Damages > 0, $"half of {segment} ({records.Length} bytes) was not missed");
            SimulatedDisk missing = disk.Kill();
            missing.Remove(segment);
            await OpenAsync(missing);
        }

        SimulatedDisk swapped = disk.Kill();
        byte[] first = swapped.Content(segments[1]);
        swapped.SetContent(segments[1], swapped.Content(segments[2]));
        swapped.SetContent(segments[2], first);
        Assert.True((await OpenAsync(swapped)).Damages > 0);
        SimulatedDisk empty = disk.Kill();
        empty.SetContent(segments[1], []);
        Assert.True((await OpenAsync(empty)).Damages > 0);
    }

    // Where a record was written is what has changed on the disk by its commit.
    private static async Task<(SimulatedDisk Disk, Dictionary<RecordType, List<(string File, int Offset)>> Places)> WriteAsync(int segmentBytes)
    {
        var disk = new SimulatedDisk();
        var places = new Dictionary<RecordType, List<(string File, int Offset)>>();
        var history = new History(11);
        await using var store = new FileBrokerStore(disk.Directory(), s_options with { SegmentBytes = segmentBytes });
        await store.OpenAsync(s_context, CancellationToken.None);
        await store.CommitAsync(store.Position, DurabilityLevel.Disk);
        for (int i = 0; i < 500; i++)
        {
            string segment = Segments(disk).Last();
            byte[] before = disk.Content(segment);
            long position = store.Position;
            if (i == 480)
            {
                history.PublishToMany(store, 40_000);
            }
            else
            {
                history.Step(store);
            }

            await store.CommitAsync(store.Position, DurabilityLevel.Disk);
            byte[] after = disk.Content(segment);
            int start = before.AsSpan().CommonPrefixLength(after);
            if (start < after.Length && Segments(disk).Last() == segment && TypesAfter(disk, position) is [var type, ..] types && (types.Length == 1 || types[^1] == RecordType.Message))
            {
                // The middle of the head of the record, behind its checksum and length.
                places.TryAdd(type, []);
                places[type].Add((segment, Math.Min(start + 12, after.Length - 1)));
            }
        }

        return (disk.Kill(), places);
    }

    private static RecordType[] TypesAfter(SimulatedDisk disk, long position)
    {
        var types = new List<RecordType>();
        LogInspector.Inspect(disk.Kill().Directory(), (in LogRecord record) =>
        {
            if (record.Entry.Position > position && record.Type != (byte)RecordType.Time)
            {
                types.Add((RecordType)record.Type);
            }
        });
        return [.. types];
    }

    private static IEnumerable<string> Segments(SimulatedDisk disk) => disk.Names.Where(name => name.EndsWith(".seg", StringComparison.Ordinal) || name.EndsWith(".log", StringComparison.Ordinal));

    private static async Task<(long Damages, int Sessions)> OpenAsync(SimulatedDisk disk)
    {
        await using var store = new FileBrokerStore(disk.Directory(), s_options);
        StoredState state = await store.OpenAsync(s_context, CancellationToken.None);
        return (store.GetStatistics().Damages, state.Sessions.Count);
    }
}
