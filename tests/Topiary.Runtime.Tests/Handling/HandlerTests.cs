using Microsoft.Extensions.DependencyInjection;

namespace Topiary.Runtime.Tests;

public sealed class HandlerTests
{
    private static Task<TestHost> StartAsync<THandler>(Action<TopiaryOptionsBuilder>? configure = null, TimeProvider? time = null)
        where THandler : class => TestHost.StartAsync(
            mqtt => mqtt.AddPublisher<IGreenhouse>().AddHandler<THandler>(),
            configure,
            services => services.AddSingleton<Recorder>().AddSingleton<ContextBox>().AddScoped<ScopedProbe>(),
            time);

    [Fact]
    public async Task A_class_that_implements_a_contract_handles_all_of_it()
    {
        await using var host = await StartAsync<GreenhouseService>();
        var greenhouse = host.Get<IGreenhouse>();
        var recorder = host.Get<Recorder>();

        await greenhouse.ClimateAsync("north", 3, new(21.5, .4));
        Assert.Equal("climate north/3 21.5", await recorder.NextAsync());
        await greenhouse.LogAsync("north", "a/b", "text");
        Assert.Equal("log north a/b text", await recorder.NextAsync());
        await greenhouse.DoorOpenedAsync("north");
        Assert.Equal("door north", await recorder.NextAsync());
        await greenhouse.NoteAsync("north", null);
        Assert.Equal("note north ", await recorder.NextAsync());
    }

    [Fact]
    public async Task One_handler_for_all_messages_is_retried_awaited_and_leaves_nothing_behind()
    {
        await using var host = await TestHost.StartAsync(
            mqtt => mqtt.AddPublisher<IGreenhouse>().AddHandler<SingletonWatch>(), services: services => services.AddSingleton<Recorder>().AddSingleton<SingletonWatch>());
        var greenhouse = host.Get<IGreenhouse>();
        var recorder = host.Get<Recorder>();
        for (var i = 1; i <= 4; i++)
        {
            await greenhouse.TickAsync("north", 7, i);
        }

        Assert.Equal("call 1: 1, found 0", await recorder.NextAsync());
        Assert.Equal("call 3: 2, found 0", await recorder.NextAsync());
        Assert.Equal("call 4: 3, found 0", await recorder.NextAsync());
        Assert.Equal("call 5: 4, found 0", await recorder.NextAsync());
    }

    [Fact]
    public async Task A_contract_is_injected_as_the_publisher_even_where_a_handler_implements_it()
    {
        await using var host = await StartAsync<GreenhouseService>();

        Assert.IsNotType<GreenhouseService>(host.Get<IGreenhouse>());
    }

    [Fact]
    public async Task A_handler_can_be_narrowed_and_sees_its_context()
    {
        await using var host = await StartAsync<NorthWatch>();

        await host.Get<IGreenhouse>().ClimateAsync("south", 1, new(1, 1));
        await host.Get<IGreenhouse>().ClimateAsync("north", 2, new(1, 1));

        Assert.Equal("north 2 greenhouse/north/zones/2/climate AtLeastOnce retain=False application/json 0", await host.Get<Recorder>().NextAsync());
        Assert.False(host.Get<Recorder>().HasMore);
    }

    [Fact]
    public async Task Any_filter_can_be_handled_and_a_level_that_does_not_parse_is_logged_once()
    {
        await using var host = await StartAsync<RawWatch>();
        var client = await host.ConnectAsync();
        var id = Guid.Parse("0b9f3c66-9d1c-4a27-8f5b-2f8f0a4c7d11");

        await client.PublishAsync("legacy/x/not-a-guid/y", "");
        await host.Log.WaitForAsync(4015);
        await client.PublishAsync("legacy/x/also-none/y", "");
        await client.PublishAsync($"legacy/x/{id}/a/b", "four", QoS.ExactlyOnce);
        await client.PublishAsync($"legacy/x/{id}", "parent");

        Assert.Equal(
            [$"{id} 4 legacy/x/{id}/a/b ExactlyOnce True", $"{id} 6 legacy/x/{id} AtLeastOnce True"],
            (await host.Get<Recorder>().NextAsync(2)).OrderByDescending(text => text.Contains("a/b", StringComparison.Ordinal)));
        Assert.Equal(
            "RawWatch.OnLegacy got 'legacy/x/not-a-guid/y' on its filter 'legacy/+/+/#', but a level does not parse. Such messages are acknowledged and counted; this is logged once.",
            Assert.Single(host.Log.Texts(4015)));
    }

    [Fact]
    public async Task Messages_of_a_shared_subscription_go_to_one_member_each()
    {
        await using var host = await StartAsync<SharedWatch>();
        var second = await host.AddApplicationAsync(
            mqtt => mqtt.AddHandler<SharedWatch>(), services: services => services.AddSingleton(host.Get<Recorder>()));
        Assert.NotNull(second);

        for (var i = 0; i < 20; i++)
        {
            await host.Get<IGreenhouse>().TickAsync("north", 1, i);
        }

        var seen = await host.Get<Recorder>().NextAsync(20);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"shared {i}").Order(), seen.Order());
        Assert.False(host.Get<Recorder>().HasMore);
    }

    [Fact]
    public async Task Each_message_has_a_scope_of_its_own()
    {
        await using var host = await StartAsync<FailingWatch>();

        await host.Get<IGreenhouse>().ClimateAsync("north", 3, new(1, 1));
        await host.Get<IGreenhouse>().ClimateAsync("north", 3, new(1, 1));

        var seen = await host.Get<Recorder>().NextAsync(4);
        Assert.NotEqual(seen[0], seen[2]);
        Assert.Equal("ok", seen[3]);
    }

    [Fact]
    public async Task A_topic_keeps_its_order_while_other_topics_go_on()
    {
        await using var host = await StartAsync<BlockingWatch>();
        var greenhouse = host.Get<IGreenhouse>();
        var recorder = host.Get<Recorder>();

        await greenhouse.TickAsync("north", 1, 1);
        await greenhouse.TickAsync("north", 1, 2);
        Assert.Equal("begin 1 1", await recorder.NextAsync());
        for (var i = 1; i <= 3; i++)
        {
            await greenhouse.TickAsync("north", 2, i);
        }

        Assert.Equal(["begin 2 1", "end 2 1", "begin 2 2", "end 2 2", "begin 2 3", "end 2 3"], await recorder.NextAsync(6));
        recorder.Gate.SetResult();
        Assert.Equal(["end 1 1", "begin 1 2", "end 1 2"], await recorder.NextAsync(3));
    }

    [Fact]
    public async Task A_handler_may_publish_request_and_read_even_when_its_message_uses_up_Receive_Maximum()
    {
        await using var host = await TestHost.StartAsync(
            mqtt => mqtt.AddPublisher<IGreenhouse>().AddHandler<BusyHandler>(),
            mqtt => mqtt.Configure(options => options with { ReceiveMaximum = 1 }),
            services => services.AddSingleton<Recorder>());
        await host.AddApplicationAsync(mqtt => mqtt.AddHandler<GreenhouseService>(), services: services => services.AddSingleton<Recorder>());
        var client = await host.ConnectAsync();

        for (var i = 1; i <= 5; i++)
        {
            await client.PublishAsync($"busy/{i}", "").AsTask().WaitAsync(TestHost.Patience);
        }

        Assert.Equal(Enumerable.Range(1, 5).Select(i => $"busy {i} True {i}"), await host.Get<Recorder>().NextAsync(5));
    }

    [Fact]
    public async Task A_context_cannot_be_read_after_its_handler_has_returned()
    {
        await using var host = await StartAsync<KeepingWatch>();
        var client = await host.ConnectAsync();
        await client.PublishAsync("keep/1", "");
        await client.PublishAsync("keep/1", "");
        await host.Get<Recorder>().NextAsync(2);
        await host.Get<RuntimeMonitor>().WhenIdleAsync().WaitAsync(TestHost.Patience);

        var failure = Assert.Throws<InvalidOperationException>(() => host.Get<ContextBox>().Context!.Topic);

        Assert.Equal("The context of a message can be read until its handler has returned; copy what is needed longer.", failure.Message);
    }
}
