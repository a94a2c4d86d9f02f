using System.Collections.Concurrent;

namespace Topiary.Protocol.Tests.State;

public class AckOrderTests
{
    [Fact]
    public void Acknowledgements_leave_in_the_order_of_arrival()
    {
        var order = new AckOrder();
        long first = order.Open(PacketType.PubAck, 10);
        long second = order.Open(PacketType.PubRec, 11);
        long third = order.Open(PacketType.PubAck, 12);
        Assert.False(order.Complete(third, ReasonCode.Success));
        Assert.False(order.Complete(second, ReasonCode.NotAuthorized));
        Assert.Equal(3, order.Count);
        Assert.Equal(2, order.PubAckCount);
        Assert.True(order.Complete(first, ReasonCode.NoMatchingSubscribers));
        Assert.Equal(
            [(PacketType.PubAck, 10, ReasonCode.NoMatchingSubscribers), (PacketType.PubRec, 11, ReasonCode.NotAuthorized), (PacketType.PubAck, 12, ReasonCode.Success)],
            Take(order));
        Assert.Equal(0, order.Count);
        Assert.Equal(0, order.PubAckCount);
    }

    [Fact]
    public void Completing_twice_does_nothing()
    {
        var order = new AckOrder();
        long ticket = order.Open(PacketType.PubAck, 1);
        Assert.True(order.Complete(ticket, ReasonCode.Success));
        Assert.False(order.Complete(ticket, ReasonCode.UnspecifiedError));
        Assert.Equal([(PacketType.PubAck, 1, ReasonCode.Success)], Take(order));
        Assert.False(order.Complete(ticket, ReasonCode.Success));
        Assert.False(order.Complete(99, ReasonCode.Success));
    }

    [Fact]
    public void While_one_takes_no_other_is_told_to()
    {
        var order = new AckOrder();
        long first = order.Open(PacketType.PubAck, 1);
        long second = order.Open(PacketType.PubAck, 2);
        Assert.True(order.Complete(first, ReasonCode.Success));
        Assert.True(order.TryTake(out AckEntry entry));
        Assert.Equal(1, entry.PacketId);
        Assert.False(order.Complete(second, ReasonCode.Success));
        Assert.Equal([(PacketType.PubAck, 2, ReasonCode.Success)], Take(order));
    }

    [Fact]
    public void After_clear_old_tickets_do_nothing()
    {
        var order = new AckOrder();
        long old = order.Open(PacketType.PubAck, 1);
        order.Clear();
        Assert.False(order.Complete(old, ReasonCode.Success));
        long ticket = order.Open(PacketType.PubAck, 2);
        Assert.True(order.Complete(ticket, ReasonCode.Success));
        Assert.Equal([(PacketType.PubAck, 2, ReasonCode.Success)], Take(order));
    }

    [Fact]
    public void Other_packet_types_are_refused()
        => Assert.Throws<ArgumentOutOfRangeException>(() => new AckOrder().Open(PacketType.PubComp, 1));

    [Fact]
    public void A_steady_window_allocates_nothing()
    {
        var order = new AckOrder();
        long[] tickets = new long[1000];
        void Round()
        {
            for (int i = 0; i < tickets.Length; i++)
            {
                tickets[i] = order.Open(PacketType.PubAck, (ushort)(i + 1));
            }

            for (int i = tickets.Length - 1; i >= 0; i--)
            {
                if (order.Complete(tickets[i], ReasonCode.Success))
                {
                    while (order.TryTake(out _))
                    {
                    }
                }
            }
        }

        Round();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            Round();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(0, order.Count);
    }

    [Fact]
    public async Task Four_threads_that_complete_at_random_send_in_order_and_lose_none()
    {
        const int Messages = 200_000;
        var order = new AckOrder();
        var sent = new List<int>(Messages);
        using var work = new BlockingCollection<long>(500);
        void Worker()
        {
            foreach (long ticket in work.GetConsumingEnumerable())
            {
                if (order.Complete(ticket, ReasonCode.Success))
                {
                    while (order.TryTake(out AckEntry entry))
                    {
                        sent.Add(entry.PacketId);       // one thread at a time, or the list breaks
                    }
                }
            }
        }

        Task[] workers = [.. Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(Worker, TaskCreationOptions.LongRunning))];
        for (int i = 0; i < Messages; i++)
        {
            work.Add(order.Open(PacketType.PubAck, (ushort)(i % 65535)));
        }

        work.CompleteAdding();
        await Task.WhenAll(workers);
        Assert.Equal(Enumerable.Range(0, Messages).Select(i => i % 65535), sent);
    }

    private static List<(PacketType Type, int Id, ReasonCode Code)> Take(AckOrder order)
    {
        var taken = new List<(PacketType, int, ReasonCode)>();
        while (order.TryTake(out AckEntry entry))
        {
            taken.Add((entry.Type, entry.PacketId, entry.ReasonCode));
        }

        return taken;
    }
}
