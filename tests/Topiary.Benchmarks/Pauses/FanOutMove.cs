using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Topiary.Broker;
using Topiary.Broker.Persistence;

namespace Topiary.Benchmarks;

/// <summary>For how long compaction holds the lock of the store while it moves a message that waits for many receivers: the one thing that it does in one go.</summary>
internal static class FanOutMove
{
    private const int Repeats = 20;

    /// <summary>Measures and prints.</summary>
    public static async Task RunAsync()
    {
        foreach (int receivers in (int[])[1, 100, 1000, 10_000, 100_000])
        {
            // The shortest of some: the longest is that of the machine.
            TimeSpan shortest = TimeSpan.MaxValue;
            for (int i = 0; i < Repeats; i++)
            {
                TimeSpan hold = await MoveAsync(receivers);
                shortest = hold < shortest ? hold : shortest;
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"a message with {receivers:N0} receivers is moved in {shortest.TotalMilliseconds:F3} ms"));
        }
    }

    private static async Task<TimeSpan> MoveAsync(int receivers)
    {
        DirectoryInfo work = Directory.CreateTempSubdirectory("topiary-pauses-");
        try
        {
            await using var store = new FileBrokerStore(work.FullName, new Broker.Persistence.FileStoreOptions { SegmentBytes = 65_536, MinimumCompactionBytes = 1 });
            await store.OpenAsync(new StoreContext(TimeProvider.System, NullLoggerFactory.Instance), CancellationToken.None);
            store.SetSession(new SessionRecord(1, "c", null, uint.MaxValue, null, DurabilityLevel.Disk, null));
            DeliveryRecord[] deliveries = [.. Enumerable.Range(1, receivers).Select(i => new DeliveryRecord(new DeliveryKey(1, i), DeliveryState.Queued, 0, QoS.AtLeastOnce, false, []))];
            store.Publish(new PublishRecord { Message = NewMessage(), Deliveries = deliveries });

            // Twice as much as that, which is dead at once.
            long bytes = (receivers * 16) + 262_144;
            for (long i = receivers + 1; bytes > 0 || store.GetStatistics().SegmentsCompacted < 2; i++, bytes -= 500)
            {
                store.Publish(new PublishRecord { Message = NewMessage(), Deliveries = [new DeliveryRecord(new DeliveryKey(1, i), DeliveryState.Queued, 0, QoS.AtLeastOnce, false, [])] });
                store.RemoveDelivery(new DeliveryKey(1, i));
                if (i % 100 == 0)
                {
                    await store.CommitAsync(store.Position, DurabilityLevel.Process);
                }
            }

            return store.GetStatistics().LongestCompactionHold;
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private static StoredMessage NewMessage() => new("t"u8.ToArray(), default, new byte[1000], QoS.AtLeastOnce, false, null);
}
