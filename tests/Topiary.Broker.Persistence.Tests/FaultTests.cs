using Microsoft.Extensions.Logging.Abstractions;
using Topiary.Storage;
using Topiary.Storage.Simulation;

namespace Topiary.Broker.Persistence.Tests;

/// <summary>A disk that fails once, at every call in turn.</summary>
public sealed class FaultTests
{
    private const int Calls = 40;

    private static readonly FileStoreOptions s_options = new()
    {
        SegmentBytes = 8192,
        MinimumCompactionBytes = long.MaxValue,
        CommitDelay = TimeSpan.Zero,
        MinimumFreeBytes = 0,
        ProbeInterval = TimeSpan.FromMilliseconds(1),
        MaximumDowntime = TimeSpan.FromDays(100_000),
    };

    private static readonly StoreContext s_context = new(TimeProvider.System, NullLoggerFactory.Instance);

    public static TheoryData<string> Faults => ["error", "short write", "no space"];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_call_that_fails_loses_nothing_that_was_committed_and_the_store_recovers(string fault)
    {
        for (int call = 0; call < Calls; call++)
        {
            await RunAsync(fault, call);
        }
    }

    [Fact]
    public async Task A_full_disk_is_refused_and_taken_again_when_it_has_space()
    {
        var disk = new SimulatedDisk();
        var history = new History(7);
        await using var store = new FileBrokerStore(disk.Directory(), s_options);
        await store.OpenAsync(s_context, CancellationToken.None);
        history.Step(store);
        await store.CommitAsync(store.Position, DurabilityLevel.Disk);
        disk.Capacity = disk.Names.Sum(name => (long)disk.Content(name).Length);
        for (int i = 0; i < 200 && store.Refusal is null; i++)
        {
            history.Step(store);
            await TryCommitAsync(store);
        }

        Assert.Equal(ReasonCode.QuotaExceeded, store.Refusal);
        Assert.False(await TryCommitAsync(store));
        disk.Capacity = long.MaxValue;
        await UntilAsync(() => store.Refusal is null);
        await store.CommitAsync(store.Position, DurabilityLevel.Disk);
        Assert.Equal(StateText.Of(history.Model.State), await ReadAsync(disk.Kill()));
    }

    [Fact]
    public async Task What_is_done_while_the_disk_fails_goes_beyond_the_bound_in_memory_and_is_kept_when_it_works_again()
    {
        const int Messages = 20_000;
        var disk = new SimulatedDisk();
        FileStoreOptions options = s_options with { SegmentBytes = 1024 * 1024, MaximumBufferedBytes = 1024 * 1024 };
        await using var store = new FileBrokerStore(disk.Directory(), options);
        await store.OpenAsync(s_context, CancellationToken.None);
        var model = new Topiary.Broker.Tests.RecordingStore();
        foreach (IBrokerStore each in (IBrokerStore[])[store, model])
        {
            each.SetSession(new SessionRecord(1, "c", null, uint.MaxValue, null, DurabilityLevel.Disk, null));
            for (int i = 1; i <= Messages; i++)
            {
                var message = new StoredMessage("t"u8.ToArray(), default, new byte[10], QoS.ExactlyOnce, false, null);
                each.Publish(new PublishRecord { Message = message, Deliveries = [new DeliveryRecord(new(1, i), DeliveryState.Queued, 0, QoS.ExactlyOnce, false, [])] });
            }
        }

        await store.CommitAsync(store.Position, DurabilityLevel.Disk);
        disk.BeforeOperation = _ => throw new IOException("It failed (simulated).");
        foreach (IBrokerStore each in (IBrokerStore[])[store, model])
        {
            for (int i = 1; i <= Messages; i++)
            {
                each.SetDelivery(new DeliveryKey(1, i), DeliveryState.Sent, (ushort)i);
                if (i < Messages - 10)
                {
                    each.SetDelivery(new DeliveryKey(1, i), DeliveryState.Released, (ushort)i);
                    each.RemoveDelivery(new DeliveryKey(1, i));
                }
            }
        }

        Assert.False(await TryCommitAsync(store));
        Assert.InRange(store.GetStatistics().BytesWaiting, options.MaximumBufferedBytes + 1, 4 * options.MaximumBufferedBytes);
        Assert.Equal(ReasonCode.UnspecifiedError, store.Refusal);
        disk.BeforeOperation = null;
        await UntilAsync(() => store.Refusal is null);
        await store.CommitAsync(store.Position, DurabilityLevel.Disk);
        Assert.Equal(0, store.GetStatistics().BytesWaiting);
        Assert.Equal(StateText.Of(model.State), await ReadAsync(disk.CutPower(new Random(1), 0)));
    }

    [Fact]
    public async Task Too_much_that_waits_for_a_slow_disk_is_refused_until_the_disk_has_taken_it()
    {
        using var slow = new ManualResetEventSlim();
        var disk = new SimulatedDisk();
        await using var store = new FileBrokerStore(disk.Directory(), s_options with { MaximumBufferedBytes = 1024 * 1024 });
        await store.OpenAsync(s_context, CancellationToken.None);
        disk.BeforeOperation = _ => slow.Wait();
        Task commit = Task.CompletedTask;
        for (int i = 0; i < 40; i++)
        {
            Assert.Null(store.Refusal);
            var message = new StoredMessage(new[] { (byte)i }, default, new byte[30_000], QoS.AtLeastOnce, true, null);
            store.Publish(new PublishRecord { Message = message, IsRetained = true });
            commit = store.CommitAsync(store.Position, DurabilityLevel.Disk).AsTask();
            if (store.GetStatistics().BytesWaiting > 1024 * 1024)
            {
                break;
            }
        }

        Assert.Equal(ReasonCode.QuotaExceeded, store.Refusal);
        Assert.False(commit.IsCompleted);
        slow.Set();
        await commit;
        Assert.Null(store.Refusal);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Calls_that_fail_again_and_again_lose_nothing_that_was_committed(string fault)
    {
        for (int every = 5; every < 24; every += 3)
        {
            await RunOftenAsync(fault, every);
        }
    }

    // Commits overlap, as those of many connections do.
    private static async Task RunOftenAsync(string fault, int every)
    {
        var disk = new SimulatedDisk();
        FileBrokerStore store = await OpenAsync(disk);
        disk.BeforeOperation = operation =>
        {
            if (operation.Number % every == every - 1)
            {
                throw ToException(fault, operation.Call);
            }
        };
        var history = new History(every);
        var states = new List<string> { StateText.Of(history.Model.State) };
        int committed = 0;
        for (int i = 0; i < 300; i++)
        {
            history.Step(store);
            states.Add(StateText.Of(history.Model.State));
            _ = CommitAsync(store, states.Count - 1);
            if (i % 3 == 0)
            {
                await Task.Delay(1);
            }

            if (i % 10 == 9)
            {
                int before = Volatile.Read(ref committed);
                string found = await ReadAsync(disk.CutPower(new Random(i), 0.5));
                int index = states.FindIndex(state => state == found);
                Assert.True(states.FindIndex(before, state => state == found) >= 0, $"{fault} every {every} calls, step {i}: {before} was committed, {index} is found");
            }
        }

        disk.BeforeOperation = null;
        await RecoverAsync(store);
        Assert.Equal(states[^1], await ReadAsync(disk.Kill()));
        await store.DisposeAsync();

        async Task CommitAsync(FileBrokerStore committing, int state)
        {
            if (await TryCommitAsync(committing))
            {
                int seen = Volatile.Read(ref committed);
                while (seen < state && Interlocked.CompareExchange(ref committed, state, seen) is int now && now != seen)
                {
                    seen = now;
                }
            }
        }
    }

    private static Exception ToException(string fault, SimulatedCall call) => fault switch
    {
        "short write" when call == SimulatedCall.Write => new ShortWriteException(0.5),
        "no space" => SimulatedDisk.NoSpace(),
        _ => new IOException("It failed (simulated)."),
    };

    private static async Task RunAsync(string fault, int call)
    {
        var disk = new SimulatedDisk();
        bool hasFailed = false;
        disk.BeforeOperation = operation =>
        {
            if (operation.Number == call)
            {
                hasFailed = true;
                throw ToException(fault, operation.Call);
            }
        };
        FileBrokerStore store = await OpenAsync(disk);
        var history = new History(call);
        var states = new List<string> { StateText.Of(history.Model.State) };
        int committed = 0;
        for (int i = 0; i < 120 || !hasFailed; i++)
        {
            history.Step(store);
            states.Add(StateText.Of(history.Model.State));
            if (await TryCommitAsync(store))
            {
                committed = states.Count - 1;
            }

            if (i % 20 == 19)
            {
                string found = await ReadAsync(disk.CutPower(new Random(i), 0.5));
                Assert.True(states.FindIndex(committed, state => state == found) >= 0, $"{fault} at call {call}, step {i}: what was committed is not there");
            }
        }

        await RecoverAsync(store);
        Assert.Equal(states[^1], await ReadAsync(disk.Kill()));
        await store.DisposeAsync();
    }

    private static async Task<FileBrokerStore> OpenAsync(SimulatedDisk disk)
    {
        var store = new FileBrokerStore(disk.Directory(), s_options);
        try
        {
            await store.OpenAsync(s_context, CancellationToken.None);
            return store;
        }
        catch (StoreException)
        {
            // It failed while it was opened, which is said; the next try finds the disk in order.
            await store.DisposeAsync();
            store = new FileBrokerStore(disk.Directory(), s_options);
            await store.OpenAsync(s_context, CancellationToken.None);
            return store;
        }
    }

    // The last call that failed may still be on its way to be told of.
    private static async Task RecoverAsync(FileBrokerStore store)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!await TryCommitAsync(store))
        {
            await Task.Delay(1, timeout.Token);
        }
    }

    private static async Task<bool> TryCommitAsync(FileBrokerStore store)
    {
        try
        {
            await store.CommitAsync(store.Position, DurabilityLevel.Disk);
            return true;
        }
        catch (LogException)
        {
            return false;
        }
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            await Task.Delay(1, timeout.Token);
        }
    }

    private static async Task<string> ReadAsync(SimulatedDisk disk)
    {
        await using var store = new FileBrokerStore(disk.Directory(), s_options);
        return StateText.Of(await store.OpenAsync(s_context, CancellationToken.None));
    }
}
