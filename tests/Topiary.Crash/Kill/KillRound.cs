using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Topiary.Crash;

/// <summary>One data directory, a few clients, and a server that is killed again and again; then everybody is let finish, and the books are checked.</summary>
internal sealed class KillRound
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly int _seed;
    private readonly int _kills;
    private readonly Random _random;
    private readonly Ledger _ledger = new();
    private readonly SharedLedger _shared;
    private readonly Publisher[] _publishers;
    private readonly Subscriber[] _subscribers;
    private readonly RetainedReader _reader;
    private readonly ServerProcess _server;
    private readonly string _directory;

    private KillRound(int seed, int kills, string directory)
    {
        _seed = seed;
        _kills = kills;
        _directory = directory;
        _random = new Random(seed);
        int port = FreePort();
        string address = $"tcp://127.0.0.1:{port}";
        string configuration = Path.Combine(directory, "config.json");

        // Small segments, so that compaction is killed too. The wait for company is off: there are few clients.
        File.WriteAllText(configuration, $$"""
            { "data": { "directory": "{{Path.Combine(directory, "data")}}", "segmentBytes": 131072, "minimumCompactionBytes": 262144 }, "systemTopicInterval": 0,
              "maximumQueuedMessages": 1000000, "maximumQueuedBytes": 4000000000 }
            """);
        _server = new ServerProcess($"--listen {address} --config \"{configuration}\" --log-level Warning");
        _shared = new SharedLedger(_ledger);
        _publishers =
        [
            new Publisher("p0", MqttVersion.V500, address, _ledger, seed + 1, window: 1),
            new Publisher("p1", MqttVersion.V311, address, _ledger, seed + 2, window: 5),
            new Publisher("p2", MqttVersion.V500, address, _ledger, seed + 3, window: 20),
        ];
        _subscribers =
        [
            new Subscriber("s0", MqttVersion.V500, address, _ledger, seed + 4, _shared),
            new Subscriber("s1", MqttVersion.V311, address, _ledger, seed + 5, _shared),
            new Subscriber("s2", MqttVersion.V500, address, _ledger, seed + 6, _shared),
        ];
        _reader = new RetainedReader(address, _ledger);
    }

    /// <summary>Runs a round.</summary>
    /// <returns>What it did and what was wrong.</returns>
    public static async Task<KillResult> RunAsync(int seed, int kills)
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

    private async Task<KillResult> RunAsync()
    {
        long start = Stopwatch.GetTimestamp();
        Task clients = Task.WhenAll([.. _publishers.Select(client => client.RunAsync()), .. _subscribers.Select(client => client.RunAsync())]);
        long recovery = 0;
        try
        {
            for (int kill = 0; kill < _kills && _ledger.Violations.Count == 0; kill++)
            {
                recovery += await KillOnceAsync();
            }

            if (await _server.StartAsync())
            {
                await FinishAsync();
            }
            else
            {
                _ledger.Report("the server did not start");
            }
        }
        finally
        {
            Array.ForEach(_publishers, client => client.Stop());
            Array.ForEach(_subscribers, client => client.Stop());
            await _server.KillAsync();
        }

        await clients.WaitAsync(s_patience);
        CheckDirectory();
        return new KillResult(_seed, _kills, _ledger.Acknowledged, _ledger.Received, recovery, Stopwatch.GetElapsedTime(start), _ledger.Violations, _server.Errors);
    }

    // At any moment: also while it starts, and recovers what the last kill has left.
    private async Task<long> KillOnceAsync()
    {
        long start = Stopwatch.GetTimestamp();
        Task<bool> ready = _server.StartAsync();
        if (_random.Next(8) == 0)
        {
            await Task.Delay(_random.Next(30, 200));
            await _server.KillAsync();
            await ready;
            return 0;
        }

        if (!await ready)
        {
            _ledger.Report("the server did not start");
            return 0;
        }

        long recovery = (long)Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        Task looking = _random.Next(3) == 0 ? _reader.TryCheckAsync() : Task.CompletedTask;
        await WaitAsync();
        await _server.KillAsync();
        await looking;
        return recovery;
    }

    // For a short time, or, as the machine may be slow, until some more messages are acknowledged.
    private async Task WaitAsync()
    {
        if (_random.Next(4) == 0)
        {
            await Task.Delay(_random.Next(1, 60));
            return;
        }

        long start = Stopwatch.GetTimestamp();
        long until = _ledger.Acknowledged + _random.Next(1, 80);
        while (_ledger.Acknowledged < until && Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(1))
        {
            await Task.Delay(1);
        }
    }

    // Nothing is published any more; what is under way is finished, and everybody gets what is due.
    private async Task FinishAsync()
    {
        Array.ForEach(_publishers, publisher => publisher.BeQuiet());
        Array.ForEach(_subscribers, subscriber => subscriber.Stay());
        long start = Stopwatch.GetTimestamp();
        string? missing = "";
        while (missing is not null && _ledger.Violations.Count == 0)
        {
            if (Stopwatch.GetElapsedTime(start) > s_patience)
            {
                _ledger.Report(missing);
                return;
            }

            await Task.Delay(50);
            missing = FindMissing();
        }

        // Late duplicates and ghosts have time to show themselves.
        await Task.Delay(300);
        if (!await _reader.TryCheckAsync())
        {
            _ledger.Report("the retained messages could not be read");
        }
    }

    private string? FindMissing()
    {
        if (Array.Find(_publishers, publisher => !publisher.IsDone) is not null)
        {
            return "a publisher was never acknowledged";
        }

        foreach (Subscriber subscriber in _subscribers)
        {
            if (subscriber.FindMissing() is { } missing)
            {
                return missing;
            }
        }

        return _shared.FindMissing(_subscribers.SelectMany(subscriber => subscriber.Interests).Where(interest => interest.Prefix == "s/"));
    }

    private void CheckDirectory()
    {
        Broker.Persistence.StoreCheck check = Broker.Persistence.StoreInspector.Check(Path.Combine(_directory, "data"));
        foreach (string problem in check.Problems.Where(problem => !problem.StartsWith("TornTail", StringComparison.Ordinal)))
        {
            _ledger.Report($"the data directory is not sound: {problem}");
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
