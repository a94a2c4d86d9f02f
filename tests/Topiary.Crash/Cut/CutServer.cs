using Microsoft.Extensions.Logging.Abstractions;
using Topiary.Broker;
using Topiary.Broker.Persistence;
using Topiary.Storage.Simulation;
using Topiary.Transport;

namespace Topiary.Crash;

/// <summary>A broker in this process on a disk that knows what was synced. It dies with the machine's power, or alone.</summary>
internal sealed class CutServer(Random random) : IServer, IAsyncDisposable
{
    private SimulatedDisk _disk = new();
    private MqttBroker? _broker;
    private volatile MemoryNetwork _network = new();

    public string Errors => "";

    public bool MayRefuse => true;

    /// <summary>Operations of the disk until the power goes; -1: it stays.</summary>
    public int OperationsLeft { get; set; } = -1;

    /// <summary>Whether the power has gone.</summary>
    public bool IsOff => _disk.IsStopped;

    /// <summary>Lets one call of the disk fail, so many operations from now.</summary>
    public void FailOnce(int operations, Func<SimulatedCall, Exception> fault)
    {
        long at = _disk.Operations + operations;
        bool isDone = false;
        _disk.BeforeOperation = operation =>
        {
            if (operation.Number >= at && !isDone)
            {
                isDone = true;
                throw fault(operation.Call);
            }
        };
    }

    public async Task<TransportConnection> ConnectAsync() => await new MemoryConnector(_network).ConnectAsync(MqttAddress.Parse("memory:cut"), CancellationToken.None);

    public async Task<bool> StartAsync()
    {
        _disk.StopAfter = OperationsLeft < 0 ? -1 : _disk.Operations + OperationsLeft;
        var network = new MemoryNetwork();
        var options = new MqttBrokerOptions
        {
            Listeners = { "memory:cut" },
            MemoryNetwork = network,
            LoggerFactory = NullLoggerFactory.Instance,
            SystemTopicInterval = TimeSpan.Zero,
            ShutdownTimeout = TimeSpan.Zero,
            PublishWillsAtStop = false,
            MaximumQueuedMessages = 1_000_000,
            MaximumQueuedBytes = long.MaxValue,
            Store = new FileBrokerStore(
                _disk.Directory(),
                new Broker.Persistence.FileStoreOptions
                {
                    SegmentBytes = 65_536,
                    MinimumCompactionBytes = 65_536,
                    CommitDelay = TimeSpan.Zero,
                    MinimumFreeBytes = 0,
                    ProbeInterval = TimeSpan.FromMilliseconds(5),
                }),
        };
        _broker = new MqttBroker(options);
        try
        {
            await _broker.StartAsync();
            _network = network;
            return true;
        }
        catch (StoreException) when (IsOff)
        {
            return false;
        }
    }

    /// <summary>The power goes now, if it has not gone; what was not synced may be lost, a part of it may not. Or just the process dies.</summary>
    public async Task KillAsync()
    {
        _disk.StopAfter = _disk.IsStopped ? _disk.StopAfter : _disk.Operations;
        SimulatedDisk left = random.Next(5) == 0 ? _disk.Kill() : _disk.CutPower(random, random.Next(4) switch { 0 => 0, 1 => 1, _ => random.NextDouble() });
        await DisposeAsync();
        _disk = left;
    }

    public async ValueTask DisposeAsync()
    {
        if (_broker is not null)
        {
            await _broker.DisposeAsync();
        }
    }
}
