using System.Globalization;

namespace Topiary.Benchmarks;

/// <summary>What clients cost others that have nothing to do with their messages, or that do not read them.</summary>
internal static class BystandersCommand
{
    private const int MostConnections = 10_000;
    private const int Receivers = 100;
    private const string Root = "stall";

    private static readonly int[] s_idle = [0, 1_000, 50_000];

    /// <summary>Gives the exit code.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var arguments = new Arguments(args, "--mqttload", "--rounds", "--seconds", "--cases");
        int rounds = arguments.Number("--rounds", 5);
        string seconds = arguments.Text("--seconds", "3");
        string[] cases = arguments.Text("--cases", "idle,stalled").Split(',');
        DirectoryInfo work = Directory.CreateTempSubdirectory("topiary-bystanders-");
        try
        {
            if (await LoadGenerator.PrepareAsync(arguments.Text("--mqttload", LoadGenerator.DefaultPath), work.FullName) is null)
            {
                return 1;
            }

            var load = new LoadRun(Path.Combine(work.FullName, "mqttload"), seconds);
            if (cases.Contains("idle"))
            {
                await IdleAsync(load, rounds);
            }

            if (cases.Contains("stalled"))
            {
                await StalledAsync(load, rounds);
            }

            return 0;
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private static async Task IdleAsync(LoadRun load, int rounds)
    {
        var results = s_idle.ToDictionary(static count => count, static _ => new List<Run>());
        for (int round = 0; round < rounds; round++)
        {
            foreach (int count in s_idle)
            {
                await using ServerProcess server = await ServerProcess.StartAsync();
                List<RawSubscriber> idle = await IdleSubscribersAsync(count);
                results[count].Add(await load.RunAsync(server, "-s", "pp", "-q", "0"));
                idle.ForEach(static subscriber => subscriber.Dispose());
            }
        }

        Console.WriteLine("| idle subscriptions | msg/s | broker CPU us a message | beside none, median of the rounds |\n|---|--:|--:|--:|");
        foreach (int count in s_idle)
        {
            double ratio = Median(results[count].Zip(results[0], static (some, none) => some.Cpu!.Value / none.Cpu!.Value));
            Console.WriteLine($"| {Text(count, "N0")} | {Text(Median(results[count].Select(static run => run.Delivered!.Value)), "N0")} | "
                + $"{Text(Median(results[count].Select(static run => run.Cpu!.Value)), "F3")} | {Text(ratio, "F2")}x |");
        }
    }

    private static async Task StalledAsync(LoadRun load, int rounds)
    {
        var results = new Dictionary<int, List<Run>> { [0] = [], [Receivers / 10] = [] };
        for (int round = 0; round < rounds; round++)
        {
            foreach ((int stalled, List<Run> runs) in results)
            {
                await using ServerProcess server = await ServerProcess.StartAsync();
                var sleepers = new List<RawSubscriber>();
                for (int i = 0; i < stalled; i++)
                {
                    sleepers.Add(await RawSubscriber.StartAsync($"stalled-{i}", $"{Root}/#"));
                }

                // 1,000 messages of 1 KiB a second to each: the stalled ones' buffers are full after a moment.
                runs.Add(await load.RunAsync(
                    server, "-s", "fanout", "-q", "0", "--subs", Text(Receivers - stalled, "D"), "--rate", "1000", "--payload", "1024", "--root", Root));
                sleepers.ForEach(static sleeper => sleeper.Dispose());
            }
        }

        Console.WriteLine("\n| stalled of 100 subscribers | p50 ms of the others | p99 ms | beside none, median of the rounds |\n|---|--:|--:|--:|");
        foreach ((int stalled, List<Run> runs) in results)
        {
            double ratio = Median(runs.Zip(results[0], static (some, none) => some.P99!.Value / none.P99!.Value));
            Console.WriteLine($"| {stalled} | {Text(Median(runs.Select(static run => run.P50!.Value)) / 1000, "F3")} | "
                + $"{Text(Median(runs.Select(static run => run.P99!.Value)) / 1000, "F3")} | {Text(ratio, "F2")}x |");
        }
    }

    private static async Task<List<RawSubscriber>> IdleSubscribersAsync(int count)
    {
        var idle = new List<RawSubscriber>();
        int connections = Math.Min(count, MostConnections);
        for (int i = 0; i < connections; i++)
        {
            int filters = (count / connections) + (i < count % connections ? 1 : 0);
            idle.Add(await RawSubscriber.StartAsync($"idle-{i}", [.. Enumerable.Range(0, filters).Select(number => $"idle/{i}/{number}/+")]));
        }

        return idle;
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    private static string Text(IFormattable value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
