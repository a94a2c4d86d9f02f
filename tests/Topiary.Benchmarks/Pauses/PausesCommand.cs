using System.Globalization;
using Topiary.Client;

namespace Topiary.Benchmarks;

/// <summary>
/// Whether compaction of the broker's store holds up delivery: the executable with a data directory under a constant load, in turn without compaction
/// and with compaction all the time.
/// </summary>
internal static class PausesCommand
{
    private const int KeptMessages = 10_000;
    private const int PayloadBytes = 1000;

    /// <summary>Gives the exit code.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var arguments = new Arguments(args, "--rounds", "--seconds", "--rate");
        int rounds = arguments.Number("--rounds", 3);
        TimeSpan length = TimeSpan.FromSeconds(arguments.Number("--seconds", 15));
        int rate = arguments.Number("--rate", 4000);
        Console.WriteLine($"{rate} messages a second of QoS 0 in memory and as many of QoS 1 on disk, {PayloadBytes} bytes, {KeptMessages} kept ones; times in ms; the longest hold of a lock before and after what is measured\n");
        Console.WriteLine("| compaction | QoS 0: p50 | p99 | longest | longest gap | QoS 1: p50 | p99 | longest | longest gap | segments compacted | lock held by compaction | by writing | load |");
        Console.WriteLine("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        for (int round = 0; round < rounds; round++)
        {
            await RunAsync(isCompacting: false, length, rate);
            await RunAsync(isCompacting: true, length, rate);
        }

        Console.WriteLine();
        await FanOutMove.RunAsync();
        return 0;
    }

    private static async Task RunAsync(bool isCompacting, TimeSpan length, int rate)
    {
        DirectoryInfo work = Directory.CreateTempSubdirectory("topiary-pauses-");
        try
        {
            string configuration = Path.Combine(work.FullName, "config.json");
            await File.WriteAllTextAsync(configuration, $$"""
                { "data": { "directory": "{{Path.Combine(work.FullName, "data")}}", "segmentBytes": 2097152, "minimumCompactionBytes": {{(isCompacting ? 2097152 : 2147483647)}} },
                  "durability": "Disk", "durabilityRules": [ { "filter": "memory/#", "level": "Memory" } ],
                  "systemTopicInterval": 1, "maximumQueuedMessages": 1000000, "maximumQueuedBytes": 4000000000 }
                """);
            await using ServerProcess server = await ServerProcess.StartAsync("--config", configuration, "--log-level", "Warning");
            await FillAsync();
            await using var memory = await PacedLoad.StartAsync("memory/t", QoS.AtMostOnce, PayloadBytes);
            await using var disk = await PacedLoad.StartAsync("disk/t", QoS.AtLeastOnce, PayloadBytes);

            // Until everything is compiled, and compaction has begun.
            await Task.WhenAll(memory.RunAsync(rate, TimeSpan.FromSeconds(8)), disk.RunAsync(rate, TimeSpan.FromSeconds(8)));
            StoreFigures before = await StoreFigures.ReadAsync();
            await Task.WhenAll(memory.RunAsync(rate, length), disk.RunAsync(rate, length));
            StoreFigures store = await StoreFigures.ReadAsync();
            string load = (await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0];
            Console.WriteLine($"| {(isCompacting ? "all the time" : "none")} | {memory.Times} | {disk.Times} | {store.Compactions - before.Compactions} | "
                + $"{Text(before.LongestCompaction)}, {Text(store.LongestCompaction)} | {Text(before.LongestWriter)}, {Text(store.LongestWriter)} | {load} |");
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    // What is alive, of which compaction comes upon a part in each segment.
    private static async Task FillAsync()
    {
        await using (MqttClient away = MqttClient.Create(new MqttClientOptions { Brokers = [ServerProcess.Address], ClientId = "away", SessionExpiry = TimeSpan.FromHours(1) }))
        {
            await away.ConnectAsync();
            await away.SubscribeAsync("kept/#", QoS.AtLeastOnce);
        }

        await using MqttClient client = MqttClient.Create(new MqttClientOptions { Brokers = [ServerProcess.Address] });
        await client.ConnectAsync();
        byte[] payload = new byte[PayloadBytes];
        for (int i = 0; i < KeptMessages; i += 1000)
        {
            await Task.WhenAll(Enumerable.Range(i, 1000).Select(_ => client.PublishAsync("kept/t", payload).AsTask()));
        }
    }

    private static string Text(TimeSpan time) => time.TotalMilliseconds.ToString("F3", CultureInfo.InvariantCulture);
}
