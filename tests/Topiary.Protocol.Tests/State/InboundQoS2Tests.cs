namespace Topiary.Protocol.Tests.State;

public class InboundQoS2Tests
{
    [Fact]
    public void A_repeated_publish_is_delivered_once()
    {
        var inbound = new InboundQoS2();
        Assert.True(inbound.TryAdd(7));
        Assert.False(inbound.TryAdd(7));
        Assert.True(inbound.Remove(7));
        Assert.True(inbound.TryAdd(7));
    }

    [Fact]
    public void Pubrel_with_an_unknown_identifier_is_told_apart()
    {
        var inbound = new InboundQoS2();
        Assert.False(inbound.Remove(1));
        inbound.TryAdd(1);
        Assert.False(inbound.Remove(2));
        Assert.True(inbound.Remove(1));
        Assert.False(inbound.Remove(1));
        Assert.False(inbound.Remove(65535));
    }

    [Fact]
    public void The_same_identifier_a_million_times_keeps_the_memory_flat()
    {
        var inbound = new InboundQoS2();
        inbound.TryAdd(65535);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000_000; i++)
        {
            Assert.False(inbound.TryAdd(65535));
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(1, inbound.Count);
    }

    [Fact]
    public void Every_identifier_can_be_open_and_is_listed_in_order()
    {
        var inbound = new InboundQoS2();
        for (int id = 65535; id > 0; id--)
        {
            Assert.True(inbound.TryAdd((ushort)id));
        }

        var ids = new List<ushort>();
        inbound.CopyTo(ids);
        Assert.Equal(Enumerable.Range(1, 65535).Select(i => (ushort)i), ids);
        inbound.Clear();
        Assert.Equal(0, inbound.Count);
        Assert.False(inbound.Contains(1));
    }

    [Fact]
    public void What_is_carried_over_to_a_connection_is_counted()
    {
        var inbound = new InboundQoS2();
        inbound.TryAdd(1);
        inbound.TryAdd(2);
        Assert.Equal(0, inbound.CarriedOver);
        inbound.BeginConnection();
        inbound.TryAdd(3);
        Assert.Equal(2, inbound.CarriedOver);
        Assert.Equal(3, inbound.Count);
    }

    [Fact]
    public void Identifier_0_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new InboundQoS2().TryAdd(0));
}
