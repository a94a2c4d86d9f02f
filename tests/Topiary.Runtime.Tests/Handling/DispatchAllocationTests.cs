using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Topiary.Client;
using Topiary.Protocol;

namespace Topiary.Runtime.Tests;

public sealed class DispatchAllocationTests
{
    [Fact]
    public async Task Dispatch_allocates_nothing_but_what_DI_makes()
    {
        await using var host = await TestHost.StartAsync(mqtt => mqtt.AddHandler<CountingWatch>(), services: services => services.AddSingleton<Counter>().AddSingleton<CountingWatch>());
        var counter = host.Get<Counter>();
        var scopes = host.Get<IServiceScopeFactory>();
        var route = (HandlerRoute<CountingWatch>)GeneratedHandler<CountingWatch>.Describe!().Routes[0];
        var runtime = host.Get<TopiaryRuntime>();
        var processor = new MessageProcessor<CountingWatch>(scopes, runtime.Failures, runtime.Time, NullLogger.Instance, CancellationToken.None);
        var direct = new DirectQueue(processor, runtime);
        var receiver = new RouteReceiver<CountingWatch>(route, runtime.Responder, direct.Queue, runtime.Time, NullLogger.Instance);
        var received = new ReceivedMessage("greenhouse/north/zones/3/tick"u8.ToArray(), new PublishPacket { Payload = "7"u8.ToArray() });
        Run(receiver, received, direct, counter, 2000);

        // What 100 more cost, so that the measuring itself is left out.
        var ofScopes = Least(() => MakeScopes(scopes, 200)) - Least(() => MakeScopes(scopes, 100));
        var ofDispatch = Least(() => Run(receiver, received, direct, counter, 200)) - Least(() => Run(receiver, received, direct, counter, 100));

        Assert.Equal(ofScopes, ofDispatch);
    }

    [Fact]
    public async Task Dispatch_to_one_handler_for_all_messages_allocates_nothing_at_all()
    {
        await using var host = await TestHost.StartAsync(mqtt => mqtt.AddHandler<CountingWatch>(), services: services => services.AddSingleton<Counter>().AddSingleton<CountingWatch>());
        var counter = host.Get<Counter>();
        var route = (HandlerRoute<CountingWatch>)GeneratedHandler<CountingWatch>.Describe!().Routes[0];
        var runtime = host.Get<TopiaryRuntime>();
        var processor = new MessageProcessor<CountingWatch>(
            host.Get<IServiceScopeFactory>(), runtime.Failures, runtime.Time, NullLogger.Instance, CancellationToken.None, getSingleton: runtime.FindSingleton<CountingWatch>());
        var direct = new DirectQueue(processor, runtime);
        var receiver = new RouteReceiver<CountingWatch>(route, runtime.Responder, direct.Queue, runtime.Time, NullLogger.Instance);
        var received = new ReceivedMessage("greenhouse/north/zones/3/tick"u8.ToArray(), new PublishPacket { Payload = "7"u8.ToArray() });
        Run(receiver, received, direct, counter, 2000);

        Assert.Equal(0, Least(() => Run(receiver, received, direct, counter, 200)) - Least(() => Run(receiver, received, direct, counter, 100)));
    }

    private static void MakeScopes(IServiceScopeFactory scopes, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CountingWatch>();
            scope.Dispose();
        }
    }

    /// <summary>Receives as the read loop does and handles on this thread, so that this thread's count is the whole.</summary>
    private static void Run(RouteReceiver<CountingWatch> receiver, in ReceivedMessage message, DirectQueue direct, Counter counter, int count)
    {
        var before = counter.Count;
        for (var i = 0; i < count; i++)
        {
            receiver.OnMessage(message, default);
            direct.RunOne();
        }

        Assert.Equal(count, counter.Count - before);
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

    private sealed class DirectQueue
    {
        private IThreadPoolWorkItem? _worker;

        public DirectQueue(IMessageProcessor processor, TopiaryRuntime runtime) => Queue = new HandlerQueue(
            new LaneScheduler(processor, runtime.Monitor, maxConcurrency: 1, capacity: 10, worker => _worker = worker),
            new StreamScheduler(processor, runtime.Monitor));

        public HandlerQueue Queue { get; }

        public void RunOne() => _worker!.Execute();
    }
}
