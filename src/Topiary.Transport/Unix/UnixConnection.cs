using System.Net.Sockets;

namespace Topiary.Transport;

/// <summary>A connection over a Unix domain socket. Receiving and sending allocate nothing.</summary>
/// <remarks>Threading: as <see cref="TransportConnection"/>.</remarks>
public sealed class UnixConnection : SocketConnection
{
    internal UnixConnection(Socket socket, string path)
        : base(socket, $"unix:{path}", $"unix:{path}")
    {
    }
}
