using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Topiary.Transport;

namespace Topiary.Runtime.Tests;

public sealed class HostingTests
{
    [Fact]
    public void A_publisher_of_no_contract_is_refused()
    {
        var failure = Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddTopiary().AddPublisher<IDisposable>());

        Assert.Equal(
            $"No publisher was generated for 'System.IDisposable'. Mark the interface with [MqttContract], and reference the Topiary package in the project that declares it ('{typeof(IDisposable).Assembly.GetName().Name}').",
            failure.Message);
    }

    [Fact]
    public void A_handler_without_the_attribute_is_refused()
    {
        var failure = Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddTopiary().AddHandler<Counter>());

        Assert.Equal(
            "No dispatcher was generated for 'Topiary.Runtime.Tests.Counter'. Mark the class with [MqttHandler], and reference the Topiary package in the project that declares it ('Topiary.Runtime.Tests').",
            failure.Message);
    }

    [Fact]
    public async Task Without_a_broker_the_start_says_how_to_name_one()
    {
        var services = new ServiceCollection();
        services.AddTopiary();
        await using var provider = services.BuildServiceProvider();

        var failure = Assert.Throws<InvalidOperationException>(() => provider.GetServices<IHostedService>().ToList());

        Assert.Equal(
            "No MQTT broker is configured. Name one with AddTopiary(mqtt => mqtt.ConnectTo(\"mqtt://localhost:1883\")), or in the configuration as 'Topiary:Brokers'.",
            failure.Message);
    }

    [Fact]
    public async Task A_file_store_is_part_of_the_client_s_options()
    {
        var services = new ServiceCollection();
        services.AddTopiary(mqtt => mqtt.ConnectTo("mqtt://localhost").ClientId("meter").UseFileStore("outbox", PublishCompletion.Stored));
        await using var provider = services.BuildServiceProvider();

        var options = Assert.IsType<MqttClient>(provider.GetRequiredService<IMqttClient>()).Options;

        Assert.Equal(("outbox", PublishCompletion.Stored), (options.FileStore?.Directory, options.FileStore?.Completion));
        Assert.False(options.CleanStart);
    }

    [Theory]
    [InlineData("Topiary:Brokers", "mqtt://a:1, mqtt://b:2", null)]
    [InlineData("Topiary:Brokers:0", "mqtt://a:1", "mqtt://b:2")]
    public async Task Brokers_are_read_from_the_configuration(string key, string value, string? second)
    {
        var settings = new Dictionary<string, string?> { [key] = value };
        if (second is not null)
        {
            settings["Topiary:Brokers:1"] = second;
        }

        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddTopiary();
        await using var provider = services.BuildServiceProvider();

        Assert.Equal(["mqtt://a:1", "mqtt://b:2"], provider.GetRequiredService<TopiaryRuntime>().Options.Brokers);
    }

    [Fact]
    public async Task Later_configuration_wins_and_all_calls_configure_one_client()
    {
        var services = new ServiceCollection();
        services.AddTopiary(mqtt => mqtt.ConnectTo("mqtt://a:1").ClientId("first").Credentials("user", "word"));
        services.AddTopiary(mqtt => mqtt.ConnectTo("mqtt://b:1").ClientId("second"));
        await using var provider = services.BuildServiceProvider();

        var options = provider.GetRequiredService<TopiaryRuntime>().Options;

        Assert.Equal(["mqtt://b:1"], options.Brokers);
        Assert.Equal(("second", "user", "word"), (options.ClientId, options.UserName, System.Text.Encoding.UTF8.GetString(options.Password!.Value.Span)));
        Assert.Single(provider.GetServices<IHostedService>());
        Assert.Same(provider.GetRequiredService<TopiaryRuntime>().Client, provider.GetRequiredService<IMqttClient>());
    }

    [Fact]
    public async Task A_broker_that_is_away_does_not_fail_the_start_and_is_said_in_the_log()
    {
        using var log = new CollectedLog();
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(log).AddSingleton<Recorder>();
        services.AddTopiary(mqtt => mqtt.ConnectTo("memory:nowhere").Configure(options => options with { Transports = new TransportRegistry().AddMemory(new MemoryNetwork()) }))
            .AddHandler<SharedWatch>();
        await using var provider = services.BuildServiceProvider();
        var service = provider.GetServices<IHostedService>().Single();

        await service.StartAsync(CancellationToken.None).WaitAsync(TestHost.Patience);

        Assert.Equal("Connecting to memory:nowhere; 1 handler subscriptions wanted.", await log.WaitForAsync(4000));
        var line = await log.WaitForAsync(4001);
        Assert.StartsWith("No MQTT broker of memory:nowhere is connected yet (", line);
        Assert.EndsWith("). The application goes on; connecting goes on in the background.", line);
        await service.StopAsync(CancellationToken.None).WaitAsync(TestHost.Patience);
    }

    [Fact]
    public async Task Stopping_waits_for_running_handlers_and_their_acknowledgements()
    {
        await using var host = await TestHost.StartAsync(mqtt => mqtt.AddHandler<ManualWatch>(), services: services => services.AddSingleton<Recorder>());
        var other = await host.ConnectAsync();
        await other.PublishAsync("late/1", "");
        Assert.Equal("late 1", await host.Get<Recorder>().NextAsync());

        var stop = host.StopAsync();
        Assert.False(stop.IsCompleted);
        host.Get<Recorder>().Gate.SetResult();
        await stop.WaitAsync(TestHost.Patience);

        Assert.Equal("late 1 done", await host.Get<Recorder>().NextAsync());
        Assert.Equal(MqttClientState.Disconnected, host.Get<IMqttClient>().State);
    }

    [Fact]
    public async Task A_handler_that_does_not_end_in_time_is_told_and_left()
    {
        await using var host = await TestHost.StartAsync(mqtt => mqtt.AddHandler<ManualWatch>(), services: services => services.AddSingleton<Recorder>());
        var other = await host.ConnectAsync();
        await other.PublishAsync("late/1", "");
        Assert.Equal("late 1", await host.Get<Recorder>().NextAsync());
        using var over = new CancellationTokenSource();

        var stop = host.StopAsync(over.Token);
        await over.CancelAsync();
        await stop.WaitAsync(TestHost.Patience);

        Assert.Single(host.Log.Texts(4005));
        host.Get<Recorder>().Gate.SetResult();
    }

    [Fact]
    public async Task A_handler_that_the_application_registered_itself_keeps_its_lifetime()
    {
        var services = new ServiceCollection();
        services.AddSingleton<Recorder>().AddSingleton<SharedWatch>();
        services.AddTopiary(mqtt => mqtt.ConnectTo("memory:x").Configure(options => options with { Transports = new TransportRegistry().AddMemory(new MemoryNetwork()) }))
            .AddHandler<SharedWatch>().AddHandler<SharedWatch>();
        await using var provider = services.BuildServiceProvider();

        Assert.Same(provider.GetRequiredService<SharedWatch>(), provider.GetRequiredService<SharedWatch>());
        Assert.Single(provider.GetRequiredService<TopiaryRuntime>().Dispatchers);
    }
}
