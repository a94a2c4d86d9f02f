using System.Net.Http;
using System.Net.WebSockets;

namespace Topiary.Transport;

/// <summary>Connects over WebSocket, plain or over TLS.</summary>
/// <remarks>Threading: any thread.</remarks>
public sealed class WebSocketConnector : ITransportConnector
{
    private readonly ITransportConnector _network;
    private readonly TlsClientHandshake _tls;

    /// <summary>Creates one; files that the options name are read now.</summary>
    /// <param name="options">TLS, proxy and log.</param>
    /// <exception cref="MqttTransportException">A file of the options cannot be used.</exception>
    public WebSocketConnector(TransportConnectorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _network = NetworkConnector.Create(options.Proxy);
        _tls = new TlsClientHandshake(options.Tls, new Log(options.LoggerFactory));
    }

    /// <inheritdoc/>
    public bool CanConnect(MqttAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.Scheme is MqttScheme.WebSocket or MqttScheme.SecureWebSocket;
    }

    /// <inheritdoc/>
    public async ValueTask<TransportConnection> ConnectAsync(MqttAddress address, CancellationToken cancellationToken)
    {
        TransportConnection connection = await _network.ConnectAsync(address, cancellationToken).ConfigureAwait(false);
        bool secure = address.Scheme == MqttScheme.SecureWebSocket;
        if (secure)
        {
            connection = await _tls.PerformAsync(connection, address, cancellationToken).ConfigureAwait(false);
        }

        var socket = new ClientWebSocket();
        try
        {
            await UpgradeAsync(socket, connection, address, cancellationToken).ConfigureAwait(false);
            return new WebSocketConnection(socket, connection, secure ? "wss" : "ws");
        }
        catch (Exception e)
        {
            socket.Dispose();
            connection.Abort();
            if (e is WebSocketException or HttpRequestException)
            {
                throw new MqttTransportException(
                    TransportFailure.HandshakeFailed, $"Cannot connect to \"{address}\": the WebSocket failed: {TlsErrors.Reason(e)}.", e);
            }

            throw;
        }
    }

    private static async Task UpgradeAsync(ClientWebSocket socket, TransportConnection connection, MqttAddress address, CancellationToken cancellationToken)
    {
        socket.Options.AddSubProtocol(WebSocketProtocol.Mqtt);
        socket.Options.KeepAliveInterval = TimeSpan.Zero;

        // The connection stands, TLS included; .NET's client only has to speak HTTP on it.
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = (_, _) => ValueTask.FromResult<Stream>(new TransportStream(connection)),
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
        };
        using var invoker = new HttpMessageInvoker(handler, disposeHandler: false);
        var target = new UriBuilder("ws", address.Host, address.Port) { Path = PathOf(address), Query = QueryOf(address) };
        if (address is { Scheme: MqttScheme.SecureWebSocket, Port: 443 })
        {
            socket.Options.SetRequestHeader("Host", target.Uri.IdnHost);
        }

        await socket.ConnectAsync(target.Uri, invoker, cancellationToken).ConfigureAwait(false);
        if (socket.SubProtocol != WebSocketProtocol.Mqtt)
        {
            throw new WebSocketException("the server does not speak the subprotocol \"mqtt\"");
        }
    }

    private static string PathOf(MqttAddress address) => address.Path.Split('?', 2)[0];

    private static string QueryOf(MqttAddress address) => address.Path.Split('?', 2) is [_, string query] ? query : "";
}
