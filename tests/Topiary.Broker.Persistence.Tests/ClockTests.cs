using Microsoft.Extensions.Logging.Abstractions;
using Topiary.Storage.Simulation;

namespace Topiary.Broker.Persistence.Tests;

/// <summary>The clock of the machine says something else after a restart.</summary>
public sealed class ClockTests
{
    private static readonly DateTimeOffset s_day = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3600, 3600)]
    [InlineData(-365 * 86_400, 0)]
    [InlineData(365 * 86_400, 7 * 86_400)]
    public async Task Of_the_time_without_a_broker_counts_what_can_be_true(int jump, int counted)
    {
        var disk = new SimulatedDisk();
        await using (FileBrokerStore store = new(disk.Directory(), new FileStoreOptions { CommitDelay = TimeSpan.Zero }))
        {
            await OpenAsync(store, s_day);
            store.SetSession(new SessionRecord(1, "c", null, 86_400, s_day, DurabilityLevel.Disk, null));
            var message = new StoredMessage("t"u8.ToArray(), default, new byte[70_000], QoS.AtLeastOnce, true, s_day.AddDays(1));
            store.Publish(new PublishRecord { Message = message, IsRetained = true });
        }

        // Twice: the second start must not move the times again.
        for (int start = 0; start < 2; start++)
        {
            await using FileBrokerStore store = new(disk.Directory(), new FileStoreOptions { CommitDelay = TimeSpan.Zero });
            DateTimeOffset now = s_day.AddSeconds(jump);
            StoredState state = await OpenAsync(store, now);
            Assert.Equal(counted, (now - Assert.Single(state.Sessions).Session.DisconnectedAt!.Value).TotalSeconds, 1.0);
            Assert.Equal(86_400 - counted, (Assert.Single(state.Retained).ExpiresAt!.Value - now).TotalSeconds, 1.0);
        }
    }

    private static ValueTask<StoredState> OpenAsync(FileBrokerStore store, DateTimeOffset now)
        => store.OpenAsync(new StoreContext(new FixedTime(now), NullLoggerFactory.Instance), CancellationToken.None);

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
