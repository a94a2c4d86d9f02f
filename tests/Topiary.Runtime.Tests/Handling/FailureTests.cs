using Microsoft.Extensions.DependencyInjection;
using Topiary.Client;
using Topiary.Protocol;

namespace Topiary.Runtime.Tests;

public sealed class FailureTests
{
    private static Task<TestHost> StartAsync(Action<TopiaryOptionsBuilder>? configure = null, TimeProvider? time = null) => TestHost.StartAsync(
        mqtt => mqtt.AddPublisher<IGreenhouse>().AddHandler<FailingWatch>(),
        configure,
        services => services.AddSingleton<Recorder>().AddScoped<ScopedProbe>(),
        time);

    [Fact]
    public async Task A_handler_that_throws_is_tried_again_with_growing_waits_then_logged_and_the_process_goes_on()
    {
        var time = new ManualTime();
        await using var host = await StartAsync(time: time);
        var recorder = host.Get<Recorder>();
        var failures = new List<HandlerFailure>();
        host.Get<RuntimeMonitor>().HandlerFailed += failures.Add;

        await host.Get<IGreenhouse>().ClimateAsync("north", 3, new(-1, 1));
        await recorder.NextAsync();
        Assert.Equal(
            "FailingWatch.OnClimate failed on 'greenhouse/north/zones/3/climate' (attempt 1): too cold It is tried again in 100 ms.", await host.Log.WaitForAsync(4011));
        await AdvanceAsync(time, 99, 1, host);
        await recorder.NextAsync();
        await AdvanceAsync(time, 199, 2, host);
        await recorder.NextAsync();

        Assert.Equal(
            "FailingWatch.OnClimate failed on 'greenhouse/north/zones/3/climate' (attempts: 3). The message is acknowledged with reason 0x80.",
            await host.Log.WaitForAsync(4010));
        await host.Get<RuntimeMonitor>().WhenIdleAsync().WaitAsync(TestHost.Patience);
        var failure = Assert.Single(failures);
        Assert.Equal(("FailingWatch.OnClimate", "greenhouse/north/zones/3/climate", "too cold"), (failure.Handler, failure.Topic, failure.Exception.Message));
        Assert.Equal(0, host.Get<TopiaryRuntime>().Client.Statistics.Unacknowledged);

        await host.Get<IGreenhouse>().ClimateAsync("north", 3, new(1, 1));
        Assert.Equal("ok", (await recorder.NextAsync(2))[1]);
    }

    [Fact]
    public async Task A_message_that_fails_goes_to_the_dead_letter_topic_with_cause_and_origin()
    {
        var time = new ManualTime();
        await using var host = await StartAsync(mqtt => mqtt.DeadLetterTo("dead/{topic}"), time);
        var letters = await host.ListenAsync("dead/#");
        await host.Get<IGreenhouse>().ClimateAsync("north", 3, new(-1, 1));
        await host.Get<Recorder>().NextAsync();
        await AdvanceAsync(time, 99, 1, host);
        await host.Get<Recorder>().NextAsync();
        await AdvanceAsync(time, 199, 2, host);

        var letter = await letters.ReadAsync().AsTask().WaitAsync(TestHost.Patience);

        Assert.Equal("dead/greenhouse/north/zones/3/climate", letter.Topic);
        Assert.Equal("""{"celsius":-1,"humidity":1}""", letter.GetText());
        Assert.Equal("application/json", letter.ContentType);
        Assert.Equal("greenhouse/north/zones/3/climate", letter.UserProperties["topiary-origin"]);
        Assert.Equal("System.InvalidOperationException: too cold", letter.UserProperties["topiary-cause"]);
        Assert.Equal("FailingWatch.OnClimate", letter.UserProperties["topiary-handler"]);
        Assert.Equal("3", letter.UserProperties["topiary-attempts"]);
        Assert.Equal(
            "FailingWatch.OnClimate failed on 'greenhouse/north/zones/3/climate' (attempts: 3). The message went to the dead-letter topic 'dead/greenhouse/north/zones/3/climate'.",
            await host.Log.WaitForAsync(4012));
    }

    [Fact]
    public async Task A_payload_that_cannot_be_read_is_logged_with_position_and_size_and_not_tried_again()
    {
        await using var host = await StartAsync();
        var other = await host.ConnectAsync();

        await other.PublishAsync("greenhouse/north/zones/3/climate", """{"celsius":"warm"}""");

        var line = await host.Log.WaitForAsync(4019);
        Assert.StartsWith(
            "FailingWatch.OnClimate cannot read a message on 'greenhouse/north/zones/3/climate': The payload (18 bytes) cannot be read as Climate: ", line);
        Assert.Contains("Path: $.celsius | LineNumber: 0 | BytePositionInLine: 17.", line);
        Assert.EndsWith(" The message is acknowledged with reason 0x99.", line);
        Assert.False(host.Get<Recorder>().HasMore);
        await host.Get<RuntimeMonitor>().WhenIdleAsync().WaitAsync(TestHost.Patience);
        Assert.Equal(0, host.Get<TopiaryRuntime>().Client.Statistics.Unacknowledged);
    }

    [Fact]
    public async Task A_payload_that_cannot_be_read_goes_to_the_dead_letter_topic()
    {
        await using var host = await StartAsync(mqtt => mqtt.DeadLetterTo("dead/{topic}"));
        var letters = await host.ListenAsync("dead/#");
        var other = await host.ConnectAsync();

        await other.PublishAsync(new MqttMessage { Topic = "greenhouse/north/zones/3/climate", Payload = "{"u8.ToArray(), UserProperties = new([new("mine", "kept")]) });

        var letter = await letters.ReadAsync().AsTask().WaitAsync(TestHost.Patience);
        Assert.Equal("{", letter.GetText());
        Assert.Equal("kept", letter.UserProperties["mine"]);
        Assert.Contains("JsonException", letter.UserProperties["topiary-cause"]);
        Assert.Equal("1", letter.UserProperties["topiary-attempts"]);
    }

    [Fact]
    public async Task A_dead_letter_that_cannot_be_handled_does_not_come_back()
    {
        await using var host = await TestHost.StartAsync(
            mqtt => mqtt.AddHandler<DeadWatch>(), mqtt => mqtt.DeadLetterTo("dead/{topic}"), services => services.AddSingleton<Recorder>());
        var other = await host.ConnectAsync();

        await other.PublishAsync("dead/x", "");

        Assert.Equal("DeadWatch.OnDead failed on 'dead/x' (attempts: 1). The message is acknowledged with reason 0x80.", await host.Log.WaitForAsync(4010));
        Assert.Equal("dead", await host.Get<Recorder>().NextAsync());
        Assert.False(host.Get<Recorder>().HasMore);
    }

    [Fact]
    public async Task Messages_of_QoS_0_beyond_the_queue_are_dropped_counted_and_logged()
    {
        await using var host = await TestHost.StartAsync(
            mqtt => mqtt.AddHandler<BlockingWatch>(), services: services => services.AddSingleton<Recorder>());
        var processed = new Processor();
        var workers = new Queue<IThreadPoolWorkItem>();
        var runtime = host.Get<TopiaryRuntime>();
        var queue = new HandlerQueue(
            new LaneScheduler(processed, runtime.Monitor, maxConcurrency: 1, capacity: 2, workers.Enqueue), new StreamScheduler(processed, runtime.Monitor));
        var route = GeneratedHandler<BlockingWatch>.Describe!().Routes[0];
        var receiver = new RouteReceiver<BlockingWatch>(route, runtime.Responder, queue, runtime.Time, runtime.Logger);
        var message = new ReceivedMessage("greenhouse/north/zones/1/tick"u8.ToArray(), new PublishPacket { Payload = "7"u8.ToArray() });

        for (var i = 0; i < 5; i++)
        {
            receiver.OnMessage(message, default);
        }

        Assert.Single(workers).Execute();
        await queue.DrainAsync().WaitAsync(TestHost.Patience);
        Assert.Equal(2, processed.Count);
        Assert.Equal(3, receiver.Dropped);
        Assert.Equal(
            "BlockingWatch.OnTick cannot keep up with 'greenhouse/+/zones/+/tick': its queue is full. QoS 0 messages dropped so far: 1.", await host.Log.WaitForAsync(4016));
    }

    [Theory]
    [InlineData("{topic}", "The dead-letter topic '{topic}' must begin with text of its own, such as 'dead/{topic}': handlers of the original topic would get its dead letters. (Parameter 'topicTemplate')")]
    [InlineData("dead/+/{topic}", "The dead-letter topic 'dead/+/{topic}' holds '+', '#' or U+0000; it is a topic to publish to. (Parameter 'topicTemplate')")]
    public void A_dead_letter_topic_that_cannot_work_is_refused(string template, string text)
    {
        var failure = Assert.Throws<ArgumentException>(() => new ServiceCollection().AddTopiary(mqtt => mqtt.DeadLetterTo(template)));

        Assert.Equal(text, failure.Message);
    }

    /// <summary>Shows that nothing happens a moment before the back-off is over, then ends it.</summary>
    private static async Task AdvanceAsync(ManualTime time, int milliseconds, int retry, TestHost host)
    {
        while (host.Log.Texts(4011).Count() < retry)
        {
            await Task.Yield();
        }

        await time.WaitForTimerAsync(TimeSpan.FromMilliseconds(milliseconds + 1));
        time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        Assert.False(host.Get<Recorder>().HasMore);
        time.Advance(TimeSpan.FromMilliseconds(1));
    }

    private sealed class Processor : IMessageProcessor
    {
        public int Count { get; private set; }

        public ValueTask ProcessAsync(IncomingMessage message)
        {
            Count++;
            return default;
        }
    }
}
