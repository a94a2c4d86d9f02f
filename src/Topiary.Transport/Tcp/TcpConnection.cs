using System.Net;
using System.Net.Sockets;

namespace Topiary.Transport;

/// <summary>A TCP connection. Receiving and sending allocate nothing.</summary>
/// <remarks>Threading: as <see cref="TransportConnection"/>.</remarks>
public sealed class TcpConnection : SocketConnection
{
    /// <summary>Takes over a connected socket.</summary>
    /// <param name="socket">The socket; owned from here on.</param>
    public TcpConnection(Socket socket)
        : base(socket, Format(socket?.LocalEndPoint), Format(socket?.RemoteEndPoint))
    {
        ArgumentNullException.ThrowIfNull(socket);
        socket.NoDelay = true;
    }

    private static string Format(EndPoint? endPoint) => endPoint is IPEndPoint ip
        ? "tcp://" + new IPEndPoint(ip.Address.IsIPv4MappedToIPv6 ? ip.Address.MapToIPv4() : ip.Address, ip.Port)
        : "tcp://unknown";
}
