using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Topiary.Transport;

namespace Topiary.Broker.AspNetCore.Tests.Hosting;

/// <summary>The broker as a hosted service, and its health.</summary>
public sealed class HostingTests
{
    [Fact]
    public async Task Stopping_the_application_tells_the_clients()
    {
        await using WebAppFixture fixture = await WebAppFixture.StartAsync(options => options.AllowAnonymous = true, [end => { }, end => end.UseMqttBroker()]);
        var reasons = new List<Task<ReasonCode?>>();
        var clients = new List<MqttClient>();
        foreach (string address in new[] { $"ws://{fixture.Ends[0]}/mqtt", $"mqtt://{fixture.Ends[1]}" })
        {
            MqttClient client = await Clients.ConnectAsync(address);
            var lost = new TaskCompletionSource<ReasonCode?>(TaskCreationOptions.RunContinuationsAsynchronously);
            client.StateChanged += (_, change) =>
            {
                if (change.Previous == MqttClientState.Connected)
                {
                    lost.TrySetResult(change.ReasonCode);
                }
            };
            clients.Add(client);
            reasons.Add(lost.Task);
        }

        await fixture.App.StopAsync().Soon();
        foreach (Task<ReasonCode?> reason in reasons)
        {
            Assert.Equal(ReasonCode.ServerShuttingDown, await reason.Soon());
        }

        Assert.False(fixture.Broker.IsRunning);
        foreach (MqttClient client in clients)
        {
            await client.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_listener_that_cannot_start_keeps_the_application_from_starting()
    {
        using var busy = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        busy.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        busy.Listen();
        string address = $"tcp://127.0.0.1:{((IPEndPoint)busy.LocalEndPoint!).Port}";
        var e = await Assert.ThrowsAsync<MqttTransportException>(() => WebAppFixture.StartAsync(options => options.Listeners.Add(address)));
        Assert.Equal(TransportFailure.AddressInUse, e.Failure);
    }

    [Fact]
    public async Task Repeated_calls_configure_one_broker_and_services_fill_what_is_open()
    {
        var authenticator = new ClientCertificateAuthenticator();
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<IAuthenticator>(authenticator);
        builder.Services.AddMqttBroker(options => options.Listeners.Add("tcp://127.0.0.1:0"));
        builder.Services.AddMqttBroker(options => options.Listeners.Add("ws://127.0.0.1:0"));
        using IHost host = builder.Build();
        await host.StartAsync();
        MqttBroker broker = host.Services.GetRequiredService<MqttBroker>();
        Assert.True(broker.IsRunning);
        Assert.Equal(2, broker.Addresses.Count);
        MqttConnectException e = await Clients.FailAsync(broker.Addresses[1], options => options with { UserName = "x" });
        Assert.Equal(ReasonCode.NotAuthorized, e.ReasonCode);
        await host.StopAsync();
        Assert.False(broker.IsRunning);
    }

    [Fact]
    public async Task Health_follows_the_broker()
    {
        await using WebAppFixture fixture = await WebAppFixture.StartAsync(
            options => options.AllowAnonymous = true,
            services: builder => builder.Services.AddHealthChecks().AddMqttBroker(tags: ["ready"]),
            map: app => app.MapHealthChecks("/health"));
        using var http = new HttpClient();
        Assert.Equal("Healthy", await http.GetStringAsync(new Uri($"http://{fixture.Ends[0]}/health")).Soon());
        await using MqttClient client = await Clients.ConnectAsync($"ws://{fixture.Ends[0]}/mqtt");
        HealthCheckService health = fixture.App.Services.GetRequiredService<HealthCheckService>();
        HealthReportEntry entry = (await health.CheckHealthAsync().Soon()).Entries["mqtt-broker"];
        Assert.Equal(HealthStatus.Healthy, entry.Status);
        Assert.Equal("1", $"{entry.Data["connections"]}");
        await fixture.Broker.StopAsync();
        Assert.Equal(HealthStatus.Unhealthy, (await health.CheckHealthAsync().Soon()).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await http.GetAsync(new Uri($"http://{fixture.Ends[0]}/health")).Soon()).StatusCode);
    }

    [Fact]
    public async Task A_connection_is_not_served_by_a_broker_that_does_not_run()
    {
        var network = new MemoryNetwork();
        await using var listener = new MemoryListener(network, "x");
        await listener.StartAsync(default);
        await using TransportConnection peer = await new MemoryConnector(network).ConnectAsync(MqttAddress.Parse("memory:x"), default);
        await using var broker = new MqttBroker(new MqttBrokerOptions());
        await broker.ServeAsync((await listener.AcceptAsync(default))!).Soon();
        await Assert.ThrowsAnyAsync<Exception>(() => peer.SendAsync(new byte[1], default).Soon());
    }

    [Fact]
    public async Task Connections_served_for_a_web_server_count_against_the_maximum()
    {
        await using WebAppFixture fixture = await WebAppFixture.StartAsync(options =>
        {
            options.AllowAnonymous = true;
            options.MaximumConnections = 1;
        });
        await using MqttClient first = await Clients.ConnectAsync($"ws://{fixture.Ends[0]}/mqtt");
        await using MqttClient second = Clients.Create($"ws://{fixture.Ends[0]}/mqtt", options => options with
        {
            AllowVersionFallback = false,
            ReconnectDelayMin = TimeSpan.FromHours(1),
            ReconnectDelayMax = TimeSpan.FromHours(1),
        });
        var failed = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        second.StateChanged += (_, change) =>
        {
            if (change.Error is not null)
            {
                failed.TrySetResult(change.Error);
            }
        };
        Task connecting = second.ConnectAsync().AsTask();
        Assert.NotNull(await failed.Task.Soon());
        Assert.Equal((1, 1L), (fixture.Broker.GetStatistics().Connections, fixture.Broker.GetStatistics().ConnectionsRefused));
        await second.DisposeAsync();
        await Assert.ThrowsAnyAsync<MqttException>(() => connecting.Soon());
    }
}
