using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Topiary.Testing;

namespace Topiary.Runtime.Tests;

/// <summary>Requests for one answer that nobody waits for any more.</summary>
public sealed class CancellationTests
{
    private static Task<MqttTestHost> StartAsync() => MqttTestHost.StartAsync(services =>
        services.AddSingleton<Recorder>().AddTopiary().AddPublisher<IErrands>().AddHandler<Runner>());

    [Fact]
    public async Task Who_cancels_or_waits_no_longer_stops_the_handler_which_is_not_tried_again()
    {
        await using var mqtt = await StartAsync();
        var recorder = mqtt.Get<Recorder>();
        foreach (var byDeadline in new[] { false, true })
        {
            using var cancel = new CancellationTokenSource();
            var asked = mqtt.Get<IErrands>().RunAsync("me", -1, cancel.Token).AsTask();
            Assert.Equal("begin -1", await recorder.NextAsync());
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

            Assert.Equal("stopped -1", await recorder.NextAsync());
            await mqtt.IdleAsync();
            Assert.False(recorder.HasMore);
        }
    }

    [Fact]
    public async Task A_request_that_waits_in_the_queue_is_not_begun()
    {
        await using var mqtt = await StartAsync();
        var recorder = mqtt.Get<Recorder>();
        var first = mqtt.Get<IErrands>().RunAsync("me", 0).AsTask();
        Assert.Equal("begin 0", await recorder.NextAsync());
        using var cancel = new CancellationTokenSource();
        var second = mqtt.Get<IErrands>().RunAsync("me", 2, cancel.Token).AsTask();
        var third = mqtt.Get<IErrands>().RunAsync("me", 3).AsTask();

        // Another topic is not in the queue; its answer says that the requests before it have come.
        Assert.Equal(4, await mqtt.Get<IErrands>().RunAsync("you", 4).AsTask().WaitAsync(TestHost.Patience));
        Assert.Equal("begin 4", await recorder.NextAsync());
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.Equal(5, await mqtt.Get<IErrands>().RunAsync("you", 5).AsTask().WaitAsync(TestHost.Patience));
        Assert.Equal("begin 5", await recorder.NextAsync());
        recorder.Gate.SetResult();

        Assert.Equal(new[] { 0, 3 }, await Task.WhenAll(first, third));
        Assert.Equal("begin 3", await recorder.NextAsync());
        await mqtt.IdleAsync();
        Assert.False(recorder.HasMore);
    }

    [Fact]
    public async Task The_instance_of_a_share_that_has_the_request_hears_of_it()
    {
        await using var host = await TestHost.StartAsync(mqtt => mqtt.AddPublisher<IErrands>());
        var recorders = new List<Recorder>();
        for (var i = 0; i < 3; i++)
        {
            var instance = await host.AddApplicationAsync(mqtt => mqtt.AddHandler<Runner>(), services: services => services.AddSingleton<Recorder>());
            recorders.Add(instance.GetRequiredService<Recorder>());
        }

        using var cancel = new CancellationTokenSource();
        var asked = Enumerable.Range(1, 6).Select(i => host.Get<IErrands>().RunAsync($"who{i}", -i, cancel.Token).AsTask()).ToList();
        var begun = new List<(Recorder By, string Number)>();
        while (begun.Count < asked.Count)
        {
            foreach (var recorder in recorders.Where(recorder => recorder.HasMore))
            {
                begun.Add((recorder, (await recorder.NextAsync())["begin ".Length..]));
            }

            await Task.Yield();
        }

        await cancel.CancelAsync();

        foreach (var (recorder, numbers) in begun.GroupBy(one => one.By).Select(group => (group.Key, group.Select(one => $"stopped {one.Number}"))))
        {
            Assert.Equal(numbers.Order(StringComparer.Ordinal), (await recorder.NextAsync(numbers.Count())).Order(StringComparer.Ordinal));
        }

        Assert.Equal(asked.Count, begun.Count);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(asked));
    }

    [Fact]
    public async Task An_answer_that_nobody_waits_for_is_not_sent()
    {
        await using var host = await TestHost.StartAsync(
            mqtt => mqtt.AddPublisher<IErrands>().AddHandler<Runner>(), services: services => services.AddSingleton<Recorder>());
        var answers = await host.ListenAsync("topiary/reply/#");
        using var cancel = new CancellationTokenSource();
        var asked = host.Get<IErrands>().RunAsync("me", 0, cancel.Token).AsTask();
        Assert.Equal("begin 0", await host.Get<Recorder>().NextAsync());
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);

        // Asked after the word, answered after it was heard.
        Assert.Equal(4, await host.Get<IErrands>().RunAsync("you", 4).AsTask().WaitAsync(TestHost.Patience));
        host.Get<Recorder>().Gate.SetResult();
        await host.Log.WaitForAsync(4038);

        Assert.Equal("4", (await answers.ReadAsync().AsTask().WaitAsync(TestHost.Patience)).GetText());
        Assert.Equal(5, await host.Get<IErrands>().RunAsync("you", 5).AsTask().WaitAsync(TestHost.Patience));
        Assert.Equal("5", (await answers.ReadAsync().AsTask().WaitAsync(TestHost.Patience)).GetText());
    }

    [Fact]
    public async Task Nothing_is_said_of_a_request_that_is_answered()
    {
        await using var host = await TestHost.StartAsync(
            mqtt => mqtt.AddPublisher<IErrands>().AddHandler<Runner>(), services: services => services.AddSingleton<Recorder>());
        var words = await host.ListenAsync("topiary/cancel/#");
        for (var i = 1; i < 20; i++)
        {
            Assert.Equal(i, await host.Get<IErrands>().RunAsync("me", i).AsTask().WaitAsync(TestHost.Patience));
        }

        using var cancel = new CancellationTokenSource();
        var asked = host.Get<IErrands>().RunAsync("me", -1, cancel.Token).AsTask();
        Assert.Equal("begin -1", (await host.Get<Recorder>().NextAsync(20))[^1]);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);

        var word = await words.ReadAsync().AsTask().WaitAsync(TestHost.Patience);
        Assert.Equal(("topiary/cancel/errands/me/run", "cancel", 0), (word.Topic, word.UserProperties["topiary-stream"], word.Payload.Length));
        Assert.False(words.TryRead(out _));
    }

    [Fact]
    public async Task Requests_are_answered_where_the_broker_lets_nobody_hear_of_cancellations()
    {
        await using var host = await TestHost.StartAsync(
            mqtt => mqtt.AddPublisher<IErrands>().AddHandler<Runner>(),
            services: services => services.AddSingleton<Recorder>().AddLogging().AddHealthChecks().AddTopiary(),
            broker: options => options.Authorizer = new NoCancellations());

        Assert.Equal(1, await host.Get<IErrands>().RunAsync("me", 1).AsTask().WaitAsync(TestHost.Patience));

        var report = await host.Get<HealthCheckService>().CheckHealthAsync();
        Assert.Equal(HealthStatus.Healthy, report.Status);
    }
}
