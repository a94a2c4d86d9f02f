using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Topiary.Testing;

namespace Topiary.Runtime.Tests;

public sealed class ProgressTests
{
    private static Task<MqttTestHost> StartAsync(Action<TopiaryBuilder>? add = null) => MqttTestHost.StartAsync(services =>
    {
        services.AddSingleton<Recorder>();
        var mqtt = services.AddTopiary().AddPublisher<IWork>().AddHandler<Worker>();
        add?.Invoke(mqtt);
    });

    [Fact]
    public async Task Reports_come_in_order_before_the_answer_and_are_no_answer()
    {
        await using var mqtt = await StartAsync();
        var heard = new Reports();
        var asked = mqtt.Get<IWork>().LongAsync(3, heard).AsTask();

        // While one is under way only the newest of the others is kept, so there may be fewer.
        Step step;
        do
        {
            step = await heard.NextAsync();
        }
        while (step.Number < 3);

        Assert.Equal("step 3", step.Name);
        Assert.False(asked.IsCompleted);
        mqtt.Get<Recorder>().Gate.SetResult();
        Assert.Equal(3, await asked.WaitAsync(TestHost.Patience));
        Assert.Equal(heard.Numbers.Order(), heard.Numbers);
    }

    [Fact]
    public async Task Nobody_is_told_who_does_not_ask()
    {
        await using var mqtt = await StartAsync();

        Assert.Equal(4, await mqtt.Get<IWork>().LongAsync(4));

        Assert.Equal("progress NoProgress`1", await mqtt.Get<Recorder>().NextAsync());
    }

    [Fact]
    public async Task A_refusal_comes_after_the_reports()
    {
        await using var mqtt = await StartAsync();
        var heard = new Reports();

        var refusal = await Assert.ThrowsAsync<MqttRequestException>(() => mqtt.Get<IWork>().LongAsync(-1, heard).AsTask());

        Assert.Equal("tired", refusal.Code);
        Assert.Equal(new Step(1, "step 1"), await heard.NextAsync());
    }

    [Fact]
    public async Task Progress_does_not_put_off_the_deadline()
    {
        await using var mqtt = await StartAsync();
        var heard = new Reports();
        var asked = mqtt.Get<IWork>().LongAsync(-2, heard).AsTask();
        while ((await heard.NextAsync()).Number < 2)
        {
        }

        mqtt.Time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal("No answer to the request on 'work/long' within 10000 ms.", (await Assert.ThrowsAsync<TimeoutException>(() => asked)).Message);
    }

    [Fact]
    public async Task Who_cancels_a_request_with_progress_or_waits_no_longer_stops_its_handler()
    {
        await using var mqtt = await StartAsync();
        var recorder = mqtt.Get<Recorder>();
        foreach (var byDeadline in new[] { false, true })
        {
            using var cancel = new CancellationTokenSource();
            var heard = new Reports();
            var asked = mqtt.Get<IWork>().LongAsync(-2, heard, cancel.Token).AsTask();
            await heard.NextAsync();
            if (byDeadline)
            {
                mqtt.Time.Advance(TimeSpan.FromSeconds(10));
                await Assert.ThrowsAsync<TimeoutException>(() => asked);
            }
            else
            {
                await cancel.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
            }

            Assert.StartsWith("progress ", await recorder.NextAsync());
            Assert.Equal("stopped", await recorder.NextAsync());
        }

        await mqtt.IdleAsync();
    }

    [Fact]
    public async Task A_method_that_handles_one_request_reports_too()
    {
        await using var mqtt = await MqttTestHost.StartAsync(services => services.AddTopiary().AddPublisher<IWork>().AddHandler<OneMethodWorker>());
        var heard = new Reports();

        Assert.Equal(14, await mqtt.Get<IWork>().LongAsync(7, heard));

        Assert.Equal(new Step(7, "only"), await heard.NextAsync());
    }

    [Fact]
    public async Task Reports_pass_middleware()
    {
        await using var mqtt = await StartAsync(mqtt => mqtt.AddPublishMiddleware<ReversingPublish>().AddHandleMiddleware<ReversingHandle>());
        var heard = new Reports();

        Assert.Equal(1, await mqtt.Get<IWork>().LongAsync(1, heard));

        Assert.Equal(new Step(1, "step 1"), await heard.NextAsync());
    }

    [Fact]
    public async Task A_foreign_requester_that_does_not_ask_for_progress_gets_the_answer_only()
    {
        await using var host = await TestHost.StartAsync(mqtt => mqtt.AddHandler<Worker>(), services: services => services.AddSingleton<Recorder>());
        var answers = await host.ListenAsync("answers");
        var other = await host.ConnectAsync();

        await other.PublishAsync(new MqttMessage { Topic = "work/long", Payload = "2"u8.ToArray(), ResponseTopic = "answers" });

        Assert.Equal("2", (await answers.ReadAsync().AsTask().WaitAsync(TestHost.Patience)).GetText());
    }

    [Fact]
    public async Task A_reader_that_stands_still_stops_the_responder_at_its_window()
    {
        await using var mqtt = await StartAsync();
        var recorder = mqtt.Get<Recorder>();
        await using var numbers = mqtt.Get<IWork>().NumbersAsync(50).GetAsyncEnumerator();

        Assert.True(await numbers.MoveNextAsync());
        mqtt.Time.Advance(TimeSpan.FromMilliseconds(1));
        await mqtt.Client.PublishAsync("settle", "what was sent before has arrived");

        // Four are on their way, the fifth waits in the responder's hands.
        Assert.Equal(["sent 1", "sent 2", "sent 3", "sent 4", "sent 5"], await recorder.NextAsync(5));
        Assert.False(recorder.HasMore);
        for (var i = 2; i <= 50; i++)
        {
            Assert.True(await numbers.MoveNextAsync());
            Assert.Equal(i, numbers.Current);
        }

        Assert.False(await numbers.MoveNextAsync());
    }

    [Theory]
    [InlineData("topiary-window", "7", 7)]
    [InlineData("topiary-window", "100000000", 10_000)]
    [InlineData("topiary-window", "0", 64)]
    [InlineData("topiary-window", "-3", 64)]
    [InlineData("topiary-window", "7x", 64)]
    [InlineData("other", "7", 64)]
    public void A_window_that_makes_no_sense_is_the_usual_one(string name, string value, int window)
    {
        var frame = PublishFrameOf(name, value);

        Assert.Equal(window, ReplyProperties.ReadWindow(frame.Properties));
    }

    private static IncomingMessage PublishFrameOf(string name, string value)
    {
        var block = new byte[256];
        var length = Protocol.PropertyBlock.WriteUserProperty(block, name, value);
        var message = new IncomingMessage();
        message.Fill("t"u8, [], block.AsSpan(0, length));
        return message;
    }

    private sealed class Reports : IProgress<Step>
    {
        private readonly Channel<Step> _steps = Channel.CreateUnbounded<Step>();

        public List<int> Numbers { get; } = [];

        public void Report(Step value)
        {
            Numbers.Add(value.Number);
            _steps.Writer.TryWrite(value);
        }

        public Task<Step> NextAsync() => _steps.Reader.ReadAsync().AsTask().WaitAsync(TestHost.Patience);
    }
}
