namespace Topiary.Protocol.Tests.State;

public class SendQuotaTests
{
    [Fact]
    public void No_more_than_the_receive_maximum_can_be_taken()
    {
        var quota = new SendQuota(2);
        Assert.True(quota.TryTake());
        Assert.True(quota.TryTake());
        Assert.False(quota.TryTake());
        quota.Return();
        Assert.Equal(1, quota.Available);
        Assert.True(quota.TryTake());
        Assert.False(quota.TryTake());
    }

    [Fact]
    public void A_second_pubcomp_does_not_raise_it_above_the_maximum()
    {
        var quota = new SendQuota(1);
        quota.Return();
        quota.Return();
        Assert.Equal(1, quota.Available);
        Assert.True(quota.TryTake());
        Assert.False(quota.TryTake());
    }

    [Fact]
    public void A_new_connection_starts_with_its_own_maximum()
    {
        var quota = new SendQuota(5);
        quota.TryTake();
        quota.Reset(3);
        Assert.Equal(3, quota.Available);
        Assert.Equal(3, quota.Maximum);
    }

    [Fact]
    public void Pubrels_sent_again_keep_their_pubcomps_from_raising_the_quota()
    {
        var quota = new SendQuota(1);
        quota.TakeForPubRel();
        quota.TakeForPubRel();
        Assert.False(quota.TryTake());
        quota.Return();
        Assert.False(quota.TryTake());
        quota.Return();
        Assert.True(quota.TryTake());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65536)]
    [InlineData(-1)]
    public void A_receive_maximum_out_of_range_is_refused(int value)
        => Assert.Throws<ArgumentOutOfRangeException>(() => new SendQuota(value));
}
