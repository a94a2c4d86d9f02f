using System.Text;

namespace Topiary.Broker.Tests;

public sealed class StructureTests
{
    [Fact]
    public void Deadlines_come_in_order_and_can_be_moved_and_cancelled()
    {
        var time = new ManualTime();
        using var queue = new DeadlineQueue(new BrokerClock(time), e => Assert.Fail(e.ToString()));
        var random = new Random(7);
        var fired = new List<(long Due, long At)>();
        var deadlines = Enumerable.Range(0, 1000).Select(_ => new Recorder(fired)).ToList();
        foreach (Recorder deadline in deadlines)
        {
            queue.Schedule(deadline, random.Next(1, 10_000));
        }

        for (int i = 0; i < 500; i++)
        {
            queue.Schedule(deadlines[i], random.Next(1, 10_000));
        }

        for (int i = 900; i < 1000; i++)
        {
            queue.Cancel(deadlines[i]);
        }

        Assert.Equal(900, queue.Count);
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(900, fired.Count);
        Assert.All(fired, f => Assert.Equal(f.Due, f.At));
        Assert.Equal(fired.Select(f => f.Due).Order(), fired.Select(f => f.Due));
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public void A_failing_deadline_stops_no_other()
    {
        var time = new ManualTime();
        var failures = new List<Exception>();
        using var queue = new DeadlineQueue(new BrokerClock(time), failures.Add);
        var fired = new List<(long Due, long At)>();
        queue.Schedule(new Recorder(fired) { Fails = true }, 10);
        queue.Schedule(new Recorder(fired), 20);
        time.Advance(TimeSpan.FromMilliseconds(30));
        Assert.Single(failures);
        Assert.Equal(2, fired.Count);
    }

    [Fact]
    public void Topics_with_exact_subscriptions_survive_eviction_and_others_are_looked_up_again()
    {
        var topics = new TopicTable(capacity: 100);
        byte[] pinned = Encoding.UTF8.GetBytes("pinned");
        Topic kept = topics.GetOrAdd(pinned);
        topics.AddExact(pinned, new SharedGroup("f", new BrokerCore(new MqttBrokerOptions(), allowAnonymous: true)));
        Topic lost = topics.GetOrAdd("lost"u8);
        for (int i = 0; i < 1000; i++)
        {
            topics.GetOrAdd(Encoding.UTF8.GetBytes($"t/{i}"));
        }

        Assert.Same(kept, topics.GetOrAdd(pinned));
        Assert.True(lost.IsEvicted);
        Assert.NotSame(lost, topics.Refresh(lost));
        Assert.InRange(topics.Count, 1, 102);
        topics.RemoveExact(pinned, kept.Exact![0]);
        topics.EvictUnpinned();
        Assert.Equal(0, topics.Count);
        Assert.True(kept.IsEvicted);
    }

    [Fact]
    public async Task The_topic_table_is_right_under_many_threads()
    {
        var topics = new TopicTable();
        byte[][] names = [.. Enumerable.Range(0, 5000).Select(i => Encoding.UTF8.GetBytes($"level/{i}"))];
        Topic[][] found = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => names.Select(name => topics.GetOrAdd(name)).ToArray())));
        Assert.All(found, f => Assert.Equal(found[0], f));
        Assert.Equal(5000, topics.Count);
    }

    [Fact]
    public void A_deque_behaves_like_a_list()
    {
        var random = new Random(3);
        var deque = new Deque<int>();
        var list = new List<int>();
        for (int i = 0; i < 10_000; i++)
        {
            int choice = random.Next(5);
            if (choice < 2)
            {
                deque.AddLast(i);
                list.Add(i);
            }
            else if (choice == 2)
            {
                deque.AddFirst(i);
                list.Insert(0, i);
            }
            else if (list.Count > 0)
            {
                Assert.Equal(list[0], deque.TakeFirst());
                list.RemoveAt(0);
            }

            if (i % 1000 == 999)
            {
                Assert.Equal(list.RemoveAll(item => item % 2 == 0), deque.RemoveAll(item => item % 2 == 0));
            }

            Assert.Equal(list.Count, deque.Count);
        }
    }

    private sealed class Recorder(List<(long Due, long At)> fired) : Deadline
    {
        public bool Fails { get; init; }

        public override void OnDue(long now)
        {
            fired.Add((Due, now));
            if (Fails)
            {
                throw new InvalidOperationException("as asked");
            }
        }
    }
}
