namespace Topiary.Protocol.Tests.State;

public class PacketIdAllocatorTests
{
    [Fact]
    public void All_65535_identifiers_come_once_and_then_no_more()
    {
        var ids = new PacketIdAllocator();
        var seen = new HashSet<ushort>();
        for (int i = 0; i < 65535; i++)
        {
            Assert.True(ids.TryAllocate(out ushort id));
            Assert.True(seen.Add(id));
        }

        Assert.DoesNotContain((ushort)0, seen);
        Assert.False(ids.TryAllocate(out ushort none));
        Assert.Equal(0, none);
        Assert.Equal(65535, ids.InUse);
    }

    [Fact]
    public void The_only_free_identifier_is_found_wherever_it_is()
    {
        var ids = new PacketIdAllocator();
        while (ids.TryAllocate(out _))
        {
        }

        foreach (int free in new[] { 1, 2, 63, 64, 65, 4095, 4096, 4097, 32768, 65534, 65535 })
        {
            Assert.True(ids.Release((ushort)free));
            Assert.True(ids.TryAllocate(out ushort id));
            Assert.Equal(free, id);
            Assert.False(ids.TryAllocate(out _));
        }
    }

    [Fact]
    public void Release_of_an_identifier_that_is_not_in_use_is_refused()
    {
        var ids = new PacketIdAllocator();
        Assert.False(ids.Release(0));
        Assert.False(ids.Release(1));
        Assert.False(ids.Release(65535));
        ids.TryAllocate(out ushort id);
        Assert.True(ids.Release(id));
        Assert.False(ids.Release(id));
        Assert.Equal(0, ids.InUse);
    }

    [Fact]
    public void A_released_identifier_rests_before_it_is_used_again()
    {
        var ids = new PacketIdAllocator();
        var last = new Queue<ushort>();
        for (int i = 0; i < 10_000; i++)
        {
            Assert.True(ids.TryAllocate(out ushort id));
            ids.Release(id);
            Assert.DoesNotContain(id, last);
            last.Enqueue(id);
            if (last.Count > 32)
            {
                last.Dequeue();
            }
        }
    }

    [Fact]
    public void A_reserved_identifier_is_never_handed_out()
    {
        var ids = new PacketIdAllocator();
        Assert.True(ids.TryReserve(65535));
        Assert.True(ids.TryReserve(3));
        Assert.False(ids.TryReserve(3));
        Assert.False(ids.TryReserve(0));
        int count = 0;
        while (ids.TryAllocate(out ushort id))
        {
            Assert.True(id is not 3 and not 65535 and not 0);
            count++;
        }

        Assert.Equal(65533, count);
    }

    [Fact]
    public void Random_use_agrees_with_a_set()
    {
        var random = new Random(11);
        var ids = new PacketIdAllocator();
        var model = new HashSet<ushort>();
        var list = new List<ushort>();
        for (int step = 0; step < 300_000; step++)
        {
            bool grow = random.NextDouble() < (step / 50_000 % 2 == 0 ? 0.7 : 0.3);
            if (grow && ids.TryAllocate(out ushort id))
            {
                Assert.True(model.Add(id));
                list.Add(id);
            }
            else if (list.Count > 0)
            {
                int at = random.Next(list.Count);
                ushort gone = list[at];
                list[at] = list[^1];
                list.RemoveAt(list.Count - 1);
                Assert.True(model.Remove(gone));
                Assert.True(ids.Release(gone));
            }

            Assert.Equal(model.Count, ids.InUse);
        }
    }

    [Fact]
    public void Steady_use_with_60000_in_use_allocates_nothing()
    {
        var ids = new PacketIdAllocator();
        var order = new ushort[60_000];
        for (int i = 0; i < order.Length; i++)
        {
            ids.TryAllocate(out order[i]);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000_000; i++)
        {
            ids.Release(order[i % order.Length]);
            ids.TryAllocate(out order[i % order.Length]);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(60_000, ids.InUse);
    }

    [Fact]
    public void Clear_gives_all_back()
    {
        var ids = new PacketIdAllocator();
        while (ids.TryAllocate(out _))
        {
        }

        ids.Clear();
        Assert.Equal(0, ids.InUse);
        Assert.True(ids.TryAllocate(out ushort id));
        Assert.Equal(1, id);
    }
}
