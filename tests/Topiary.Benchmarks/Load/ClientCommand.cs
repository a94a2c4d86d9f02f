using System.Diagnostics;
using System.Globalization;

namespace Topiary.Benchmarks;

/// <summary>What one client does a second against a broker in a process of its own.</summary>
internal static class ClientCommand
{
    private const int Rounds = 4;

    /// <summary>Gives the exit code.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var arguments = new Arguments(args, "--broker");
        string broker = arguments.Text("--broker", "");
        await using ServerProcess? server = broker.Length == 0 ? await ServerProcess.StartAsync() : null;
        string address = server is null ? broker : ServerProcess.Address;
        Console.WriteLine("| path | round 1 | 2 | 3 | 4 |\n|---|--:|--:|--:|--:|");
        await MeasureAsync("publish QoS 0, 16 B, msg/s", () => RawPublish.RunAsync(address, QoS.AtMostOnce, 1, 3_000_000));
        await MeasureAsync("publish QoS 1, 100 in flight, msg/s", () => RawPublish.RunAsync(address, QoS.AtLeastOnce, 100, 600_000));
        await MeasureAsync("publish QoS 1, 5,000 in flight, msg/s", () => RawPublish.RunAsync(address, QoS.AtLeastOnce, 5000, 600_000));
        await MeasureAsync("publish QoS 1, one at a time, msg/s", () => RawPublish.RunAsync(address, QoS.AtLeastOnce, 1, 20_000));
        await Requests.RunAsync(address);
        return 0;
    }

    private static async Task MeasureAsync(string name, Func<Task<double>> run)
    {
        var rates = new List<string>();
        for (int i = 0; i < Rounds; i++)
        {
            rates.Add((await run()).ToString("N0", CultureInfo.InvariantCulture));
        }

        Console.WriteLine($"| {name} | {string.Join(" | ", rates)} |");
    }
}
