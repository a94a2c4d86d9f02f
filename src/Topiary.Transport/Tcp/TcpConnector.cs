using System.Net.Sockets;

namespace Topiary.Transport;

/// <summary>Connects over TCP, trying every address of a host name.</summary>
/// <remarks>Threading: any thread.</remarks>
public sealed class TcpConnector : ITransportConnector
{
    /// <inheritdoc/>
    public bool CanConnect(MqttAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.Scheme == MqttScheme.Tcp;
    }

    /// <inheritdoc/>
    public async ValueTask<TransportConnection> ConnectAsync(MqttAddress address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.Port == 0)
        {
            throw new MqttTransportException(TransportFailure.AddressNotUsable, $"Cannot connect to \"{address}\": port 0 is only for listening.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(address.Host, address.Port, cancellationToken).ConfigureAwait(false);
            return new TcpConnection(socket);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw SocketErrors.Connecting(address, e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
