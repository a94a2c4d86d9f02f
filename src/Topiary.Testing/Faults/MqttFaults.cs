using Topiary.Broker;
using Topiary.Transport;

namespace Topiary.Testing;

/// <summary>
/// Faults between clients and the in-memory broker. Each <c>…Next</c> call concerns the next packet of its type that passes, in
/// either direction, on any connection; several calls queue up. Nothing is random, so a test always goes the same way. Thread-safe.
/// </summary>
public sealed class MqttFaults
{
    private readonly Lock _gate = new();
    private readonly List<PlannedFault> _planned = [];
    private readonly MemoryNetwork _network;
    private readonly MqttBroker _broker;
    private readonly TimeProvider _time;

    internal MqttFaults(MemoryNetwork network, MqttBroker broker, TimeProvider time)
    {
        _network = network;
        _broker = broker;
        _time = time;
        network.PacketFilter = Decide;
    }

    /// <summary>Number of planned faults that have not happened yet.</summary>
    public int Pending
    {
        get
        {
            lock (_gate)
            {
                return _planned.Count;
            }
        }
    }

    /// <summary>Cuts every connection now: both ends see a failed network, and what was under way is lost.</summary>
    public void CutConnection()
    {
        foreach (var link in _network.Links)
        {
            link.Cut();
        }
    }

    /// <summary>Cuts the connection on which the next packet of a type is sent; the packet is lost.</summary>
    /// <param name="type">Type of the packet.</param>
    public void CutConnectionAtNext(PacketType type) => Plan(type, FaultAction.Cut);

    /// <summary>Loses the next packet of a type.</summary>
    /// <param name="type">Type of the packet.</param>
    public void DropNext(PacketType type) => Plan(type, FaultAction.Drop);

    /// <summary>Passes the next packet of a type on twice.</summary>
    /// <param name="type">Type of the packet.</param>
    public void DuplicateNext(PacketType type) => Plan(type, FaultAction.Duplicate);

    /// <summary>Holds the next packet of a type back, with everything behind it in its direction, for a time of the virtual clock.</summary>
    /// <param name="type">Type of the packet.</param>
    /// <param name="by">How long, more than zero.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="by"/> is not positive.</exception>
    public void DelayNext(PacketType type, TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(by, TimeSpan.Zero);
        Plan(type, FaultAction.Hold, by);
    }

    /// <summary>Makes the broker forget every session, as a broker that was restarted without its state; connected clients are cut.</summary>
    public void LoseSessions() => _broker.LoseSessions();

    private void Plan(PacketType type, FaultAction action, TimeSpan delay = default)
    {
        lock (_gate)
        {
            _planned.Add(new(type, action, delay));
        }
    }

    private FaultAction Decide(MemoryPacket packet)
    {
        PlannedFault? fault;
        lock (_gate)
        {
            var type = packet.Frame.Type;
            fault = _planned.Find(planned => planned.Type == type);
            if (fault is null)
            {
                return FaultAction.Deliver;
            }

            _planned.Remove(fault);
        }

        if (fault.Action == FaultAction.Hold)
        {
            // Kept alive by the clock that will fire it.
            _ = _time.CreateTimer(static link => ((MemoryLink)link!).Release(), packet.Link, fault.Delay, Timeout.InfiniteTimeSpan);
        }

        return fault.Action;
    }

    private sealed record PlannedFault(PacketType Type, FaultAction Action, TimeSpan Delay);
}
