using Microsoft.Extensions.DependencyInjection;

namespace Topiary.Runtime.Tests.Seam;

public sealed class GoldenSampleTests
{
    [Fact]
    public async Task Code_of_the_generators_shape_publishes_handles_requests_and_streams()
    {
        GoldenRegistration.Register();
        await using var host = await TestHost.StartAsync(
            mqtt => mqtt.AddPublisher<IGolden>().AddHandler<GoldenHandler>(), services: services => services.AddSingleton<Recorder>());
        var golden = host.Get<IGolden>();
        await using var reader = host.Get<ITopics<IGolden>>().Level(zone: 3).GetAsyncEnumerator();
        var next = reader.MoveNextAsync().AsTask();
        await host.Get<IMqttClient>().SubscribeAsync("golden/+/zones/3/level").AsTask().WaitAsync(TestHost.Patience);

        await golden.LevelAsync("north", 3, 1.5);

        Assert.Equal("north/3: 1.5", await host.Get<Recorder>().NextAsync());
        Assert.Equal(42, await golden.DoubleAsync("north", 21).AsTask().WaitAsync(TestHost.Patience));
        Assert.True(await next.WaitAsync(TestHost.Patience));
        Assert.Equal(("north", 3, 1.5), (reader.Current.House, reader.Current.Zone, reader.Current.Level));
    }
}
