using System.Collections.Concurrent;
using System.Text;
using Topiary.Client;

namespace Topiary.Runtime.Tests;

public sealed class LaneSchedulerTests
{
    private const int Topics = 25;
    private const int PerTopic = 200;

    [Fact]
    public async Task Every_topic_keeps_its_order_and_no_more_run_at_once_than_allowed()
    {
        var processor = new Processor { WaitsForSecond = true };
        var monitor = new RuntimeMonitor();
        var scheduler = new LaneScheduler(processor, monitor, maxConcurrency: 3, capacity: 10);
        for (var i = 0; i < Topics * PerTopic; i++)
        {
            Assert.True(scheduler.TryAdd(Message($"topic/{i % Topics}", i / Topics)));
        }

        await scheduler.DrainAsync().WaitAsync(TestHost.Patience);

        Assert.Equal(Topics, processor.Seen.Count);
        Assert.All(processor.Seen.Values, numbers => Assert.Equal(Enumerable.Range(0, PerTopic), numbers));
        Assert.InRange(processor.MostAtOnce, 2, 3);
        Assert.Equal(0, monitor.Open);
        await monitor.WhenIdleAsync().WaitAsync(TestHost.Patience);
    }

    [Fact]
    public async Task A_stopped_scheduler_takes_nothing()
    {
        var scheduler = new LaneScheduler(new Processor(), new RuntimeMonitor(), maxConcurrency: 1, capacity: 10);
        await scheduler.DrainAsync();

        Assert.False(scheduler.TryAdd(Message("a", 1)));
    }

    [Fact]
    public async Task The_queue_says_when_it_is_full()
    {
        var workers = new Queue<IThreadPoolWorkItem>();
        var scheduler = new LaneScheduler(new Processor(), new RuntimeMonitor(), maxConcurrency: 1, capacity: 2, workers.Enqueue);
        Assert.True(scheduler.TryAdd(Message("a", 1)));
        Assert.False(scheduler.IsFull(0));
        Assert.True(scheduler.IsFull(1));
        Assert.True(scheduler.TryAdd(Message("b", 1)));
        Assert.True(scheduler.IsFull(0));

        Assert.Single(workers).Execute();
        await scheduler.DrainAsync().WaitAsync(TestHost.Patience);

        Assert.False(scheduler.IsFull(0));
    }

    [Fact]
    public async Task A_topic_that_waits_comes_before_the_rest_of_a_busy_one()
    {
        var workers = new Queue<IThreadPoolWorkItem>();
        var handled = new List<string>();
        LaneScheduler scheduler = null!;
        var processor = new Following(message =>
        {
            handled.Add(Encoding.UTF8.GetString(message.Topic) + BitConverter.ToInt32(message.Payload));
            if (handled.Count == 2)
            {
                Assert.True(scheduler.TryAdd(Message("b", 1)));
            }
        });
        var monitor = new RuntimeMonitor();
        scheduler = new LaneScheduler(processor, monitor, maxConcurrency: 1, capacity: 10, workers.Enqueue);
        Assert.True(scheduler.TryAdd(Chain(("a", 1), ("a", 2), ("a", 3), ("a", 4)), 4));
        Assert.Equal((4, 4L), (scheduler.Queued, monitor.Open));

        Assert.Single(workers).Execute();
        await scheduler.DrainAsync().WaitAsync(TestHost.Patience);

        Assert.Equal(["a1", "a2", "b1", "a3", "a4"], handled);
        Assert.Equal((0, 0, 0L), (scheduler.Queued, scheduler.Running, monitor.Open));
    }

    [Fact]
    public async Task Messages_that_come_together_are_handled_once_each_and_in_order()
    {
        var processor = new Processor();
        var monitor = new RuntimeMonitor();
        var scheduler = new LaneScheduler(processor, monitor, maxConcurrency: 2, capacity: 10);
        for (var i = 0; i < PerTopic; i++)
        {
            Assert.True(scheduler.TryAdd(Chain([.. Enumerable.Range(0, Topics).Select(topic => ($"topic/{topic / 2}", (i * Topics) + topic))]), Topics));
        }

        await scheduler.DrainAsync().WaitAsync(TestHost.Patience);

        Assert.Equal(Topics * PerTopic, processor.Seen.Values.Sum(numbers => numbers.Count));
        Assert.All(processor.Seen.Values, numbers => Assert.Equal(numbers.Order(), numbers));
        Assert.Equal(0, monitor.Open);
    }

    [Fact]
    public async Task What_is_gathered_counts_and_is_handed_over_at_the_end_of_the_read()
    {
        var workers = new Queue<IThreadPoolWorkItem>();
        var listeners = new List<IBatchEndListener>();
        var processor = new Processor();
        var monitor = new RuntimeMonitor();
        var queue = new HandlerQueue(
            new LaneScheduler(processor, monitor, maxConcurrency: 1, capacity: 3, workers.Enqueue), new StreamScheduler(processor, monitor), listeners.Add);
        var route = new RouteState(new HandlerRouteOptions { Name = "a", Filter = "a", Template = "a" }, null!, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        for (var i = 0; i < 3; i++)
        {
            Assert.False(queue.IsFull);
            var message = queue.Rent();
            message.Fill("a"u8, BitConverter.GetBytes(i), []);
            message.Route = route;
            Assert.True(queue.TryAdd(message));
        }

        Assert.True(queue.IsFull);
        Assert.Equal((3, 1L), (queue.Queued, monitor.Open));
        Assert.Single(listeners).OnBatchEnd();
        Assert.Equal((3, 3L), (queue.Queued, monitor.Open));
        Assert.Single(workers).Execute();
        await queue.DrainAsync().WaitAsync(TestHost.Patience);
        Assert.Equal([0, 1, 2], Assert.Single(processor.Seen).Value);
    }

    private static IncomingMessage Chain(params (string Topic, int Number)[] messages)
    {
        var all = messages.Select(message => Message(message.Topic, message.Number)).ToList();
        for (var i = 1; i < all.Count; i++)
        {
            all[i - 1].Next = all[i];
        }

        return all[0];
    }

    private static IncomingMessage Message(string topic, int number)
    {
        var message = new IncomingMessage();
        message.Fill(Encoding.UTF8.GetBytes(topic), BitConverter.GetBytes(number), []);
        return message;
    }

    private sealed class Following(Action<IncomingMessage> handle) : IMessageProcessor
    {
        public ValueTask ProcessAsync(IncomingMessage message)
        {
            handle(message);
            return default;
        }
    }

    private sealed class Processor : IMessageProcessor
    {
        private readonly TaskCompletionSource _second = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _running;
        private int _most;
        private int _started;

        public ConcurrentDictionary<string, List<int>> Seen { get; } = new();

        public bool WaitsForSecond { get; init; }

        public int MostAtOnce => _most;

        public async ValueTask ProcessAsync(IncomingMessage message)
        {
            var now = Interlocked.Increment(ref _running);
            InterlockedMax(ref _most, now);
            if (now > 1)
            {
                _second.TrySetResult();
            }
            else if (WaitsForSecond && Interlocked.Exchange(ref _started, 1) == 0)
            {
                await _second.Task.WaitAsync(TestHost.Patience);
            }

            var number = BitConverter.ToInt32(message.Payload);
            var numbers = Seen.GetOrAdd(Encoding.UTF8.GetString(message.Topic), _ => []);
            if (number % 3 != 0)
            {
                await Task.Yield();
            }

            numbers.Add(number);
            Interlocked.Decrement(ref _running);
        }

        private static void InterlockedMax(ref int target, int value)
        {
            int seen;
            while ((seen = Volatile.Read(ref target)) < value)
            {
                Interlocked.CompareExchange(ref target, value, seen);
            }
        }
    }
}
