using Microsoft.Extensions.DependencyInjection;
using Topiary.Testing;

namespace Topiary.Runtime.Tests;

public sealed class BatchTests
{
    private static Task<MqttTestHost> StartAsync(Action<TopiaryOptionsBuilder>? configure = null, Action<TopiaryBuilder>? add = null) => MqttTestHost.StartAsync(services =>
    {
        services.AddSingleton<Recorder>().AddSingleton<Gate>();
        var mqtt = services.AddTopiary(mqtt => configure?.Invoke(mqtt)).AddPublisher<IGreenhouse>().AddHandler<BatchWatch>();
        add?.Invoke(mqtt);
    });

    private static async Task PublishAsync(MqttTestHost mqtt, params string[] values)
    {
        foreach (var value in values)
        {
            await mqtt.Client.PublishAsync("batch/" + value.Length, value);
        }
    }

    private static long Unacknowledged(MqttTestHost mqtt) => ((MqttClient)mqtt.Client).Statistics.Unacknowledged;

    [Fact]
    public async Task A_full_batch_is_handled_at_once_and_a_partial_one_when_its_first_message_has_waited()
    {
        await using var mqtt = await StartAsync();
        var recorder = mqtt.Get<Recorder>();

        await PublishAsync(mqtt, "1", "22", "3", "4");
        Assert.Equal("1 22 3", await recorder.NextAsync());

        mqtt.Time.Advance(TimeSpan.FromMilliseconds(199));
        Assert.False(recorder.HasMore);
        Assert.Equal(1, Unacknowledged(mqtt));
        mqtt.Time.Advance(TimeSpan.FromMilliseconds(1));
        await mqtt.IdleAsync();

        Assert.Equal("4", await recorder.NextAsync());
        Assert.Equal(0, Unacknowledged(mqtt));
    }

    [Fact]
    public async Task Each_message_may_come_with_its_context_and_an_empty_payload_is_null()
    {
        await using var mqtt = await StartAsync();

        await mqtt.Get<IGreenhouse>().NoteAsync("north", new ValveState(true));
        await mqtt.Get<IGreenhouse>().NoteAsync("south", null);
        await mqtt.IdleAsync();

        Assert.Equal("greenhouse/north/note=True greenhouse/south/note=null", await mqtt.Get<Recorder>().NextAsync());
    }

    [Fact]
    public async Task What_cannot_be_read_goes_its_own_way_and_the_rest_is_handled()
    {
        await using var mqtt = await StartAsync(mqtt => mqtt.DeadLetterTo("dead/{topic}"));

        await PublishAsync(mqtt, "1", "x", "3");
        await Assert.ThrowsAnyAsync<MqttPayloadException>(() => mqtt.IdleAsync());

        Assert.Equal("1 3", await mqtt.Get<Recorder>().NextAsync());
        Assert.Equal(0, Unacknowledged(mqtt));
        var letter = Assert.Single(mqtt.Published(mqtt.Topics<IEverything>().All()), message => message.Path.StartsWith("dead/", StringComparison.Ordinal));
        Assert.Equal("x"u8.ToArray(), letter.Payload.ToArray());
    }

    [Fact]
    public async Task An_exception_is_that_of_the_whole_batch()
    {
        await using var mqtt = await StartAsync(mqtt => mqtt.DeadLetterTo("dead/{topic}"));
        var recorder = mqtt.Get<Recorder>();

        await PublishAsync(mqtt, "1", "13", "3");
        Assert.Equal("1 13 3", await recorder.NextAsync());
        while (!recorder.HasMore)
        {
            mqtt.Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        Assert.Equal("1 13 3", await recorder.NextAsync());
        Assert.Equal("unlucky", (await Assert.ThrowsAsync<InvalidOperationException>(() => mqtt.IdleAsync())).Message);
        Assert.Equal(3, mqtt.Published(mqtt.Topics<IEverything>().All()).Count(message => message.Path.StartsWith("dead/", StringComparison.Ordinal)));
        Assert.Equal(0, Unacknowledged(mqtt));
    }

    [Fact]
    public async Task A_batch_larger_than_receive_maximum_does_not_stand_still()
    {
        await using var mqtt = await StartAsync(mqtt => mqtt.Configure(options => options with { ReceiveMaximum = 2 }));

        await PublishAsync(mqtt, "1", "2", "3", "4");
        await mqtt.IdleAsync();

        Assert.Equal(["1 2", "3 4"], await mqtt.Get<Recorder>().NextAsync(2));
        Assert.Equal(0, Unacknowledged(mqtt));
    }

    [Fact]
    public async Task Batches_are_handled_one_after_the_other_and_the_stop_hands_over_what_waits()
    {
        await using var host = await TestHost.StartAsync(mqtt => mqtt.AddHandler<BatchWatch>(), services: services => services.AddSingleton<Recorder>());
        var recorder = host.Get<Recorder>();
        var other = await host.ConnectAsync();
        foreach (var value in new[] { "7", "8", "9", "1", "2", "3", "4" })
        {
            await other.PublishAsync("batch/a", value);
        }

        Assert.Equal("7 8 9", await recorder.NextAsync());
        Assert.False(recorder.HasMore);
        while (host.Get<TopiaryRuntime>().Client.Statistics.Unacknowledged < 7)
        {
            await Task.Yield();
        }

        var stopped = host.StopAsync();
        recorder.Gate.SetResult();
        await stopped;

        Assert.Equal(["1 2 3", "4"], await recorder.NextAsync(2));
    }

    [Fact]
    public async Task A_stop_without_time_begins_nothing()
    {
        var mqtt = await StartAsync();
        var recorder = mqtt.Get<Recorder>();
        await PublishAsync(mqtt, "1");
        mqtt.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, Unacknowledged(mqtt));

        await mqtt.DisposeAsync();

        Assert.False(recorder.HasMore);
    }

    [Fact]
    public async Task Middleware_sees_each_message_of_a_batch_and_may_keep_it()
    {
        await using var mqtt = await StartAsync(add: mqtt => mqtt.AddHandleMiddleware<Gate>().AddHandleMiddleware<OuterHandle>());
        mqtt.Get<Gate>().Handle = null;
        var recorder = mqtt.Get<Recorder>();

        await PublishAsync(mqtt, "1", "2", "3");
        await mqtt.IdleAsync();

        Assert.Equal(
            ["[ OneWay BatchWatch.OnBatch try 1 outer  scoped False", "] ", "[ OneWay BatchWatch.OnBatch try 1 outer  scoped False", "] ",
                "[ OneWay BatchWatch.OnBatch try 1 outer  scoped False", "] ", "1 2 3"],
            await recorder.NextAsync(7));
        mqtt.Get<Gate>().Handle = static message => default;
        await PublishAsync(mqtt, "4", "5", "6");
        await mqtt.IdleAsync();
        Assert.False(recorder.HasMore);
        Assert.Equal(0, Unacknowledged(mqtt));
    }
}
