using System.Net.Sockets;

namespace Topiary.Transport;

/// <summary>Connects to Unix domain sockets.</summary>
/// <remarks>Threading: any thread.</remarks>
public sealed class UnixConnector : ITransportConnector
{
    /// <inheritdoc/>
    public bool CanConnect(MqttAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.Scheme == MqttScheme.Unix;
    }

    /// <inheritdoc/>
    public async ValueTask<TransportConnection> ConnectAsync(MqttAddress address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        UnixDomainSocketEndPoint endPoint = UnixSocketFile.EndPoint(address, "connect to");
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken).ConfigureAwait(false);
            return new UnixConnection(socket, address.Path);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw ToException(address, e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // A path that does not exist is reported as an address that is not available.
    private static MqttTransportException ToException(MqttAddress address, SocketException e)
        => e.SocketErrorCode is SocketError.ConnectionRefused or SocketError.AddressNotAvailable
            ? new(TransportFailure.ConnectionRefused, $"Cannot connect to \"{address}\": nobody listens there ({(File.Exists(address.Path) ? "connection refused" : "there is no such file")}).", e)
            : SocketErrors.Connecting(address, e);
}
