using System.Collections.Concurrent;
using System.Net;
using Topiary.Broker;

namespace Topiary.Fuzz;

/// <summary>
/// One race: a broker and its clients over TCP, on as many threads as there are. Nothing is the same twice, so that it is not a model that is compared but
/// what must hold however threads meet: nothing promised is lost, nothing comes twice at QoS 2, order holds for each publisher, topic and QoS, and
/// nothing is left at the end.
/// </summary>
internal sealed class RaceRun(int seed, int sessions) : IAsyncDisposable
{
    private readonly MqttBroker _broker = new(new MqttBrokerOptions
    {
        Listeners = { "tcp://127.0.0.1:0" },
        SystemTopicInterval = TimeSpan.Zero,
        OutboundBufferSize = 16 * 1024,
        MaximumInflight = 100,
        MaximumQueuedMessages = 1_000_000,
    });

    private readonly ConcurrentDictionary<RaceMessage, bool> _promised = new();
    private readonly ConcurrentQueue<RaceWire> _left = new();
    private readonly CancellationTokenSource _failed = new();
    private string? _failure;
    private int _sessions;

    public EndPoint EndPoint => IPEndPoint.Parse(_broker.Addresses[0].Split("://")[1]);

    public bool HasFailed => Volatile.Read(ref _failure) is not null;

    public bool PublishersAreDone { get; private set; }

    public bool IsEnding { get; private set; }

    public int Sessions => Volatile.Read(ref _sessions);

    /// <summary>How many messages every observer has to get.</summary>
    public int Promised => _promised.Count;

    public IEnumerable<RaceMessage> AllPromised => _promised.Keys;

    /// <summary>Runs it.</summary>
    /// <returns>What went wrong; null for nothing.</returns>
    public async Task<string?> RunAsync()
    {
        var random = new Random(seed);
        await _broker.StartAsync();
        RaceObserver[] observers = [.. Enumerable.Range(0, 3).Select(i => new RaceObserver(this, $"observer{i}", random.Next()))];
        Task[] observing = [.. observers.Select(client => Task.Run(client.RunAsync))];
        await Task.WhenAll(observers.Select(client => client.Subscribed.Task)).WaitAsync(TimeSpan.FromSeconds(20));
        Task[] churning = [.. Enumerable.Range(0, 6).Select(i => new RaceChurner(this, i, random.Next())).Select(client => Task.Run(client.RunAsync))];
        Task[] publishing = [.. Enumerable.Range(0, 4).Select(i => new RacePublisher(this, $"publisher{i}", random.Next(), sessions)).Select(client => Task.Run(client.RunAsync))];
        try
        {
            await Task.WhenAll(publishing).WaitAsync(TimeSpan.FromMinutes(1), _failed.Token);
            PublishersAreDone = true;
            while (Sessions < sessions && !HasFailed)
            {
                await Task.Delay(5);
            }

            IsEnding = true;
            await Task.WhenAll(churning).WaitAsync(TimeSpan.FromSeconds(20), _failed.Token);
            await Task.WhenAll(observing).WaitAsync(TimeSpan.FromSeconds(30), _failed.Token);
            await EndSessionsAsync();
        }
        catch (TimeoutException)
        {
            Fail($"it does not end: {string.Join("; ", observers.Select(observer => observer.Missing))}; {_broker.GetStatistics()}");
        }
        catch (OperationCanceledException)
        {
            // It has failed.
        }

        return _failure;
    }

    public void CountSession() => Interlocked.Increment(ref _sessions);

    public void Fail(string failure)
    {
        if (Interlocked.CompareExchange(ref _failure, failure, null) is null)
        {
            _failed.Cancel();
        }
    }

    /// <summary>A message will be acknowledged, so every observer has to get it.</summary>
    public void Promise(RaceMessage message) => _promised[message] = true;

    /// <summary>A connection stays open until another one takes its session over.</summary>
    public void Leave(RaceWire wire) => _left.Enqueue(wire);

    public async ValueTask DisposeAsync()
    {
        DisposeLeft();
        await _broker.DisposeAsync();
        _failed.Dispose();
    }

    private void DisposeLeft()
    {
        while (_left.TryDequeue(out RaceWire? wire))
        {
            wire.Dispose();
        }
    }

    private async Task EndSessionsAsync()
    {
        DisposeLeft();
        BrokerCore core = _broker.Core;
        foreach (Session session in core.Sessions.All)
        {
            using RaceWire wire = await RaceWire.OpenAsync(EndPoint, MqttVersion.V500);
            await wire.SendAsync(new ConnectPacket { ClientId = session.ClientId, CleanStart = true });
            await wire.ReadAsync();
            for (int i = 0; i < 3; i++)
            {
                await wire.SendAsync(new PublishPacket { Topic = System.Text.Encoding.UTF8.GetBytes($"c/{i}"), Retain = true });
            }

            await wire.SendAsync(new DisconnectPacket());
            while (await wire.ReadAsync() is not null)
            {
            }
        }

        for (int i = 0; i < 1000 && _broker.GetStatistics().Connections > 0; i++)
        {
            await Task.Delay(5);
        }

        BrokerStatistics left = _broker.GetStatistics();
        (int Held, bool IsPruned, int Deadlines) held = (core.Index.Held, core.Retained.IsPruned, core.Deadlines.Count);
        if (left is not { Connections: 0, Sessions: 0, Subscriptions: 0, RetainedMessages: 0, QueuedMessages: 0, QueuedBytes: 0, InflightMessages: 0 }
            || held != (0, true, 0))
        {
            Fail($"left over at the end: {held}, {left}");
        }
    }
}
