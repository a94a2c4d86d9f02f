using Microsoft.Extensions.DependencyInjection;

namespace Topiary.Testing.Tests;

public sealed class MqttTestHostTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static Task<MqttTestHost> StartAsync(Script? script = null) => MqttTestHost.StartAsync(services =>
    {
        services.AddSingleton(script ?? new Script());
        services.AddTopiary().AddPublisher<IRooms>().AddHandler<RoomHandler>();
    });

    [Fact]
    public async Task IdleAsync_waits_until_every_handler_has_finished()
    {
        var script = new Script();
        await using var mqtt = await StartAsync(script);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var finished = false;
        script.OnClimate = async _ =>
        {
            await gate.Task;
            finished = true;
        };
        await mqtt.Get<IRooms>().ClimateAsync("hall", new(20.5), Ct);
        var idle = mqtt.IdleAsync(Ct);
        Assert.False(idle.IsCompleted);
        gate.SetResult();
        await idle;
        Assert.True(finished);
        Assert.Equal(["hall=20.5"], script.Seen);
    }

    [Fact]
    public async Task A_handlers_exception_is_thrown_as_it_was_and_only_once()
    {
        var script = new Script { OnClimate = static _ => throw new InvalidDataException("too hot") };
        await using var mqtt = await StartAsync(script);
        await mqtt.Get<IRooms>().ClimateAsync("hall", new(50), Ct);
        var thrown = await Assert.ThrowsAsync<InvalidDataException>(() => mqtt.IdleAsync(Ct));
        Assert.Equal("too hot", thrown.Message);
        await mqtt.IdleAsync(Ct);
    }

    [Fact]
    public async Task Several_exceptions_come_together()
    {
        var script = new Script { OnClimate = static room => throw new InvalidDataException(room) };
        await using var mqtt = await StartAsync(script);
        await mqtt.Get<IRooms>().ClimateAsync("hall", new(50), Ct);
        await mqtt.Get<IRooms>().ClimateAsync("attic", new(50), Ct);
        var thrown = await Assert.ThrowsAsync<AggregateException>(() => mqtt.IdleAsync(Ct));
        Assert.Equal(["attic", "hall"], thrown.InnerExceptions.Select(inner => inner.Message).Order());
    }

    [Fact]
    public async Task Published_shows_levels_payload_and_flags_in_order()
    {
        await using var mqtt = await StartAsync();
        var options = new PublishOptions { Retain = true, UserProperties = new UserProperties { { "by", "test" } } };
        await mqtt.Get<IRooms>().ModeAsync("hall", Mode.Heat, options, Ct);
        await mqtt.Get<IRooms>().ModeAsync("attic", Mode.Off, ct: Ct);
        await mqtt.IdleAsync(Ct);

        var all = mqtt.Published(mqtt.Topics<IRooms>().Mode());
        Assert.Equal([("hall", Mode.Heat), ("attic", Mode.Off)], all.Select(message => (message.Room, message.Mode)));
        Assert.True(all[0].Context.Retain);
        Assert.Equal(QoS.AtMostOnce, all[0].Context.QoS);
        Assert.Equal("test", all[0].Context.UserProperties["by"]);
        Assert.Equal("rooms/hall/mode", all[0].Context.Topic);
        Assert.Single(mqtt.Published(mqtt.Topics<IRooms>().Mode(room: "attic")));
        Assert.Empty(mqtt.Published(mqtt.Topics<IRooms>().Climate()));
    }

    [Fact]
    public async Task Requests_are_answered_and_refused()
    {
        await using var mqtt = await StartAsync();
        Assert.Equal(new Reading(20), await mqtt.Get<IRooms>().AskAsync("hall", Ct));
        var refusal = await Assert.ThrowsAsync<MqttRequestException>(async () => await mqtt.Get<IRooms>().AskAsync("attic", Ct));
        Assert.Equal(("locked", "The attic is locked."), (refusal.Code, refusal.Message));
        await mqtt.IdleAsync(Ct);
    }

    [Fact]
    public async Task A_deadline_passes_in_virtual_time()
    {
        await using var mqtt = await StartAsync();
        var asked = mqtt.Get<IRooms>().UnansweredAsync("hall", Ct).AsTask();
        mqtt.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(asked.IsCompleted);
        mqtt.Time.Advance(TimeSpan.FromSeconds(2));
        await Assert.ThrowsAsync<TimeoutException>(() => asked);
    }

    [Fact]
    public async Task A_long_time_passes_without_a_lost_connection()
    {
        await using var mqtt = await StartAsync();
        mqtt.Time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(MqttClientState.Connected, mqtt.Client.State);
        await mqtt.Get<IRooms>().ClimateAsync("hall", new(20), Ct);
        await mqtt.IdleAsync(Ct);
        Assert.Single(mqtt.Published(mqtt.Topics<IRooms>().Climate()));
    }

    [Fact]
    public async Task A_cut_connection_comes_back_and_handlers_go_on()
    {
        var script = new Script();
        await using var mqtt = await StartAsync(script);
        mqtt.Faults.CutConnection();
        var published = mqtt.Get<IRooms>().ClimateAsync("hall", new(21), Ct).AsTask();
        mqtt.Time.Advance(TimeSpan.FromMinutes(2));
        await published;
        await mqtt.IdleAsync(Ct);
        Assert.Contains("hall=21", script.Seen);
    }

    [Fact]
    public async Task Lost_sessions_are_subscribed_again()
    {
        var script = new Script();
        await using var mqtt = await StartAsync(script);
        mqtt.Faults.LoseSessions();
        mqtt.Time.Advance(TimeSpan.FromMinutes(2));
        await mqtt.Client.WaitForConnectedAsync(Ct);
        await mqtt.IdleAsync(Ct);
        await mqtt.Get<IRooms>().ClimateAsync("hall", new(22), Ct);
        await mqtt.IdleAsync(Ct);
        Assert.Equal(["hall=22"], script.Seen);
    }

    [Fact]
    public async Task Hosts_do_not_hear_each_other()
    {
        var (left, right) = (new Script(), new Script());
        await using var first = await StartAsync(left);
        await using var second = await StartAsync(right);
        await first.Get<IRooms>().ClimateAsync("hall", new(20), Ct);
        await first.IdleAsync(Ct);
        await second.IdleAsync(Ct);
        Assert.Single(left.Seen);
        Assert.Empty(right.Seen);
    }

    [Fact]
    public async Task A_hundred_hosts_run_in_one_process()
    {
        var hosts = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => StartAsync()));
        foreach (var host in hosts)
        {
            await host.Get<IRooms>().ClimateAsync("hall", new(20), Ct);
            await host.IdleAsync(Ct);
            Assert.Single(host.Published(host.Topics<IRooms>().Climate("hall")));
            await host.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_missing_publisher_is_a_clear_error()
    {
        await using var mqtt = await MqttTestHost.StartAsync(static services => services.AddTopiary(), ct: Ct);
        var thrown = Assert.Throws<InvalidOperationException>(() => mqtt.Get<IRooms>());
        Assert.Contains(nameof(IRooms), thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_test_runs_over_a_real_broker()
    {
        await using var broker = new Broker.MqttBroker(new Broker.MqttBrokerOptions { Listeners = { "tcp://127.0.0.1:0" } });
        await broker.StartAsync(Ct);
        var script = new Script();
        await using var mqtt = await MqttTestHost.StartAsync(
            services =>
            {
                services.AddSingleton(script);
                services.AddTopiary().AddPublisher<IRooms>().AddHandler<RoomHandler>();
            },
            realBroker: broker.Addresses[0],
            ct: Ct);
        await mqtt.Get<IRooms>().ClimateAsync("hall", new(20), Ct);
        await mqtt.IdleAsync(Ct);
        Assert.Equal(["hall=20"], script.Seen);
        Assert.Single(mqtt.Published(mqtt.Topics<IRooms>().Climate("hall")));
        Assert.Throws<InvalidOperationException>(() => mqtt.Faults);
        Assert.Throws<InvalidOperationException>(() => mqtt.Time.Advance(TimeSpan.FromSeconds(1)));
    }
}
