using Microsoft.Extensions.DependencyInjection;

namespace Topiary.Runtime.Tests;

public sealed class AcknowledgementTests
{
    private static Task<TestHost> StartAsync() => TestHost.StartAsync(
        mqtt => mqtt.AddHandler<ManualWatch>(), services: services => services.AddSingleton<Recorder>());

    private static MqttClient Client(TestHost host) => host.Get<TopiaryRuntime>().Client;

    [Fact]
    public async Task After_success_means_that_a_running_handler_holds_the_acknowledgement()
    {
        await using var host = await StartAsync();
        var other = await host.ConnectAsync();
        await other.PublishAsync("late/1", "");
        Assert.Equal("late 1", await host.Get<Recorder>().NextAsync());

        Assert.Equal(1, Client(host).Statistics.Unacknowledged);
        host.Get<Recorder>().Gate.SetResult();
        Assert.Equal("late 1 done", await host.Get<Recorder>().NextAsync());
        await host.Get<RuntimeMonitor>().WhenIdleAsync().WaitAsync(TestHost.Patience);

        Assert.Equal(0, Client(host).Statistics.Unacknowledged);
    }

    [Fact]
    public async Task On_receipt_acknowledges_before_the_handler_runs()
    {
        await using var host = await StartAsync();
        var other = await host.ConnectAsync();
        await other.PublishAsync("early/1", "");
        Assert.Equal("early 1", await host.Get<Recorder>().NextAsync());

        Assert.Equal(0, Client(host).Statistics.Unacknowledged);
        host.Get<Recorder>().Gate.SetResult();
    }

    [Fact]
    public async Task Manual_means_that_only_the_handler_acknowledges()
    {
        await using var host = await StartAsync();
        var other = await host.ConnectAsync();
        await other.PublishAsync("manual/2", "");
        Assert.Equal("manual 2", await host.Get<Recorder>().NextAsync());
        await host.Get<RuntimeMonitor>().WhenIdleAsync().WaitAsync(TestHost.Patience);
        Assert.Equal(0, Client(host).Statistics.Unacknowledged);

        await other.PublishAsync("manual/1", "");
        Assert.Equal("manual 1", await host.Get<Recorder>().NextAsync());
        await host.Get<RuntimeMonitor>().WhenIdleAsync().WaitAsync(TestHost.Patience);

        Assert.Equal(1, Client(host).Statistics.Unacknowledged);
    }
}
