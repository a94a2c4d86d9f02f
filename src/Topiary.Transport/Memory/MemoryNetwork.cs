namespace Topiary.Transport;

/// <summary>A network inside this process: listeners by name, and the connections to them. Nothing of it is shared between instances.</summary>
/// <remarks>Threading: any thread.</remarks>
public sealed class MemoryNetwork
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, MemoryListener> _listeners = new(StringComparer.Ordinal);
    private readonly List<MemoryLink> _links = [];
    private readonly int _capacity;
    private Func<MemoryPacket, FaultAction>? _packetFilter;
    private long _connections;

    /// <summary>Creates an empty network.</summary>
    /// <param name="capacity">Bytes that each direction of a connection takes before its sender has to wait.</param>
    public MemoryNetwork(int capacity = MemoryLink.DefaultCapacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _capacity = capacity;
    }

    /// <summary>
    /// Decides about every packet of connections without a filter of their own; null lets all pass. It is called by the sending threads, several at a time.
    /// Set it before connections carry bytes or between packets.
    /// </summary>
    public Func<MemoryPacket, FaultAction>? PacketFilter
    {
        get => Volatile.Read(ref _packetFilter);
        set => Volatile.Write(ref _packetFilter, value);
    }

    /// <summary>The connections that are open at one end at least, oldest first.</summary>
    public IReadOnlyList<MemoryLink> Links
    {
        get
        {
            lock (_gate)
            {
                return _links.ToArray();
            }
        }
    }

    /// <summary>Whether nothing is under way on any connection and none waits to be accepted.</summary>
    public bool IsQuiet
    {
        get
        {
            lock (_gate)
            {
                return _links.TrueForAll(static link => link.IsQuiet) && _listeners.Values.All(static listener => listener.Waiting == 0);
            }
        }
    }

    internal void Bind(MemoryListener listener, string name)
    {
        lock (_gate)
        {
            if (!_listeners.TryAdd(name, listener))
            {
                throw new MqttTransportException(TransportFailure.AddressInUse, $"Cannot listen at \"memory:{name}\": the name is already in use.");
            }
        }
    }

    internal void Unbind(MemoryListener listener, string name)
    {
        lock (_gate)
        {
            if (_listeners.TryGetValue(name, out MemoryListener? bound) && ReferenceEquals(bound, listener))
            {
                _listeners.Remove(name);
            }
        }
    }

    internal MemoryConnection Connect(string name)
    {
        MemoryListener? listener;
        MemoryLink link;
        lock (_gate)
        {
            if (!_listeners.TryGetValue(name, out listener))
            {
                throw new MqttTransportException(TransportFailure.ConnectionRefused, $"Cannot connect to \"memory:{name}\": nobody listens there (connection refused).");
            }

            link = new MemoryLink(this, $"memory:{name}/{++_connections}", $"memory:{name}", _capacity);
            _links.Add(link);
        }

        if (!listener.TryOffer(link.Server))
        {
            Remove(link);
            throw new MqttTransportException(TransportFailure.ConnectionRefused, $"Cannot connect to \"memory:{name}\": its listener takes no more connections.");
        }

        return link.Client;
    }

    internal void Remove(MemoryLink link)
    {
        lock (_gate)
        {
            _links.Remove(link);
        }
    }
}
