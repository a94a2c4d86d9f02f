using System.Net.Sockets;

namespace Topiary.Transport;

/// <summary>Turns socket errors into exceptions that say what to do.</summary>
internal static class SocketErrors
{
    public static MqttTransportException Listening(MqttAddress address, SocketException e) => e.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => new(TransportFailure.AddressInUse, $"Cannot listen at \"{address}\": port {address.Port} is already in use.", e),
        SocketError.AddressNotAvailable => new(TransportFailure.AddressNotUsable, $"Cannot listen at \"{address}\": {address.Host} is no address of this machine.", e),
        SocketError.AccessDenied => new(TransportFailure.AddressNotUsable, $"Cannot listen at \"{address}\": this process may not use port {address.Port}.", e),
        _ => new(TransportFailure.Other, $"Cannot listen at \"{address}\": {e.Message}.", e),
    };

    public static MqttTransportException Connecting(MqttAddress address, SocketException e) => e.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => new(TransportFailure.ConnectionRefused, $"Cannot connect to \"{address}\": nobody listens there (connection refused).", e),
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => new(TransportFailure.HostNotFound, $"Cannot connect to \"{address}\": the host \"{address.Host}\" is unknown.", e),
        SocketError.TimedOut => new(TransportFailure.HostUnreachable, $"Cannot connect to \"{address}\": the host does not answer.", e),
        SocketError.NetworkUnreachable or SocketError.HostUnreachable or SocketError.NetworkDown or SocketError.HostDown
            => new(TransportFailure.HostUnreachable, $"Cannot connect to \"{address}\": there is no way to the host.", e),
        _ => new(TransportFailure.Other, $"Cannot connect to \"{address}\": {e.Message}.", e),
    };

    public static MqttTransportException Accepting(string address, SocketException e)
    {
        bool full = e.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable;
        return new MqttTransportException(
            full ? TransportFailure.TooManyConnections : TransportFailure.Other,
            $"Cannot accept a connection at \"{address}\": {(full ? "the process has no more sockets" : e.Message)}.",
            e);
    }
}
