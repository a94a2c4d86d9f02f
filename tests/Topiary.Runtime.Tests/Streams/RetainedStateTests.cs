using System.Threading.Channels;
using Topiary.Testing;

namespace Topiary.Runtime.Tests;

public sealed class RetainedStateTests
{
    private static Task<MqttTestHost> StartAsync() =>
        MqttTestHost.StartAsync(services => services.AddTopiary().AddPublisher<IDevice>().AddPublisher<IGreenhouse>());

    [Fact]
    public async Task A_state_knows_the_retained_value_and_follows_it()
    {
        await using var mqtt = await StartAsync();
        await mqtt.Get<IDevice>().StateAsync("kitchen", new DeviceState(true, 1));

        await using var state = await mqtt.Topics<IDevice>().State("kitchen").StateAsync();
        Assert.Equal(new DeviceState(true, 1), state.Current);
        Assert.Equal("devices/kitchen/state", state.Topic);

        await mqtt.Get<IDevice>().StateAsync("kitchen", new DeviceState(true, 2));
        await mqtt.IdleAsync();
        Assert.Equal(2, state.Current.Connection);

        // An empty message deletes the retained one.
        await mqtt.Client.PublishAsync("devices/kitchen/state", ReadOnlyMemory<byte>.Empty, QoS.AtLeastOnce, retain: true);
        await mqtt.IdleAsync();
        Assert.False(state.HasValue);
        Assert.Equal("There is no value of 'devices/kitchen/state' now.", Assert.Throws<InvalidOperationException>(() => state.Current).Message);
    }

    [Fact]
    public async Task A_state_without_a_value_waits_for_one()
    {
        await using var mqtt = await StartAsync();
        await using var state = await mqtt.Topics<IGreenhouse>().Climate("north", 3).StateAsync();
        Assert.False(state.HasValue);
        var next = state.WaitAsync().AsTask();
        Assert.False(next.IsCompleted);

        await mqtt.Get<IGreenhouse>().ClimateAsync("north", 3, new(21, .5));

        Assert.Equal(21, (await next.WaitAsync(TestHost.Patience)).Celsius);
        Assert.Equal(21, (await state.WaitAsync()).Celsius);
    }

    [Fact]
    public async Task Changes_begin_with_the_present_and_end_with_the_state()
    {
        await using var mqtt = await StartAsync();
        await mqtt.Get<IDevice>().StateAsync("kitchen", new DeviceState(true, 1));
        var state = await mqtt.Topics<IDevice>().State("kitchen").StateAsync();
        var seen = Channel.CreateUnbounded<string>();
        var reader = Task.Run(async () =>
        {
            await foreach (var value in state.Changes())
            {
                seen.Writer.TryWrite(value.HasValue ? $"{value.Value.Connection}" : "none");
            }

            seen.Writer.TryWrite("end");
        });
        Task<string> NextAsync() => seen.Reader.ReadAsync().AsTask().WaitAsync(TestHost.Patience);

        Assert.Equal("1", await NextAsync());
        await mqtt.Get<IDevice>().StateAsync("kitchen", new DeviceState(true, 2));
        Assert.Equal("2", await NextAsync());
        await mqtt.Client.PublishAsync("devices/kitchen/state", ReadOnlyMemory<byte>.Empty, QoS.AtLeastOnce, retain: true);
        Assert.Equal("none", await NextAsync());
        await state.DisposeAsync();
        Assert.Equal("end", await NextAsync());
        await reader;
        await Assert.ThrowsAsync<ObjectDisposedException>(() => state.WaitAsync().AsTask());
    }

    [Fact]
    public async Task A_value_that_was_deleted_while_the_client_was_away_goes_with_the_next_connection()
    {
        await using var host = await TestHost.StartAsync(mqtt => mqtt.AddPublisher<IDevice>());
        var other = await host.ConnectAsync();
        await host.Get<IDevice>().StateAsync("kitchen", new DeviceState(true, 1));
        await using var state = await host.Get<ITopics<IDevice>>().State("kitchen").StateAsync();
        Assert.True(state.HasValue);

        await host.Get<IMqttClient>().DisconnectAsync();
        await other.PublishAsync("devices/kitchen/state", ReadOnlyMemory<byte>.Empty, QoS.AtLeastOnce, retain: true);
        Assert.True(state.HasValue);
        var gone = Task.Run(async () =>
        {
            await foreach (var value in state.Changes())
            {
                if (!value.HasValue)
                {
                    return;
                }
            }
        });
        await host.Get<IMqttClient>().ConnectAsync();

        await gone.WaitAsync(TestHost.Patience);
    }

    [Fact]
    public async Task What_cannot_be_read_changes_nothing()
    {
        await using var mqtt = await StartAsync();
        await mqtt.Get<IDevice>().StateAsync("kitchen", new DeviceState(true, 1));
        await using var state = await mqtt.Topics<IDevice>().State("kitchen").StateAsync();

        await mqtt.Client.PublishAsync("devices/kitchen/state", "{");
        await mqtt.IdleAsync();

        Assert.Equal(1, state.Current.Connection);
    }

    [Fact]
    public async Task A_state_needs_every_level()
    {
        await using var mqtt = await StartAsync();

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => mqtt.Topics<IDevice>().State().StateAsync().AsTask());

        Assert.Equal("StateAsync needs every level: 'devices/+/state' may have many retained messages. Enumerate the stream in its place.", failure.Message);
    }
}
