using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Topiary.Broker;
using Topiary.Broker.Persistence;

namespace Topiary.Crash;

/// <summary>How long a broker takes that finds many sessions with many messages: <c>dotnet run --project tests/Topiary.Crash -- --recovery</c>.</summary>
internal static class Recovery
{
    public static async Task MeasureAsync(int sessions, int messages)
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("topiary-recovery-");
        try
        {
            long start = Stopwatch.GetTimestamp();
            await FillAsync(directory.FullName, sessions, messages);
            long bytes = directory.EnumerateFiles().Sum(file => file.Length);
            Console.WriteLine($"{sessions} sessions and {messages} messages written in {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s, {bytes / 1048576} MiB");
            start = Stopwatch.GetTimestamp();
            var options = new MqttBrokerOptions { MaximumQueuedMessages = messages };
            options.UseFileStore(directory.FullName);
            await using var broker = new MqttBroker(options);
            await broker.StartAsync();
            TimeSpan time = Stopwatch.GetElapsedTime(start);
            BrokerStatistics statistics = broker.GetStatistics();
            Console.WriteLine($"{statistics.Sessions} sessions and {statistics.QueuedMessages} messages ready after {time.TotalSeconds:F1} s");
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task FillAsync(string directory, int sessions, int messages)
    {
        await using var store = new FileBrokerStore(directory);
        await store.OpenAsync(new StoreContext(TimeProvider.System, NullLoggerFactory.Instance), CancellationToken.None);
        for (int i = 1; i <= sessions; i++)
        {
            store.SetSession(new SessionRecord(i, $"client{i}", null, uint.MaxValue, DateTimeOffset.UtcNow, DurabilityLevel.Disk, null));
            store.SetSubscription(i, new SubscriptionRecord($"topic/{i}/#", new SubscriptionOptions(QoS.AtLeastOnce), 0, false));
        }

        for (int i = 0; i < messages; i++)
        {
            int session = (i % sessions) + 1;
            var message = new StoredMessage(Encoding.ASCII.GetBytes($"topic/{session}/{i % 10}"), default, new byte[100], QoS.AtLeastOnce, false, null);
            var delivery = new DeliveryRecord(new DeliveryKey(session, i + 1), DeliveryState.Queued, 0, QoS.AtLeastOnce, false, []);
            store.Publish(new PublishRecord { Message = message, Deliveries = [delivery] });
            if (i % 10_000 == 0)
            {
                await store.CommitAsync(store.Position, DurabilityLevel.Process);
            }
        }

        await store.CommitAsync(store.Position, DurabilityLevel.Disk);
    }
}
