using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Topiary.Benchmarks;

/// <summary>An application with the benchmark's contract and handler.</summary>
internal static class TypedApplication
{
    /// <summary>Builds and starts one.</summary>
    public static async Task<IHost> StartAsync(Action<TopiaryOptionsBuilder> configure)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<BenchmarkHandler>();
        builder.Services.AddTopiary(mqtt => configure(mqtt.RequireConnection())).AddPublisher<IBenchmark>().AddHandler<BenchmarkHandler>();
        IHost host = builder.Build();
        await host.StartAsync();
        return host;
    }

    /// <summary>One connected to a peer that costs nothing.</summary>
    public static Task<IHost> StartAsync(PeerTransport peer) => StartAsync(mqtt => mqtt.ConnectTo("memory:peer").Configure(options => options with
    {
        KeepAlive = TimeSpan.Zero,
        Transports = PeerTransport.Options(peer).Transports,
    }));
}
