namespace Topiary.Transport;

/// <summary>A connection in memory as a whole: both ends, both directions, and the faults that a test can make.</summary>
/// <remarks>Threading: any thread.</remarks>
public sealed class MemoryLink
{
    /// <summary>Bytes that a direction takes before its sender has to wait, unless told otherwise.</summary>
    public const int DefaultCapacity = 64 * 1024;

    private readonly MemoryNetwork? _network;
    private readonly PacketFilterStage _toServerFilter;
    private readonly PacketFilterStage _toClientFilter;
    private Func<MemoryPacket, FaultAction>? _packetFilter;

    internal MemoryLink(MemoryNetwork? network, string clientAddress, string serverAddress, int capacity)
    {
        _network = network;
        ToServer = new MemoryPipe(capacity);
        ToClient = new MemoryPipe(capacity);
        _toServerFilter = new PacketFilterStage(this, true, ToServer);
        _toClientFilter = new PacketFilterStage(this, false, ToClient);
        Client = new MemoryConnection(this, ToClient, ToServer, _toServerFilter, clientAddress, serverAddress);
        Server = new MemoryConnection(this, ToServer, ToClient, _toClientFilter, serverAddress, clientAddress);
    }

    /// <summary>The connecting end.</summary>
    public MemoryConnection Client { get; }

    /// <summary>The accepting end.</summary>
    public MemoryConnection Server { get; }

    /// <summary>The direction from client to server.</summary>
    public MemoryPipe ToServer { get; }

    /// <summary>The direction from server to client.</summary>
    public MemoryPipe ToClient { get; }

    /// <summary>
    /// Decides about every packet of this connection; null asks <see cref="MemoryNetwork.PacketFilter"/>. It is called by the sending thread.
    /// Set it before the connection carries bytes or between packets.
    /// </summary>
    public Func<MemoryPacket, FaultAction>? PacketFilter
    {
        get => Volatile.Read(ref _packetFilter) ?? _network?.PacketFilter;
        set => Volatile.Write(ref _packetFilter, value);
    }

    /// <summary>Bytes that <see cref="FaultAction.Hold"/> keeps back, both directions together.</summary>
    public int HeldBytes => _toServerFilter.HeldBytes + _toClientFilter.HeldBytes;

    /// <summary>Whether nothing is under way: no unread bytes, and both readers wait for more (bytes held back by a fault do not count).</summary>
    public bool IsQuiet => ToServer is { UnreadBytes: 0, IsReaderParked: true } && ToClient is { UnreadBytes: 0, IsReaderParked: true };

    /// <summary>Makes a connected pair that belongs to no network.</summary>
    /// <param name="capacity">Bytes that a direction takes before its sender has to wait.</param>
    /// <returns>The link with its two ends.</returns>
    public static MemoryLink CreatePair(int capacity = DefaultCapacity) => new(null, "memory:client", "memory:server", capacity);

    /// <summary>Cuts the connection: both ends fail, and what was under way is lost.</summary>
    public void Cut() => Fail("The connection was cut.");

    /// <summary>Lets go, in both directions, what <see cref="FaultAction.Hold"/> keeps back.</summary>
    public void Release()
    {
        _toServerFilter.Release();
        _toClientFilter.Release();
    }

    internal void Fail(string message)
    {
        var failure = new MqttTransportException(TransportFailure.ConnectionLost, message);
        ToServer.Fail(failure);
        ToClient.Fail(failure);
        _network?.Remove(this);
    }

    internal void OnEndClosed()
    {
        if (Client.IsClosed && Server.IsClosed)
        {
            _network?.Remove(this);
        }
    }
}
