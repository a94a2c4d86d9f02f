namespace Topiary.Broker.Tests;

/// <summary>A full queue of a session that is away: what it drops, and that it does not look through everything for each message.</summary>
public sealed class WaitingQueueTests
{
    private const int Limit = 100;

    private readonly CountingTime _time = new();
    private readonly BrokerCounters _counters = new();
    private readonly BrokerClock _clock;
    private readonly WaitingQueue _queue;

    public WaitingQueueTests()
    {
        _clock = new BrokerClock(_time);
        _queue = new WaitingQueue(new QueueLimits(Limit, long.MaxValue, OverflowPolicy.DropOldest), _counters);
    }

    [Fact]
    public void A_full_queue_is_not_searched_for_expired_messages_when_none_can_have_expired()
    {
        Add(Limit, expiresIn: null);
        int reads = _time.Reads;
        Add(10 * Limit, expiresIn: null);
        Assert.Equal(reads, _time.Reads);
        Assert.Equal(Limit, _queue.Count);
    }

    [Fact]
    public void What_has_expired_goes_before_what_is_oldest()
    {
        Add(1, expiresIn: null);
        Add(Limit - 1, expiresIn: TimeSpan.FromSeconds(5));
        _time.Advance(TimeSpan.FromSeconds(6));
        List<Delivery>? dropped = Add(1, expiresIn: null);
        Assert.Equal(Limit - 1, dropped!.Count);
        Assert.All(dropped, static delivery => Assert.NotNull(delivery.Message!.ExpiresAt));
        Assert.Equal(2, _queue.Count);
    }

    [Fact]
    public void What_was_taken_does_not_hide_what_expires_later()
    {
        Add(1, expiresIn: TimeSpan.FromSeconds(1));
        Add(Limit - 1, expiresIn: TimeSpan.FromSeconds(10));
        _queue.TakeFirst();
        Add(1, expiresIn: null);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Single(Add(1, expiresIn: null)!);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(Limit - 2, Add(1, expiresIn: null)!.Count);
    }

    private List<Delivery>? Add(int count, TimeSpan? expiresIn)
    {
        List<Delivery>? dropped = null;
        DateTimeOffset? expiresAt = expiresIn is { } life ? _clock.UtcNow + life : null;
        for (int i = 0; i < count; i++)
        {
            var message = new StoredMessage("t"u8.ToArray(), default, default, QoS.AtLeastOnce, false, expiresAt);
            Assert.True(_queue.TryAdd(new Delivery(default, message, QoS.AtLeastOnce, false, [], null), _clock, out dropped));
        }

        return dropped;
    }

    /// <summary>A clock that is set by hand and counts how often it is looked at.</summary>
    private sealed class CountingTime : TimeProvider
    {
        private long _timestamp;

        public int Reads { get; private set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Advance(TimeSpan by) => _timestamp += by.Ticks;

        public override long GetTimestamp()
        {
            Reads++;
            return _timestamp;
        }
    }
}
