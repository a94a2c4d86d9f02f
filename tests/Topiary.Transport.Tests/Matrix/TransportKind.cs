namespace Topiary.Transport.Tests.Matrix;

public enum TransportKind
{
    Tcp,
    Tls,
    MutualTls,
    WebSocket,
    SecureWebSocket,
    Unix,
    Memory,
}
