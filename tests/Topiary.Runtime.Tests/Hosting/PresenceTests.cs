using Microsoft.Extensions.DependencyInjection;
using Topiary.Testing;

namespace Topiary.Runtime.Tests;

public sealed class PresenceTests
{
    [Fact]
    public async Task A_will_is_the_message_of_its_contract_s_method()
    {
        await using var host = await TestHost.StartAsync(
            static _ => { }, mqtt => mqtt.Will<IDevice>(static device => device.StateAsync("kitchen", new DeviceState(Online: false))));

        var will = host.Get<TopiaryRuntime>().Options.Will!;

        Assert.Equal("devices/kitchen/state", will.Topic);
        Assert.Equal("""{"online":false,"connection":0}""", System.Text.Encoding.UTF8.GetString(will.Payload.Span));
        Assert.Equal((true, QoS.AtLeastOnce, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(10)), (will.Retain, will.QoS, will.Delay, will.Expiry));
        Assert.Equal("application/json", will.ContentType);
    }

    [Fact]
    public async Task A_will_may_be_a_task_without_payload()
    {
        await using var host = await TestHost.StartAsync(static _ => { }, mqtt => mqtt.Will<IDevice>(static device => device.GoneAsync("kitchen")));

        var will = host.Get<TopiaryRuntime>().Options.Will!;

        Assert.Equal(("devices/kitchen/gone", 0, QoS.AtMostOnce, null), (will.Topic, will.Payload.Length, will.QoS, will.ContentType));
    }

    [Fact]
    public async Task An_application_that_stops_in_order_publishes_its_will_where_that_is_wanted()
    {
        await using var host = await TestHost.StartAsync(
            static _ => { }, mqtt => mqtt.Will<IDevice>(static device => device.StateAsync("kitchen", new DeviceState(Online: false))));
        var states = await host.ListenAsync("devices/+/state");

        await host.StopAsync();

        Assert.Contains("\"online\":false", (await states.ReadAsync().AsTask().WaitAsync(TestHost.Patience)).GetText());
    }

    [Fact]
    public async Task Births_are_made_anew_with_each_connection_and_go_before_what_waits()
    {
        var connections = 0;
        await using var mqtt = await MqttTestHost.StartAsync(services => services
            .AddTopiary(mqtt => mqtt
                .Birth<IDevice>(device => device.StateAsync("kitchen", new DeviceState(Online: true, ++connections)))
                .Birth<IDevice>(static device => device.GoneAsync("nobody")))
            .AddPublisher<IDevice>());
        await mqtt.IdleAsync();
        Assert.Equal(1, Assert.Single(mqtt.Published(mqtt.Topics<IDevice>().State())).State.Connection);

        mqtt.Faults.LoseSessions();
        var waiting = mqtt.Get<IDevice>().ValueAsync("kitchen", 7).AsTask();
        while (!waiting.IsCompleted)
        {
            mqtt.Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        await mqtt.IdleAsync();
        var topics = mqtt.Published(mqtt.Topics<IEverything>().All()).Select(message => message.Path).ToList();
        Assert.Equal(["devices/kitchen/state", "devices/nobody/gone", "devices/kitchen/state", "devices/nobody/gone", "devices/kitchen/value"], topics);
        Assert.Equal([1, 2], mqtt.Published(mqtt.Topics<IDevice>().State()).Select(message => message.State.Connection));
    }

    [Fact]
    public async Task A_birth_that_cannot_be_made_does_not_end_the_connection()
    {
        await using var host = await TestHost.StartAsync(
            mqtt => mqtt.AddPublisher<IDevice>(), mqtt => mqtt.Birth<IDevice>(static device => device.ValueAsync("a/b", 1)));

        await host.Get<IDevice>().ValueAsync("kitchen", 7).AsTask().WaitAsync(TestHost.Patience);
    }

    [Fact]
    public void What_is_no_will_is_refused()
    {
        static string Refusal(Func<TopiaryOptionsBuilder, TopiaryOptionsBuilder> configure) =>
            Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddTopiary(mqtt => configure(mqtt))).Message;

        Assert.Equal(
            "The topic 'devices/{id}/value' is no last will: mark its method in 'Topiary.Runtime.Tests.IDevice' with [Will].",
            Refusal(mqtt => mqtt.Will<IDevice>(static device => device.ValueAsync("a", 1))));
        Assert.Equal("No method of 'Topiary.Runtime.Tests.IDevice' was called.", Refusal(mqtt => mqtt.Will<IDevice>(static _ => default(ValueTask))));
        Assert.Equal(
            "'devices/{id}/ask' is a request; a last will or a birth is a one-way message.",
            Refusal(mqtt => mqtt.Will<IDevice>(static async device => await device.AskAsync("a"))));
        Assert.Equal(
            "What describes messages of 'Topiary.Runtime.Tests.IDevice' must only call its methods; it waits for something else.",
            Refusal(mqtt => mqtt.Will<IDevice>(static async device => await new TaskCompletionSource().Task)));
        Assert.StartsWith("A client has one last will; 2 methods", Refusal(mqtt => mqtt.Will<IDevice>(static async device =>
        {
            await device.GoneAsync("a");
            await device.GoneAsync("b");
        })));
        Assert.StartsWith("No publisher was generated for", Refusal(mqtt => mqtt.Birth<IDisposable>(static _ => default(ValueTask))));
    }
}
