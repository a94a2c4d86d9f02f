namespace Topiary.Protocol.Tests.State;

public class KeepAliveTests
{
    private const long Second = 1000;

    [Fact]
    public void Off_asks_for_nothing()
    {
        var keepAlive = new KeepAlive(0, Second);
        Assert.False(keepAlive.IsEnabled);
        Assert.Equal(KeepAliveAction.None, keepAlive.CheckClient(long.MaxValue, 0, 0));
        Assert.False(keepAlive.IsClientDead(long.MaxValue, 0));
        Assert.Equal(long.MaxValue, keepAlive.NextClientCheck(0, 0));
        Assert.Equal(long.MaxValue, keepAlive.NextServerCheck(0));
    }

    [Fact]
    public void A_silent_client_pings_within_the_interval()
    {
        var keepAlive = new KeepAlive(60, Second);
        long due = keepAlive.NextClientCheck(100, 100);
        Assert.InRange(due, 101, 100 + (60 * Second) - 1);
        Assert.Equal(KeepAliveAction.None, keepAlive.CheckClient(due - 1, 100, 100));
        Assert.Equal(KeepAliveAction.SendPing, keepAlive.CheckClient(due, 100, 100));
    }

    [Fact]
    public void Sending_alone_does_not_hide_a_dead_link()
    {
        var keepAlive = new KeepAlive(60, Second);
        Assert.Equal(KeepAliveAction.SendPing, keepAlive.CheckClient(50 * Second, 50 * Second, 0));
        keepAlive.OnPingSent(50 * Second);
        Assert.Equal(80 * Second, keepAlive.NextClientCheck(79 * Second, 0));
        Assert.Equal(KeepAliveAction.None, keepAlive.CheckClient((80 * Second) - 1, 79 * Second, 0));
        Assert.Equal(KeepAliveAction.Close, keepAlive.CheckClient(80 * Second, 79 * Second, 0));
    }

    [Fact]
    public void No_second_ping_while_the_first_is_unanswered()
    {
        var keepAlive = new KeepAlive(10, Second, TimeSpan.FromSeconds(4));
        keepAlive.OnPingSent(8 * Second);
        Assert.Equal(KeepAliveAction.None, keepAlive.CheckClient(11 * Second, 8 * Second, 0));
        Assert.Equal(KeepAliveAction.Close, keepAlive.CheckClient(12 * Second, 8 * Second, 0));
    }

    [Fact]
    public void A_response_at_the_very_time_of_the_ping_counts()
    {
        var keepAlive = new KeepAlive(10, Second);
        keepAlive.OnPingSent(8 * Second);
        keepAlive.OnPingResponse();
        Assert.Equal(KeepAliveAction.None, keepAlive.CheckClient(14 * Second, 8 * Second, 8 * Second));
        Assert.Equal(KeepAliveAction.SendPing, keepAlive.CheckClient(16 * Second, 8 * Second, 8 * Second));
    }

    [Fact]
    public void Any_other_packet_after_the_ping_counts_too()
    {
        var keepAlive = new KeepAlive(10, Second);
        keepAlive.OnPingSent(8 * Second);
        Assert.Equal(KeepAliveAction.None, keepAlive.CheckClient(14 * Second, 8 * Second, 9 * Second));
    }

    [Fact]
    public void The_server_waits_one_and_a_half_times_the_interval()
    {
        var keepAlive = new KeepAlive(11, Second);
        Assert.Equal(16_500 + 7, keepAlive.NextServerCheck(7));
        Assert.False(keepAlive.IsClientDead(16_506, 7));
        Assert.True(keepAlive.IsClientDead(16_507, 7));
    }

    [Fact]
    public void The_longest_interval_does_not_overflow()
    {
        var keepAlive = new KeepAlive(ushort.MaxValue, 1_000_000_000);
        Assert.Equal(98_302_500_000_000, keepAlive.NextServerCheck(0));
    }
}
