using System.Diagnostics;

namespace Topiary.Crash;

/// <summary>A few clients of a broker that dies again and again, and the books about them.</summary>
internal sealed class World
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly SharedLedger _shared;
    private readonly Publisher[] _publishers;
    private readonly Subscriber[] _subscribers;
    private readonly RetainedReader _reader;
    private readonly Task _running;

    public World(IServer server, int seed)
    {
        _shared = new SharedLedger(Ledger);
        _publishers =
        [
            new Publisher("p0", MqttVersion.V500, server, Ledger, seed + 1, window: 1),
            new Publisher("p1", MqttVersion.V311, server, Ledger, seed + 2, window: 5),
            new Publisher("p2", MqttVersion.V500, server, Ledger, seed + 3, window: 20),
        ];
        _subscribers =
        [
            new Subscriber("s0", MqttVersion.V500, server, Ledger, seed + 4, _shared),
            new Subscriber("s1", MqttVersion.V311, server, Ledger, seed + 5, _shared),
            new Subscriber("s2", MqttVersion.V500, server, Ledger, seed + 6, _shared),
        ];
        _reader = new RetainedReader(server, Ledger);
        _running = Task.WhenAll([.. _publishers.Select(client => client.RunAsync()), .. _subscribers.Select(client => client.RunAsync())]);
    }

    public Ledger Ledger { get; } = new();

    /// <summary>Looks at the retained messages.</summary>
    public Task<bool> TryCheckRetainedAsync() => _reader.TryCheckAsync();

    /// <summary>Waits until some more messages are acknowledged, not long.</summary>
    public async Task ProgressAsync(int messages, TimeSpan patience)
    {
        long start = Stopwatch.GetTimestamp();
        long until = Ledger.Acknowledged + messages;
        while (Ledger.Acknowledged < until && Stopwatch.GetElapsedTime(start) < patience)
        {
            await Task.Delay(1);
        }
    }

    /// <summary>Nothing is published any more; what is under way is finished, and everybody gets what is due.</summary>
    public async Task FinishAsync()
    {
        Array.ForEach(_publishers, publisher => publisher.BeQuiet());
        Array.ForEach(_subscribers, subscriber => subscriber.Stay());
        long start = Stopwatch.GetTimestamp();
        string? missing = "";
        while (missing is not null && Ledger.Violations.Count == 0)
        {
            if (Stopwatch.GetElapsedTime(start) > s_patience)
            {
                Ledger.Report(missing);
                return;
            }

            await Task.Delay(50);
            missing = FindMissing();
        }

        // Late duplicates and ghosts have time to show themselves.
        await Task.Delay(300);
        if (!await _reader.TryCheckAsync())
        {
            Ledger.Report("the retained messages could not be read");
        }
    }

    public void Stop()
    {
        Array.ForEach(_publishers, client => client.Stop());
        Array.ForEach(_subscribers, client => client.Stop());
    }

    /// <summary>Completes when every client has stopped; the server is gone by then.</summary>
    public Task StoppedAsync() => _running.WaitAsync(s_patience);

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
}
