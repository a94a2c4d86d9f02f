using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Topiary.Broker;
using Topiary.Testing;

namespace Topiary.Runtime.Tests;

public sealed class HealthCheckTests
{
    [Fact]
    public async Task A_client_that_is_connected_with_all_its_subscriptions_is_healthy()
    {
        await using var mqtt = await MqttTestHost.StartAsync(services =>
        {
            services.AddSingleton<Recorder>().AddHealthChecks().AddTopiary();
            services.AddTopiary().AddHandler<NorthWatch>();
        });

        var entry = await CheckAsync(mqtt.Services);

        Assert.Equal((HealthStatus.Healthy, "The MQTT broker is connected and has granted every subscription."), (entry.Status, entry.Description));
        Assert.Equal(("Connected", "memory:broker", 1, 0), (entry.Data["state"], entry.Data["broker"], entry.Data["subscriptions"], entry.Data["reconnects"]));
        Assert.Empty((string[])entry.Data["missing"]);
        Assert.False(entry.Data.ContainsKey("disconnectedSeconds"));
    }

    [Fact]
    public async Task A_client_without_broker_is_degraded_within_the_grace_and_unhealthy_after_it_and_healthy_again()
    {
        await using var mqtt = await MqttTestHost.StartAsync(services =>
        {
            services.AddSingleton<Recorder>().AddHealthChecks().AddTopiary(grace: TimeSpan.FromSeconds(20));
            services.AddTopiary(topiary => topiary.Configure(options => options with
            {
                ReconnectDelayMin = TimeSpan.FromMinutes(1),
                ReconnectDelayMax = TimeSpan.FromMinutes(1),
            })).AddHandler<NorthWatch>();
        });
        mqtt.Faults.CutConnection();
        await WaitForAsync(mqtt.Client, MqttClientState.Reconnecting);

        mqtt.Time.Advance(TimeSpan.FromSeconds(19));
        var degraded = await CheckAsync(mqtt.Services);
        mqtt.Time.Advance(TimeSpan.FromSeconds(2));
        var unhealthy = await CheckAsync(mqtt.Services);
        mqtt.Time.Advance(TimeSpan.FromMinutes(2));
        await mqtt.IdleAsync();
        var healthy = await CheckAsync(mqtt.Services);

        Assert.Equal((HealthStatus.Degraded, "No MQTT broker has been connected for 19 s."), (degraded.Status, degraded.Description));
        Assert.Equal(("Reconnecting", "", 19.0), (degraded.Data["state"], degraded.Data["broker"], degraded.Data["disconnectedSeconds"]));
        Assert.Equal(["greenhouse/north/zones/+/climate"], (string[])degraded.Data["pending"]);
        Assert.Equal(
            (HealthStatus.Unhealthy, "No MQTT broker has been connected for 21 s, longer than the grace of 20 s."), (unhealthy.Status, unhealthy.Description));
        Assert.Equal((HealthStatus.Healthy, 1), (healthy.Status, healthy.Data["reconnects"]));
    }

    [Fact]
    public async Task A_handler_whose_subscription_was_refused_makes_the_application_unhealthy()
    {
        await using var host = await StartAsync(new Rights { Allowed = false });

        var entry = await CheckAsync(host.Services);

        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.Equal(["$share/watchers/greenhouse/+/zones/+/tick"], (string[])entry.Data["missing"]);
        Assert.Contains("NotAuthorized", entry.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_subscription_that_cannot_be_restored_is_missing_until_it_is_granted_again()
    {
        var rights = new Rights();
        await using var host = await StartAsync(rights);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(host.Services)).Status);
        var client = host.Get<TopiaryRuntime>().Client;
        var lost = new TaskCompletionSource();
        client.SubscriptionLost += (_, _) => lost.TrySetResult();

        rights.Allowed = false;
        host.LoseSessions();
        await lost.Task.WaitAsync(TestHost.Patience);
        await WaitForAsync(client, MqttClientState.Connected);
        var entry = await CheckAsync(host.Services);
        rights.Allowed = true;
        host.LoseSessions();
        await host.WaitForSubscriptionAsync(client, "$share/watchers/greenhouse/+/zones/+/tick");
        await WaitForAsync(client, MqttClientState.Connected);

        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.Equal(["$share/watchers/greenhouse/+/zones/+/tick"], (string[])entry.Data["missing"]);
        Assert.Equal("Connected", entry.Data["state"]);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(host.Services)).Status);
    }

    [Fact]
    public async Task A_subscription_that_the_broker_does_not_answer_is_pending_until_its_caller_is_told()
    {
        await using var mqtt = await MqttTestHost.StartAsync(services =>
        {
            services.AddHealthChecks().AddTopiary();
            services.AddTopiary();
        });
        mqtt.Faults.DropNext(PacketType.SubAck);
        var subscribing = mqtt.Client.SubscribeAsync("some/topic").AsTask();
        var pending = await CheckAsync(mqtt.Services);
        mqtt.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal((HealthStatus.Degraded, "The broker has not answered yet about 1 of the subscriptions."), (pending.Status, pending.Description));
        await Assert.ThrowsAsync<TimeoutException>(() => subscribing);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(mqtt.Services)).Status);
    }

    [Fact]
    public async Task A_restored_subscription_that_the_broker_never_answers_is_missing_after_the_time_for_an_answer()
    {
        await using var mqtt = await MqttTestHost.StartAsync(services =>
        {
            services.AddSingleton<Recorder>().AddHealthChecks().AddTopiary();
            services.AddTopiary(topiary => topiary.Configure(options => options with { OperationTimeout = TimeSpan.FromSeconds(5) })).AddHandler<NorthWatch>();
        });
        mqtt.Faults.DropNext(PacketType.SubAck);
        mqtt.Faults.LoseSessions();
        await WaitForAsync(mqtt.Client, MqttClientState.Reconnecting);

        mqtt.Time.Advance(TimeSpan.FromSeconds(1));
        await WaitForAsync(mqtt.Client, MqttClientState.Connected);
        var pending = await CheckAsync(mqtt.Services);
        mqtt.Time.Advance(TimeSpan.FromSeconds(6));
        var missing = await CheckAsync(mqtt.Services);

        Assert.Equal((HealthStatus.Degraded, 0), (pending.Status, mqtt.Faults.Pending));
        Assert.Equal(["greenhouse/north/zones/+/climate"], (string[])pending.Data["pending"]);
        Assert.Equal((HealthStatus.Unhealthy, "Connected"), (missing.Status, missing.Data["state"]));
        Assert.Equal(["greenhouse/north/zones/+/climate"], (string[])missing.Data["missing"]);
    }

    [Fact]
    public async Task A_client_that_every_broker_refused_is_unhealthy_at_once_with_the_status_that_was_asked_for()
    {
        await using var host = await TestHost.StartAsync(
            mqtt => mqtt.AddPublisher<IGreenhouse>(),
            services: services => services.AddLogging().AddHealthChecks().AddTopiary("mqtt", failureStatus: HealthStatus.Degraded),
            broker: options => options.Authenticator = new Nobody());

        await WaitForAsync(host.Get<IMqttClient>(), MqttClientState.Stopped);
        var report = await host.Get<HealthCheckService>().CheckHealthAsync();

        Assert.Equal((HealthStatus.Degraded, "Stopped"), (report.Entries["mqtt"].Status, report.Entries["mqtt"].Data["state"]));
    }

    private static Task<TestHost> StartAsync(Rights rights) => TestHost.StartAsync(
        mqtt => mqtt.AddHandler<SharedWatch>(),
        mqtt => mqtt.Configure(static options => options with { ReconnectDelayMin = TimeSpan.FromMilliseconds(1), ReconnectDelayMax = TimeSpan.FromMilliseconds(10) }),
        services => services.AddLogging().AddSingleton<Recorder>().AddHealthChecks().AddTopiary(),
        broker: options => options.Authorizer = rights);

    private static async Task WaitForAsync(IMqttClient client, MqttClientState state)
    {
        var patience = TimeProvider.System.GetTimestamp();
        while (client.State != state)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(patience) < TestHost.Patience, $"The client is {client.State}.");
            await Task.Yield();
        }
    }

    private static async Task<HealthReportEntry> CheckAsync(IServiceProvider services) =>
        (await services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["topiary"];

    private sealed class Rights : IAuthorizer
    {
        public bool Allowed { get; set; } = true;

        public ValueTask<bool> AuthorizeAsync(AuthorizationRequest request, CancellationToken cancellationToken) =>
            new(request.Action != AuthorizedAction.Subscribe || Allowed);
    }

    private sealed class Nobody : IAuthenticator
    {
        public ValueTask<AuthenticationResult> AuthenticateAsync(AuthenticationRequest request, CancellationToken cancellationToken) =>
            new(AuthenticationResult.Refuse(ReasonCode.NotAuthorized));
    }
}
