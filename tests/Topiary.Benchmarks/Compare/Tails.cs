using System.Globalization;
using System.Text.Json;

namespace Topiary.Benchmarks;

/// <summary>The tail of the latency of every case, which the load generator's own table has for one case only.</summary>
internal static class Tails
{
    /// <summary>Prints medians over the rounds.</summary>
    public static void Print(string runs)
    {
        var cases = File.ReadLines(runs).Select(static line => JsonSerializer.Deserialize(line, RunContext.Default.Run)!)
            .Where(static run => run.P999 is not null)
            .GroupBy(static run => (run.Case, run.Name));
        Console.WriteLine("\n### Latency and memory of every case\n| case | target | p50 ms | p99 ms | p99.9 ms | RSS peak MiB |\n|---|---|--:|--:|--:|--:|");
        foreach (var group in cases)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {group.Key.Case} | {group.Key.Name} | {Median(group, static run => run.P50) / 1000:F2} | {Median(group, static run => run.P99) / 1000:F2} | {Median(group, static run => run.P999) / 1000:F2} | {Median(group, static run => run.Rss) / 1024:F1} |"));
        }
    }

    private static double Median(IEnumerable<Run> runs, Func<Run, double?> value)
    {
        double[] sorted = [.. runs.Select(run => value(run) ?? 0).Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2] + sorted[(sorted.Length / 2) - 1]) / 2;
    }
}
