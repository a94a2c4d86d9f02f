using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Topiary.Crash;

/// <summary>One data directory, a few clients, and a server that is killed again and again; then everybody is let finish, and the books are checked.</summary>
internal sealed class KillRound
{
    private readonly int _seed;
    private readonly int _kills;
    private readonly Random _random;
    private readonly World _world;
    private readonly ServerProcess _server;
    private readonly string _data;

    private KillRound(int seed, int kills, string directory)
    {
        _seed = seed;
        _kills = kills;
        _data = Path.Combine(directory, "data");
        _random = new Random(seed);
        string address = $"tcp://127.0.0.1:{FreePort()}";
        string configuration = Path.Combine(directory, "config.json");

        // Small segments, so that compaction is killed too.
        File.WriteAllText(configuration, $$"""
            { "data": { "directory": "{{_data}}", "segmentBytes": 131072, "minimumCompactionBytes": 262144 }, "systemTopicInterval": 0,
              "maximumQueuedMessages": 1000000, "maximumQueuedBytes": 4000000000 }
            """);
        _server = new ServerProcess(address, $"--listen {address} --config \"{configuration}\" --log-level Warning");
        _world = new World(_server, seed);
    }

    /// <summary>Runs a round.</summary>
    /// <returns>What it did and what was wrong.</returns>
    public static async Task<CrashResult> RunAsync(int seed, int kills)
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("topiary-crash-");
        try
        {
            return await new KillRound(seed, kills, directory.FullName).RunAsync();
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private async Task<CrashResult> RunAsync()
    {
        long start = Stopwatch.GetTimestamp();
        Ledger ledger = _world.Ledger;
        try
        {
            for (int kill = 0; kill < _kills && ledger.Violations.Count == 0; kill++)
            {
                await KillOnceAsync();
            }

            if (await _server.StartAsync())
            {
                await _world.FinishAsync();
            }
            else
            {
                ledger.Report("the server did not start");
            }
        }
        finally
        {
            _world.Stop();
            await _server.KillAsync();
        }

        await _world.StoppedAsync();
        CheckDirectory();
        return new CrashResult("kills", _seed, _kills, ledger.Acknowledged, ledger.Received, Stopwatch.GetElapsedTime(start), ledger.Violations, _server.Errors);
    }

    // At any moment: also while it starts, and recovers what the last kill has left.
    private async Task KillOnceAsync()
    {
        Task<bool> ready = _server.StartAsync();
        if (_random.Next(8) == 0)
        {
            await Task.Delay(_random.Next(30, 200));
            await _server.KillAsync();
            await ready;
            return;
        }

        if (!await ready)
        {
            _world.Ledger.Report("the server did not start");
            return;
        }

        Task looking = _random.Next(3) == 0 ? _world.TryCheckRetainedAsync() : Task.CompletedTask;

        // For a short time, or, as the machine may be slow, until some more messages are acknowledged.
        await (_random.Next(4) == 0 ? Task.Delay(_random.Next(1, 60)) : _world.ProgressAsync(_random.Next(1, 80), TimeSpan.FromSeconds(1)));
        await _server.KillAsync();
        await looking;
    }

    private void CheckDirectory()
    {
        Broker.Persistence.StoreCheck check = Broker.Persistence.StoreInspector.Check(_data);
        foreach (string problem in check.Problems.Where(problem => !problem.StartsWith("TornTail", StringComparison.Ordinal)))
        {
            _world.Ledger.Report($"the data directory is not sound: {problem}");
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
