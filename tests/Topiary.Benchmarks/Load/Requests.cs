using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Topiary.Benchmarks;

/// <summary>Typed requests: requester and responder with a connection each.</summary>
internal static class Requests
{
    private const int Rate = 5_000;
    private static readonly TimeSpan s_length = TimeSpan.FromSeconds(4);

    /// <summary>Measures and prints.</summary>
    public static async Task RunAsync(string broker)
    {
        using IHost responder = await TypedApplication.StartAsync(mqtt => mqtt.ConnectTo(broker));
        using IHost requester = await RequesterAsync(broker);
        var contract = requester.Services.GetRequiredService<IBenchmark>();
        foreach (int callers in (int[])[100, 500, 100, 500])
        {
            double rate = await PipelinedAsync(contract, callers);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"requests, {callers} callers: {rate:N0} a second"));
        }

        for (int round = 0; round < 2; round++)
        {
            double[] latencies = await PacedAsync(contract);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"requests at {latencies.Length / s_length.TotalSeconds:N0} a second: p50 {At(latencies, 0.5):F3} ms, p99 {At(latencies, 0.99):F3} ms, p99.9 {At(latencies, 0.999):F3} ms"));
        }

        await requester.StopAsync();
        await responder.StopAsync();
    }

    private static async Task<IHost> RequesterAsync(string broker)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.Services.Clear<Microsoft.Extensions.Logging.ILoggerProvider>();
        builder.Services.AddTopiary(mqtt => mqtt.ConnectTo(broker).RequireConnection()).AddPublisher<IBenchmark>();
        IHost host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private static void Clear<T>(this IServiceCollection services)
    {
        foreach (ServiceDescriptor descriptor in services.Where(static service => service.ServiceType == typeof(T)).ToList())
        {
            services.Remove(descriptor);
        }
    }

    private static async Task<double> PipelinedAsync(IBenchmark contract, int callers)
    {
        int done = 0;
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(start) < s_length)
            {
                await contract.PingAsync("north", new Ping(1));
                Interlocked.Increment(ref done);
            }
        })));
        return done / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    // At fixed times, whatever the answers do: a late answer counts in full.
    private static async Task<double[]> PacedAsync(IBenchmark contract)
    {
        var pending = new List<Task<double>>();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < s_length && await timer.WaitForNextTickAsync())
        {
            int due = (int)(Stopwatch.GetElapsedTime(start).TotalSeconds * Rate);
            while (pending.Count < due)
            {
                pending.Add(OneAsync(contract));
            }
        }

        double[] latencies = await Task.WhenAll(pending);
        Array.Sort(latencies);
        return latencies;
    }

    private static async Task<double> OneAsync(IBenchmark contract)
    {
        long start = Stopwatch.GetTimestamp();
        await contract.PingAsync("north", new Ping(1));
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static double At(double[] sorted, double quantile) => sorted[(int)((sorted.Length - 1) * quantile)];
}
