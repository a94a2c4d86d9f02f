using Microsoft.Extensions.Logging.Abstractions;
using Topiary.Storage.Simulation;

namespace Topiary.Broker.Persistence.Tests;

/// <summary>What whoever publishes may have to wait for while the log is compacted: counted, so that no clock decides.</summary>
public sealed class CompactionPauseTests
{
    private const int PayloadBytes = 100;
    private const int Sessions = 50;

    private static readonly StoreContext s_context = new(TimeProvider.System, NullLoggerFactory.Instance);

    [Fact]
    public async Task No_lock_is_held_while_the_disk_works_and_compaction_moves_one_message_each_time_it_has_the_lock()
    {
        var disk = new SimulatedDisk();
        await using var store = new FileBrokerStore(
            disk.Directory(),
            new FileStoreOptions { SegmentBytes = 65_536, MinimumCompactionBytes = 65_536, CommitDelay = TimeSpan.Zero, MinimumFreeBytes = 0 });
        await store.OpenAsync(s_context, CancellationToken.None);
        long operations = 0;
        long locked = 0;
        disk.BeforeOperation = _ =>
        {
            Interlocked.Increment(ref operations);
            if (store.IsLockedHere || store.RecordLog.IsLockedHere)
            {
                Interlocked.Increment(ref locked);
            }
        };
        await LoadAsync(store, messages: 20_000);

        Assert.True(store.GetStatistics().SegmentsCompacted > 20, $"Only {store.GetStatistics().SegmentsCompacted} segments were compacted.");
        Assert.True(Interlocked.Read(ref operations) > 500);
        Assert.Equal(0, Interlocked.Read(ref locked));

        // A message, and the packet identifier that its sender has not released.
        Assert.InRange(store.Compaction.MostRecords, 1, 2);
        Assert.InRange(store.Compaction.MostBytes, PayloadBytes, PayloadBytes + (Sessions * 10) + 100);
    }

    [Fact]
    public async Task Between_two_waits_for_the_disk_compaction_reads_a_bounded_part_of_a_segment()
    {
        var disk = new SimulatedDisk();
        await using var store = new FileBrokerStore(
            disk.Directory(),
            new FileStoreOptions { SegmentBytes = 8 * 1024 * 1024, MinimumCompactionBytes = 1, CommitDelay = TimeSpan.Zero, MinimumFreeBytes = 0 });
        await store.OpenAsync(s_context, CancellationToken.None);
        store.SetSession(new SessionRecord(1, "c", null, uint.MaxValue, null, DurabilityLevel.Disk, null));
        for (int i = 1; i <= 80_000; i++)
        {
            store.Publish(new PublishRecord { Message = NewMessage(i), Deliveries = [Delivery(1, i)] });
        }

        await store.CommitAsync(store.Position, DurabilityLevel.Disk);
        long before = store.GetStatistics().BytesWritten;
        long most = 0;
        disk.BeforeOperation = operation =>
        {
            if (operation.Call == SimulatedCall.Sync)
            {
                long written = store.GetStatistics().BytesWritten;
                (most, before) = (Math.Max(most, written - before), written);
            }
        };
        store.RecordLog.RequestCompaction();
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (store.GetStatistics().SegmentsCompacted == 0)
        {
            await Task.Delay(1, timeout.Token);
        }

        // Of a segment of 8 MiB, 256 KiB at a time, and the record that goes beyond.
        Assert.InRange(most, 200 * 1024, 300 * 1024);
    }

    // Each message is for all; the slowest session is far behind the others, so that what is alive is spread over the log.
    private static async Task LoadAsync(FileBrokerStore store, int messages)
    {
        for (int session = 1; session <= Sessions; session++)
        {
            store.SetSession(new SessionRecord(session, $"c{session}", null, uint.MaxValue, null, DurabilityLevel.Disk, null));
        }

        for (int i = 1; i <= messages; i++)
        {
            DeliveryRecord[] deliveries = [.. Enumerable.Range(1, i % 10 == 0 ? Sessions : 2).Select(session => Delivery(session, i))];
            store.Publish(new PublishRecord { Message = NewMessage(i), Deliveries = deliveries, InboundSession = 1, InboundPacketId = (ushort)i });
            store.RemoveInbound(1, (ushort)(i - 10));
            foreach (DeliveryRecord delivery in deliveries.Where(delivery => delivery.Key.Owner > 1 || i % 100 != 0))
            {
                store.RemoveDelivery(delivery.Key);
            }

            if (i % 200 == 0)
            {
                await store.CommitAsync(store.Position, DurabilityLevel.Disk);
            }
        }
    }

    private static StoredMessage NewMessage(int number) => new("t"u8.ToArray(), default, new byte[PayloadBytes], QoS.AtLeastOnce, false, null) { PublisherId = $"p{number % 10}" };

    private static DeliveryRecord Delivery(int session, int sequence) => new(new DeliveryKey(session, sequence), DeliveryState.Queued, 0, QoS.AtLeastOnce, false, []);
}
