using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Topiary.Client;
using Topiary.Protocol;

namespace Topiary.Runtime.Tests;

/// <summary>What observing costs in bytes: nothing while nobody listens, and nothing while only metrics are listened to.</summary>
[Collection(TelemetryCollection.Name)]
public sealed class TelemetryAllocationTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_publish_of_QoS_0_allocates_nothing(bool isMeasured)
    {
        using var metrics = isMeasured ? new SilentMeterListener() : null;
        await using var host = await TestHost.StartAsync(mqtt => mqtt.AddPublisher<IGreenhouse>());
        var greenhouse = host.Get<IGreenhouse>();
        for (var i = 0; i < 2000; i++)
        {
            await greenhouse.TickAsync("north", i % 10, i);
        }

        var counted = metrics?.Count;
        var least = Least(() =>
        {
            for (var i = 0; i < 100; i++)
            {
                var publish = greenhouse.TickAsync("north", i % 10, i);
                Assert.True(publish.IsCompletedSuccessfully);
            }
        });

        Assert.Equal(0, least);
        Assert.True(metrics is null || metrics.Count - counted == 2 * 500, "Each publish is counted and timed.");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Dispatch_allocates_nothing_but_what_DI_makes(bool isMeasured)
    {
        using var metrics = isMeasured ? new SilentMeterListener() : null;
        await using var host = await TestHost.StartAsync(
            mqtt => mqtt.AddHandler<CountingWatch>(), services: services => services.AddSingleton<Counter>().AddSingleton<CountingWatch>());
        var runtime = host.Get<TopiaryRuntime>();
        var scopes = host.Get<IServiceScopeFactory>();
        var route = (HandlerRoute<CountingWatch>)GeneratedHandler<CountingWatch>.Describe!().Routes[0];
        var inner = new MessageProcessor<CountingWatch>(scopes, runtime.Failures, runtime.Time, NullLogger.Instance, CancellationToken.None);
        IThreadPoolWorkItem? worker = null;
        var processor = new ObservedProcessor(inner, runtime.Client, runtime.Time);
        var queue = new HandlerQueue(
            new LaneScheduler(processor, runtime.Monitor, maxConcurrency: 1, capacity: 10, work => worker = work), new StreamScheduler(processor, runtime.Monitor));
        var receiver = new RouteReceiver<CountingWatch>(route, runtime.Responder, queue, runtime.Time, NullLogger.Instance);
        var received = new ReceivedMessage("greenhouse/north/zones/3/tick"u8.ToArray(), new PublishPacket { Payload = "7"u8.ToArray() });
        Run(2000);

        var counted = metrics?.Count;
        var ofScopes = Least(() => MakeScopes(200)) - Least(() => MakeScopes(100));
        var ofDispatch = Least(() => Run(200)) - Least(() => Run(100));

        Assert.Equal(ofScopes, ofDispatch);
        Assert.True(metrics is null || metrics.Count - counted == 2 * 5 * 300, "Each message is counted and timed.");

        void Run(int count)
        {
            for (var i = 0; i < count; i++)
            {
                receiver.OnMessage(received, default);
                worker!.Execute();
            }
        }

        void MakeScopes(int count)
        {
            for (var i = 0; i < count; i++)
            {
                var scope = scopes.CreateAsyncScope();
                scope.ServiceProvider.GetRequiredService<CountingWatch>();
                scope.Dispose();
            }
        }
    }

    private static long Least(Action action)
    {
        var least = long.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
