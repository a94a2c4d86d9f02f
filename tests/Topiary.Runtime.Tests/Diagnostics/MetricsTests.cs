using Microsoft.Extensions.DependencyInjection;

namespace Topiary.Runtime.Tests;

[Collection(TelemetryCollection.Name)]
public sealed class MetricsTests
{
    private const string Tick = "greenhouse/{house}/zones/{zone}/tick";
    private const string Valve = "greenhouse/{house}/zones/{zone}/valve";

    private static Task<TestHost> StartAsync(Action<TopiaryBuilder> add, TimeProvider? time = null) => TestHost.StartAsync(
        mqtt => add(mqtt.AddPublisher<IGreenhouse>()),
        mqtt => mqtt.ClientId("app").DeadLetterTo("dead/{topic}"),
        services => services.AddSingleton<Recorder>().AddScoped<ScopedProbe>(),
        time);

    [Fact]
    public async Task A_publish_and_its_handling_are_counted_by_template()
    {
        using var metrics = new MetricCollector();
        await using var host = await StartAsync(mqtt => mqtt.AddHandler<GreenhouseService>());

        await host.Get<IGreenhouse>().TickAsync("north", 3, 1);
        await host.Get<IGreenhouse>().TickAsync("south", 4, 2);
        await host.Get<Recorder>().NextAsync(2);
        await host.Get<RuntimeMonitor>().WhenIdleAsync();

        var sent = metrics.Of("messaging.client.sent.messages");
        Assert.Equal(2, sent.Count);
        Assert.All(sent, item => Assert.Equal(
            ["messaging.destination.template=" + Tick, "messaging.operation.name=send", "messaging.system=mqtt", "server.address=broker"], Texts(item)));
        Assert.Equal(2, metrics.Of("messaging.client.operation.duration", ("messaging.operation.type", "send"), ("messaging.destination.template", Tick)).Count);
        var consumed = metrics.Of("messaging.client.consumed.messages");
        Assert.Equal(2, consumed.Count);
        Assert.All(consumed, item => Assert.Equal(
            ["messaging.destination.template=" + Tick, "messaging.operation.name=process", "messaging.system=mqtt", "server.address=broker"], Texts(item)));
        Assert.Equal(2, metrics.Of("messaging.process.duration", ("messaging.destination.template", Tick)).Count);
        Assert.Equal(("{message}", "s"), (sent[0].Unit, metrics.Of("messaging.process.duration")[0].Unit));
    }

    [Fact]
    public async Task Durations_are_seconds_of_the_applications_clock()
    {
        var time = new ManualTime();
        using var metrics = new MetricCollector();
        await using var host = await StartAsync(mqtt => mqtt.AddHandler<GreenhouseService>(), time);

        var request = host.Get<IGreenhouse>().SetValveAsync("north", 3, new(true, "wait")).AsTask();
        await host.Get<Recorder>().NextAsync();
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(1, metrics.Observe("topiary.handler.running", ("topiary.handler", "GreenhouseService"), ("messaging.client.id", "app")));
        host.Get<Recorder>().Gate.SetResult();
        await request.WaitAsync(TestHost.Patience);
        await host.Get<RuntimeMonitor>().WhenIdleAsync();

        Assert.Equal(2, Assert.Single(metrics.Of("messaging.client.operation.duration", ("messaging.operation.name", "request"))).Value);
        Assert.Equal(2, Assert.Single(metrics.Of("messaging.process.duration", ("messaging.destination.template", Valve))).Value);
        Assert.Equal(0, metrics.Observe("topiary.handler.running", ("topiary.handler", "GreenhouseService"), ("messaging.client.id", "app")));
    }

    [Fact]
    public async Task What_fails_is_told_apart_by_the_kind_of_error()
    {
        using var metrics = new MetricCollector();
        await using var host = await StartAsync(mqtt => mqtt.AddHandler<GreenhouseService>());

        await Assert.ThrowsAsync<MqttRequestException>(async () => await host.Get<IGreenhouse>().SetValveAsync("north", 3, new(true, "fail")));
        await host.Get<RuntimeMonitor>().WhenIdleAsync();

        Assert.Single(metrics.Of("messaging.client.sent.messages", ("error.type", "Topiary.MqttRequestException")));
        Assert.Single(metrics.Of("messaging.client.consumed.messages", ("error.type", "System.InvalidOperationException")));
        Assert.Equal(1, metrics.Observe("topiary.handler.failures", ("topiary.handler", "GreenhouseService.SetValveAsync"), ("messaging.client.id", "app")));
    }

    [Fact]
    public async Task Retries_failures_dead_letters_and_unreadable_payloads_are_counted_by_handler()
    {
        var time = new ManualTime();
        using var metrics = new MetricCollector();
        await using var host = await StartAsync(mqtt => mqtt.AddHandler<FailingWatch>().AddHandler<UnreadableWatch>(), time);

        await host.Get<IGreenhouse>().ClimateAsync("north", 3, new(-1, 1));
        for (var wait = 100; wait <= 200; wait *= 2)
        {
            await host.Get<Recorder>().NextAsync();
            await time.WaitForTimerAsync(TimeSpan.FromMilliseconds(wait));
            time.Advance(TimeSpan.FromMilliseconds(wait));
        }

        await (await host.ConnectAsync()).PublishAsync("unreadable/letter", "no JSON", QoS.AtLeastOnce);
        await host.Log.WaitForAsync(4020);
        await host.Get<RuntimeMonitor>().WhenIdleAsync().WaitAsync(TestHost.Patience);

        double Of(string instrument, string handler) => metrics.Observe(instrument, ("topiary.handler", handler), ("messaging.client.id", "app"));
        Assert.Equal((2, 1, 1, 0), (Of("topiary.handler.retries", "FailingWatch.OnClimate"), Of("topiary.handler.failures", "FailingWatch.OnClimate"),
            Of("topiary.handler.dead_letters", "FailingWatch.OnClimate"), Of("topiary.handler.unreadable_payloads", "FailingWatch.OnClimate")));
        Assert.Equal((0, 1, 1, 1), (Of("topiary.handler.retries", "UnreadableWatch.OnLetter"), Of("topiary.handler.failures", "UnreadableWatch.OnLetter"),
            Of("topiary.handler.dead_letters", "UnreadableWatch.OnLetter"), Of("topiary.handler.unreadable_payloads", "UnreadableWatch.OnLetter")));
    }

    [Fact]
    public async Task The_figures_of_each_client_can_be_observed()
    {
        using var metrics = new MetricCollector();
        await using var host = await StartAsync(static _ => { });
        await host.Get<IGreenhouse>().TickAsync("north", 3, 1);

        double Of(string instrument, params (string, object?)[] tags) => metrics.Observe(instrument, [("messaging.client.id", "app"), .. tags]);
        Assert.Equal(1, Of("topiary.client.connected"));
        Assert.Equal(0, Of("topiary.client.reconnects"));
        Assert.Equal(1, Of("topiary.client.messages", ("network.io.direction", "transmit")));
        Assert.Equal(0, Of("topiary.client.messages", ("network.io.direction", "receive")));
        Assert.Equal((0, 0, 0, 0), (Of("topiary.client.in_flight"), Of("topiary.client.queue.messages"), Of("topiary.client.queue.size"), Of("topiary.client.unacknowledged")));

        await host.StopAsync();
        Assert.Equal(0, Of("topiary.client.connected"));
    }

    private static IEnumerable<string> Texts(MetricCollector.Measured item) => item.Tags.Select(tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal);
}
