namespace Topiary.Transport;

/// <summary>Chooses how the network is reached below TLS and WebSocket.</summary>
internal static class NetworkConnector
{
    public static ITransportConnector Create(ProxyOptions? proxy) => proxy is null ? new TcpConnector() : new ProxyConnector(proxy);
}
