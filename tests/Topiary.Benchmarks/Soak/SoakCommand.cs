using System.Diagnostics;
using System.Globalization;

namespace Topiary.Benchmarks;

/// <summary>Broker and clients under load for a time: neither process may grow after the warm-up.</summary>
internal static class SoakCommand
{
    private const int Warmup = 15;
    private const int Clients = 8;
    private const double Growth = 1.15;
    private const long Slack = 8 * 1024 * 1024;

    /// <summary>Gives the exit code: 0 when memory stayed flat.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        int seconds = new Arguments(args, "--seconds").Number("--seconds", 60);
        await using ServerProcess server = await ServerProcess.StartAsync();
        using var stop = new CancellationTokenSource();
        var load = new SoakLoad();
        Task running = Task.WhenAll(Enumerable.Range(0, Clients).Select(i => load.RunAsync(ServerProcess.Address, i, stop.Token)));
        var samples = new List<SoakSample>();
        long start = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(5));
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < Warmup + seconds && !running.IsCompleted && await timer.WaitForNextTickAsync())
        {
            var sample = new SoakSample(Stopwatch.GetElapsedTime(start).TotalSeconds, load.Messages, server.ResidentBytes, GC.GetTotalMemory(forceFullCollection: true));
            samples.Add(sample);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{sample.Seconds,5:F0} s  {sample.Messages,12:N0} messages  broker {sample.BrokerBytes / 1048576.0,7:F1} MiB resident  clients {sample.ClientBytes / 1048576.0,7:F1} MiB live"));
        }

        await stop.CancelAsync();
        await running;
        return Judge(samples);
    }

    private static int Judge(List<SoakSample> samples)
    {
        List<SoakSample> steady = [.. samples.Where(static sample => sample.Seconds >= Warmup)];
        bool moving = steady.Zip(steady.Skip(1)).All(static pair => pair.Second.Messages > pair.First.Messages);
        bool flat = IsFlat(steady, static sample => sample.BrokerBytes) && IsFlat(steady, static sample => sample.ClientBytes);
        Console.WriteLine(!moving ? "FAILED: messages stopped" : flat ? "flat" : "FAILED: memory grew");
        return moving && flat ? 0 : 1;
    }

    // The last quarter against the first, so that one sample taken just before a collection decides nothing.
    private static bool IsFlat(List<SoakSample> samples, Func<SoakSample, long> bytes)
    {
        int quarter = Math.Max(1, samples.Count / 4);
        long first = samples.Take(quarter).Max(bytes);
        long last = samples.TakeLast(quarter).Min(bytes);
        return last <= (first * Growth) + Slack;
    }
}
