using System.Collections.Concurrent;
using System.Text;

namespace Topiary.Runtime.Tests;

public sealed class LaneSchedulerTests
{
    private const int Topics = 25;
    private const int PerTopic = 200;

    [Fact]
    public async Task Every_topic_keeps_its_order_and_no_more_run_at_once_than_allowed()
    {
        var processor = new Processor();
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
        Assert.False(scheduler.IsFull);
        Assert.True(scheduler.TryAdd(Message("b", 1)));
        Assert.True(scheduler.IsFull);

        Assert.Single(workers).Execute();
        await scheduler.DrainAsync().WaitAsync(TestHost.Patience);

        Assert.False(scheduler.IsFull);
    }

    private static IncomingMessage Message(string topic, int number)
    {
        var message = new IncomingMessage();
        message.Fill(Encoding.UTF8.GetBytes(topic), BitConverter.GetBytes(number), []);
        return message;
    }

    private sealed class Processor : IMessageProcessor
    {
        private int _running;
        private int _most;

        public ConcurrentDictionary<string, List<int>> Seen { get; } = new();

        public int MostAtOnce => _most;

        public async ValueTask ProcessAsync(IncomingMessage message)
        {
            var now = Interlocked.Increment(ref _running);
            InterlockedMax(ref _most, now);
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
