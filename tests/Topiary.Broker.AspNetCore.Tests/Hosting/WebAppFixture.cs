using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Topiary.Broker.AspNetCore.Tests.Hosting;

/// <summary>A web application at loopback with a broker in it.</summary>
internal sealed class WebAppFixture : IAsyncDisposable
{
    private WebAppFixture(WebApplication app) => App = app;

    public WebApplication App { get; }

    public MqttBroker Broker => App.Services.GetRequiredService<MqttBroker>();

    /// <summary>Where it listens, in the order of the end points, as <c>host:port</c>.</summary>
    public IReadOnlyList<string> Ends => [.. App.Urls.Select(url => new Uri(url).Authority)];

    public static async Task<WebAppFixture> StartAsync(
        Action<MqttBrokerOptions> configure, Action<ListenOptions>[]? ends = null, Action<WebApplicationBuilder>? services = null, Action<WebApplication>? map = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddMqttBroker(configure);
        services?.Invoke(builder);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            foreach (Action<ListenOptions> end in ends ?? [static _ => { }])
            {
                kestrel.Listen(IPAddress.Loopback, 0, end);
            }
        });
        WebApplication app = builder.Build();
        app.MapMqttWebSocket("/mqtt");
        map?.Invoke(app);
        await app.StartAsync();
        return new WebAppFixture(app);
    }

    public async ValueTask DisposeAsync() => await App.DisposeAsync();
}
