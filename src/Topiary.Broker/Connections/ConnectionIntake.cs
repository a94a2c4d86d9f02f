using Topiary.Transport;

namespace Topiary.Broker;

/// <summary>The door for new connections, wherever they were accepted.</summary>
/// <remarks>Threading: any thread.</remarks>
internal sealed class ConnectionIntake(BrokerCore core)
{
    private readonly PacketConnectionOptions _packetOptions = new()
    {
        FirstPacket = PacketType.Connect,
        MaximumInboundPacketSize = core.Options.MaximumConnectPacketSize,
        OutputLimit = core.Options.OutboundBufferSize,
        OutputLowWater = core.Options.OutboundBufferSize / 4,
    };

    /// <summary>Begins to serve a connection; one too many is aborted.</summary>
    /// <param name="transport">The connection; owned from here on.</param>
    /// <param name="allowAnonymous">Whether a client without user name, password and certificate is let in on it.</param>
    /// <param name="level">How durable what comes on it is.</param>
    /// <returns>What serves it; null when it was aborted.</returns>
    public ClientConnection? TryAdmit(TransportConnection transport, bool allowAnonymous, DurabilityLevel level)
    {
        if (core.Connections.Count >= core.Options.MaximumConnections)
        {
            core.Counters.ConnectionRefused();
            core.Counters.Reached(BrokerLimit.Connections);
            core.Log.TooManyConnections(transport.RemoteAddress, core.Options.MaximumConnections);
            transport.Abort();
            return null;
        }

        if (core.Gate.TryEnter(transport.RemoteAddress, out RemoteHost? host) is { } limit)
        {
            core.Counters.ConnectionRefused();
            core.Counters.Reached(limit);
            core.Log.AddressRefused(transport.RemoteAddress, limit);
            transport.Abort();
            return null;
        }

        core.Counters.ConnectionAccepted();
        var connection = new ClientConnection(core, transport, _packetOptions, allowAnonymous, level) { Host = host };
        core.Connections.Add(connection);
        _ = connection.RunAsync();
        return connection;
    }
}
