namespace Topiary.Testing.Tests;

public sealed class VirtualTimeTests
{
    private readonly VirtualTime _time = new();

    [Fact]
    public void Time_stands_still_until_it_is_advanced()
    {
        var start = _time.GetUtcNow();
        Assert.Equal(start, _time.GetUtcNow());
        _time.Advance(TimeSpan.FromSeconds(90));
        Assert.Equal(start.AddSeconds(90), _time.GetUtcNow());
        Assert.Equal(TimeSpan.FromSeconds(90), _time.GetElapsedTime(start.Ticks));
    }

    [Fact]
    public void Timers_fire_in_the_order_in_which_they_are_due_at_their_own_time()
    {
        var fired = new List<(string Name, double At)>();
        var start = _time.GetUtcNow();
        using var late = Timer("late", 3);
        using var early = Timer("early", 1);
        using var twin = Timer("twin", 1);
        using var never = Timer("never", 60);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal([("early", 1d), ("twin", 1d), ("late", 3d)], fired);
        Assert.Equal(1, _time.PendingTimers);

        ITimer Timer(string name, int seconds) => _time.CreateTimer(
            _ => fired.Add((name, (_time.GetUtcNow() - start).TotalSeconds)), null, TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan);
    }

    [Fact]
    public void A_period_repeats_until_the_timer_is_disposed()
    {
        var count = 0;
        using (_time.CreateTimer(_ => count++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)))
        {
            _time.Advance(TimeSpan.FromSeconds(6));
            Assert.Equal(3, count);
        }

        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(3, count);
    }

    [Fact]
    public void A_timer_set_by_a_timer_fires_in_the_same_advance()
    {
        var fired = new List<double>();
        var start = _time.GetUtcNow();
        ITimer? second = null;
        using var first = _time.CreateTimer(
            _ => second = _time.CreateTimer(_ => fired.Add((_time.GetUtcNow() - start).TotalSeconds), null, TimeSpan.FromSeconds(2), Timeout.InfiniteTimeSpan),
            null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal([3d], fired);
        second?.Dispose();
    }

    [Fact]
    public async Task Delays_and_timeouts_follow_it()
    {
        var delay = Task.Delay(TimeSpan.FromMinutes(1), _time, TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(delay.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        await delay;
    }

    [Fact]
    public void Time_does_not_go_back() => Assert.Throws<ArgumentOutOfRangeException>(() => _time.Advance(TimeSpan.FromSeconds(-1)));
}
