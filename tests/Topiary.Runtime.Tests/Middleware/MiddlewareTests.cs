using Microsoft.Extensions.DependencyInjection;

namespace Topiary.Runtime.Tests;

public sealed class MiddlewareTests
{
    private static Task<TestHost> StartAsync(Action<TopiaryBuilder> middleware, TimeProvider? time = null) => TestHost.StartAsync(
        mqtt => middleware(mqtt.AddPublisher<IGreenhouse>()),
        mqtt => mqtt.DeadLetterTo("dead/{topic}"),
        services => services.AddSingleton<Recorder>().AddScoped<ScopedProbe>().AddSingleton<Gate>(),
        time);

    [Fact]
    public async Task Publish_middleware_runs_in_the_order_of_registration_and_changes_what_is_sent()
    {
        await using var host = await StartAsync(mqtt => mqtt.AddPublishMiddleware<OuterPublish>().AddPublishMiddleware<ReversingPublish>());
        var messages = await host.ListenAsync("greenhouse/#");

        await host.Get<IGreenhouse>().LogAsync("north", "a/b", "abc", new PublishOptions { UserProperties = new([new("mine", "kept")]), Expiry = TimeSpan.FromSeconds(9) });

        var message = await messages.ReadAsync().AsTask().WaitAsync(TestHost.Patience);
        Assert.Equal("cba", message.GetText());
        Assert.Equal(("kept", "1", "1"), (message.UserProperties["mine"], message.UserProperties["outer"], message.UserProperties["inner"]));
        Assert.Equal(TimeSpan.FromSeconds(9), message.Expiry);
        Assert.Equal("text/plain", message.ContentType);
        Assert.Equal(["> OneWay greenhouse/{house}/log/{**path} abc", "< Success "], await host.Get<Recorder>().NextAsync(2));
    }

    [Fact]
    public async Task Handle_middleware_sees_each_try_its_scope_and_its_exception_and_the_dead_letter_has_what_was_received()
    {
        var time = new ManualTime();
        await using var host = await StartAsync(
            mqtt => mqtt.AddHandler<FailingWatch>().AddHandleMiddleware<OuterHandle>().AddHandleMiddleware<ReversingHandle>(), time);
        var letters = await host.ListenAsync("dead/#");
        var recorder = host.Get<Recorder>();
        var payload = """{"celsius":-1,"humidity":1}"""u8.ToArray();
        Array.Reverse(payload);
        var other = await host.ConnectAsync();

        await other.PublishAsync("greenhouse/north/zones/3/climate", payload);

        for (var attempt = 1; attempt <= 3; attempt++)
        {
            Assert.Equal($"[ OneWay FailingWatch.OnClimate try {attempt} outer  scoped True", await recorder.NextAsync());
            Assert.StartsWith("try north/3", await recorder.NextAsync());
            Assert.Equal("] InvalidOperationException: too cold", await recorder.NextAsync());
            while (attempt < 3 && !recorder.HasMore)
            {
                time.Advance(TimeSpan.FromMilliseconds(10));
                await Task.Yield();
            }
        }

        Assert.Equal(payload, (await letters.ReadAsync().AsTask().WaitAsync(TestHost.Patience)).Payload.ToArray());
    }

    [Fact]
    public async Task Requests_answers_and_elements_pass_on_both_sides()
    {
        await using var host = await StartAsync(mqtt => mqtt.AddHandler<GreenhouseService>()
            .AddPublishMiddleware<ReversingPublish>().AddHandleMiddleware<ReversingHandle>());

        var state = await host.Get<IGreenhouse>().SetValveAsync("north", 3, new ValveCommand(Open: true));
        var elements = new List<int>();
        await foreach (var element in host.Get<IGreenhouse>().HistoryAsync("north", 3, 12))
        {
            elements.Add(element);
        }

        Assert.True(state.Open);
        Assert.Equal(Enumerable.Range(1, 12), elements);
    }

    [Fact]
    public async Task A_request_shows_its_answer_on_both_sides_and_its_refusal_as_an_exception()
    {
        await using var host = await StartAsync(mqtt => mqtt.AddHandler<GreenhouseService>().AddPublishMiddleware<OuterPublish>().AddHandleMiddleware<OuterHandle>());
        var greenhouse = host.Get<IGreenhouse>();

        await greenhouse.SetValveAsync("north", 3, new ValveCommand(Open: true));
        await Assert.ThrowsAsync<MqttRequestException>(() => greenhouse.SetValveAsync("north", 3, new ValveCommand(true, "refuse")).AsTask());

        var seen = new List<string>();
        while (host.Get<Recorder>().HasMore)
        {
            seen.Add(await host.Get<Recorder>().NextAsync());
        }

        Assert.Contains("""> Request greenhouse/{house}/zones/{zone}/valve {"open":true,"mood":null}""", seen);
        Assert.Contains("[ Request GreenhouseService.SetValveAsync try 1 outer 1 scoped True", seen);
        Assert.Contains("""] {"open":true}""", seen);
        Assert.Contains("""> Reply  {"open":true}""", seen);
        Assert.Contains(seen, line => line.StartsWith("[ Reply greenhouse/north/zones/3/valve try 1 outer 1", StringComparison.Ordinal));
        Assert.Contains("""<  {"open":true}""", seen);
        Assert.Contains("] MqttRequestException: The valve is stuck.", seen);
        Assert.Contains("< MqttRequestException", seen);
    }

    [Fact]
    public async Task Middleware_can_keep_messages_and_answer_requests_itself()
    {
        await using var host = await StartAsync(mqtt => mqtt.AddHandler<GreenhouseService>().AddPublishMiddleware<Gate>().AddHandleMiddleware<Gate>());
        var messages = await host.ListenAsync("greenhouse/#");
        var gate = host.Get<Gate>();
        var greenhouse = host.Get<IGreenhouse>();

        gate.Publish = message => message.Reply = """{"open":true}"""u8.ToArray();
        Assert.True((await greenhouse.SetValveAsync("north", 3, new ValveCommand(false))).Open);
        gate.Publish = static _ => { };
        await greenhouse.DoorOpenedAsync("north");
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => greenhouse.SetValveAsync("north", 3, new ValveCommand(false)).AsTask());
        Assert.Equal(
            "A publish middleware kept the request on 'greenhouse/north/zones/3/valve' without an answer: it must call next, set Reply, or throw.", failure.Message);
        Assert.Empty(await ReadAllAsync(greenhouse));
        Assert.False(messages.TryPeek(out _));

        gate.Publish = null;
        gate.Handle = message => message.Kind == MessageKind.Request ? message.ReplyAsync("""{"open":true}"""u8.ToArray()) : default;
        await greenhouse.DoorOpenedAsync("north");
        Assert.Empty(await ReadAllAsync(greenhouse));
        gate.Handle = async message =>
        {
            if (message.Kind == MessageKind.Request)
            {
                await message.ReplyAsync("""{"open":true}"""u8.ToArray());
                gate.Handle = null;
            }
        };
        Assert.True((await greenhouse.SetValveAsync("north", 3, new ValveCommand(false))).Open);
        Assert.False(host.Get<Recorder>().HasMore);
        await host.Get<RuntimeMonitor>().WhenIdleAsync().WaitAsync(TestHost.Patience);
        Assert.Equal(0, host.Get<TopiaryRuntime>().Client.Statistics.Unacknowledged);
    }

    [Fact]
    public async Task Typed_streams_and_retained_values_pass_handle_middleware()
    {
        await using var host = await StartAsync(mqtt => mqtt.AddPublishMiddleware<ReversingPublish>().AddHandleMiddleware<ReversingHandle>());
        await host.Get<IGreenhouse>().ClimateAsync("north", 3, new(21, .5));

        Assert.Equal(21, (await host.Get<ITopics<IGreenhouse>>().Climate("north", 3).LatestAsync())!.Value.Celsius);
        await foreach (var message in host.Get<ITopics<IGreenhouse>>().Climate("north"))
        {
            Assert.Equal(.5, message.Reading.Humidity);
            break;
        }
    }

    [Fact]
    public async Task Where_the_answer_goes_and_what_is_no_topic_cannot_be_set()
    {
        await using var host = await StartAsync(mqtt => mqtt.AddHandler<GreenhouseService>().AddPublishMiddleware<Gate>());
        var gate = host.Get<Gate>();
        Exception? failure = null;
        gate.Publish = message => failure = Record.Exception(() => message.Topic = "a/+");
        await host.Get<IGreenhouse>().DoorOpenedAsync("north");
        Assert.Equal("'a/+' is no topic to publish to. (Parameter 'value')", Assert.IsType<ArgumentException>(failure).Message);
    }

    [Fact]
    public async Task There_is_no_pipeline_where_no_middleware_was_added()
    {
        await using var host = await StartAsync(static _ => { });

        Assert.Null(host.Get<TopiaryRuntime>().Handling);
        Assert.Null(host.Get<TopicSource>().Middleware);
    }

    private static async Task<List<int>> ReadAllAsync(IGreenhouse greenhouse)
    {
        var elements = new List<int>();
        await foreach (var element in greenhouse.HistoryAsync("north", 3, 5))
        {
            elements.Add(element);
        }

        return elements;
    }
}
