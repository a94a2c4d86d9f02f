using Topiary.Broker.Tests;
using Topiary.Protocol;
using Topiary.Storage.Simulation;

namespace Topiary.Broker.Persistence.Tests;

/// <summary>
/// A broker with a store, and a clock of the machine that jumps while the broker serves or is away. What expires follows the time that has passed, as
/// far as anybody can know it.
/// </summary>
public sealed class ClockJumpTests
{
    private const int Hour = 3600;
    private const int Year = 365 * 24 * Hour;
    private const int Week = 7 * 24 * Hour;
    private const int WillDelay = 100;
    private const int MessageExpiry = 600;

    private readonly ManualTime _time = new();
    private SimulatedDisk _disk = new();

    [Theory]
    [InlineData(0, 0)]
    [InlineData(300, 300)]
    [InlineData(-300, 0)]
    [InlineData(-Year, 0)]
    [InlineData(Year, Week)]
    public async Task A_jump_while_the_broker_is_away_counts_as_time_as_far_as_that_can_be_true(int jump, int counted)
    {
        await using (TestBroker broker = await StartAsync())
        {
            await PrepareAsync(broker);
            _disk = _disk.Kill();
        }

        _time.JumpWallClock(TimeSpan.FromSeconds(jump));
        await using TestBroker again = await StartAsync();
        await CheckAsync(again, counted);
    }

    [Theory]
    [InlineData(Hour)]
    [InlineData(-Hour)]
    [InlineData(Year)]
    [InlineData(-Year)]
    public async Task A_jump_while_the_broker_serves_changes_nothing(int jump)
    {
        await using TestBroker broker = await StartAsync();
        await PrepareAsync(broker);
        _time.JumpWallClock(TimeSpan.FromSeconds(jump));
        await CheckAsync(broker, passed: 0);
    }

    [Theory]
    [InlineData(Hour)]
    [InlineData(-Hour)]
    [InlineData(Year)]
    [InlineData(-Year)]
    public async Task A_jump_while_the_broker_serves_counts_for_no_time_after_a_restart_either(int jump)
    {
        await using (TestBroker broker = await StartAsync())
        {
            await PrepareAsync(broker);
            _time.JumpWallClock(TimeSpan.FromSeconds(jump));
            _time.Advance(TimeSpan.FromSeconds(10));

            // The store learns of the jump with the next message.
            RawClient publisher = await broker.ConnectAsync("p");
            Assert.Equal(ReasonCode.Success, await publisher.PublishAckedAsync("m/later", "later"));
            _disk = _disk.Kill();
        }

        _time.Advance(TimeSpan.FromSeconds(20));
        await using (TestBroker again = await StartAsync())
        {
            // Nor after a second one: what has been moved is not moved again.
            _disk = _disk.Kill();
        }

        await using TestBroker third = await StartAsync();
        await CheckAsync(third, passed: 30, "later");
    }

    [Fact]
    public async Task The_time_of_the_last_run_is_known_after_its_record_was_compacted()
    {
        FileBrokerStore store = NewStore();
        await using (TestBroker broker = await StartAsync(store))
        {
            await PrepareAsync(broker);
            for (int i = 0; i < 4; i++)
            {
                RawClient publisher = await broker.ConnectAsync($"p{i}");
                await publisher.PublishAckedAsync("m/more", new string('x', 9000));
            }

            long last = store.RecordLog.LastPosition;
            while (store.RecordLog.GetStatistics().SegmentsCompacted < 4)
            {
                store.RecordLog.RequestCompaction();
                await Task.Yield();
            }

            Assert.True(store.RecordLog.LastPosition > last);
            _disk = _disk.Kill();
        }

        _time.JumpWallClock(TimeSpan.FromSeconds(-Year));
        await using TestBroker again = await StartAsync();
        await CheckAsync(again, passed: 0, new string('x', 9000), new string('x', 9000), new string('x', 9000), new string('x', 9000));
    }

    [Theory]
    [InlineData(Year)]
    [InlineData(-Year)]
    public async Task A_jump_does_not_touch_keep_alive(int jump)
    {
        await using TestBroker broker = await StartAsync();
        RawClient client = await broker.ConnectAsync("k", with: packet => packet with { KeepAlive = 10 });
        _time.JumpWallClock(TimeSpan.FromSeconds(jump));
        _time.Advance(TimeSpan.FromSeconds(14));
        await client.AssertNothingAsync();
        _time.JumpWallClock(TimeSpan.FromSeconds(-jump));
        _time.Advance(TimeSpan.FromSeconds(14));
        await client.AssertNothingAsync();
        _time.Advance(TimeSpan.FromSeconds(16));
        Assert.Equal(ReasonCode.KeepAliveTimeout, await client.ReadEndAsync());
    }

    private FileBrokerStore NewStore() => new(_disk.Directory(), new FileStoreOptions { CommitDelay = TimeSpan.Zero, MinimumFreeBytes = 0, SegmentBytes = 8192 });

    private Task<TestBroker> StartAsync(FileBrokerStore? store = null) => TestBroker.StartAsync(
        options =>
        {
            options.Store = store ?? NewStore();
            options.PublishWillsAtStop = false;
        },
        _time);

    // "m" and "w" are kept for ever; "s" for an hour from now on, with a will. A message waits for "m", and one is retained.
    private static async Task PrepareAsync(TestBroker broker)
    {
        RawClient m = await ConnectAsync(broker, "m");
        await m.SubscribeAsync("m/#", QoS.AtLeastOnce);
        m.Cut();
        RawClient w = await ConnectAsync(broker, "w");
        await w.SubscribeAsync("will", QoS.AtLeastOnce);
        w.Cut();
        RawClient s = await broker.ConnectAsync("s", with: packet => packet with
        {
            CleanStart = false,
            SessionExpiryInterval = Hour,
            Will = new WillMessage { Topic = "will", Payload = "gone"u8.ToArray(), QoS = QoS.AtLeastOnce, DelayInterval = WillDelay },
        });
        s.Cut();
        await TestBroker.UntilAsync(() => broker.Broker.GetStatistics().Connections == 0, "all have gone");
        RawClient publisher = await broker.ConnectAsync("p");
        PublishProperties expiry = Properties.Block(expiry: MessageExpiry);
        Assert.Equal(ReasonCode.Success, await publisher.PublishAckedAsync("m/1", "message", properties: expiry));
        await publisher.PublishAckedAsync("retained", "kept", retain: true, expiry);
    }

    // So many seconds of the time that everything has are over.
    private async Task CheckAsync(TestBroker broker, int passed, params string[] others)
    {
        // The will.
        RawClient w = await ConnectAsync(broker, "w");
        if (passed < WillDelay)
        {
            _time.Advance(TimeSpan.FromSeconds(WillDelay - 1 - passed));
            await w.AssertNothingAsync();
            _time.Advance(TimeSpan.FromSeconds(1));
            passed = WillDelay;
        }

        // What is due at the start is done with the first tick of the clock.
        _time.Advance(TimeSpan.FromMilliseconds(1));
        PublishPacket will = await w.ReadPublishAsync();
        Assert.Equal("gone", will.Text());
        await w.AckAsync(PacketType.PubAck, will.PacketId);

        // What waits, and what is retained.
        RawClient m = await ConnectAsync(broker, "m");
        RawClient late = await broker.ConnectAsync("late");
        await late.SubscribeAsync("retained");
        if (passed < MessageExpiry)
        {
            PublishPacket message = await m.ReadPublishAsync();
            Assert.Equal(("message", (uint)(MessageExpiry - passed)), (message.Text(), message.Properties.MessageExpiryInterval));
            await m.AckAsync(PacketType.PubAck, message.PacketId);
            PublishPacket retained = await late.ReadPublishAsync();
            Assert.Equal(("kept", (uint)(MessageExpiry - passed)), (retained.Text(), retained.Properties.MessageExpiryInterval));
        }

        foreach (string other in others)
        {
            Assert.Equal(other, (await m.ReadPublishAsync()).Text());
        }

        await m.AssertNothingAsync();
        await late.AssertNothingAsync();

        // The session; after a start it is there for a minute in any case.
        int sessions = broker.Broker.GetStatistics().Sessions;
        int left = Math.Max(Hour - passed, 60);
        _time.Advance(TimeSpan.FromSeconds(left - 1));
        Assert.Equal(sessions, broker.Broker.GetStatistics().Sessions);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(sessions - 1, broker.Broker.GetStatistics().Sessions);
        RawClient again = await broker.ConnectAsync("late2");
        await again.SubscribeAsync("retained");
        await again.AssertNothingAsync();
        Assert.False((await broker.ConnectKeptAsync("s")).ConnAck.SessionPresent);
    }

    private static Task<RawClient> ConnectAsync(TestBroker broker, string id)
        => broker.ConnectAsync(id, with: packet => packet with { CleanStart = false, SessionExpiryInterval = uint.MaxValue });
}
