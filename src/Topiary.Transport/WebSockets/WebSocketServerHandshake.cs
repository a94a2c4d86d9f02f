using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;

namespace Topiary.Transport;

/// <summary>The server's side of the WebSocket handshake (RFC 6455, section 4.2), over TCP or TLS.</summary>
/// <remarks>Threading: prepare once; perform by any thread.</remarks>
internal sealed class WebSocketServerHandshake(MqttAddress address, TlsServerHandshake? tls, TransportListenerOptions options) : IServerHandshake
{
    private readonly string _path = PathOf(address.Path);

    public void Prepare() => tls?.Prepare();

    public async ValueTask<TransportConnection> PerformAsync(TransportConnection connection, CancellationToken cancellationToken)
    {
        if (tls is not null)
        {
            connection = await tls.PerformAsync(connection, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            return await UpgradeAsync(connection, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            connection.Abort();
            throw;
        }
    }

    private async ValueTask<TransportConnection> UpgradeAsync(TransportConnection connection, CancellationToken cancellationToken)
    {
        HttpHead? head = null;
        HttpRefusal? refusal;
        try
        {
            head = await HttpHead.ReceiveAsync(connection, options.MaximumRequestSize, cancellationToken).ConfigureAwait(false)
                ?? throw new MqttTransportException(TransportFailure.HandshakeFailed, "The peer closed before its WebSocket request was complete.");
            refusal = Check(head);
        }
        catch (FormatException e)
        {
            refusal = new HttpRefusal("400 Bad Request", $"The request cannot be read: {e.Message}.");
        }

        if (refusal is { } no)
        {
            await connection.SendAsync(no.ToBytes(), cancellationToken).ConfigureAwait(false);
            await connection.CloseAsync(cancellationToken).ConfigureAwait(false);
            throw new MqttTransportException(TransportFailure.HandshakeFailed, $"The WebSocket request was refused with {no.Status}: {no.Text}");
        }

        string protocol = WebSocketProtocol.Choose(head!.Tokens("Sec-WebSocket-Protocol"))!;
        string answer = $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {Accept(head["Sec-WebSocket-Key"]!)}\r\nSec-WebSocket-Protocol: {protocol}\r\n\r\n";
        await connection.SendAsync(Encoding.ASCII.GetBytes(answer), cancellationToken).ConfigureAwait(false);
        var socket = WebSocket.CreateFromStream(
            new TransportStream(connection),
            new WebSocketCreationOptions { IsServer = true, SubProtocol = protocol, KeepAliveInterval = TimeSpan.Zero });
        return new WebSocketConnection(socket, connection, tls is null ? "ws" : "wss");
    }

    private HttpRefusal? Check(HttpHead head)
    {
        string[] line = head.FirstLine.Split(' ');
        if (line.Length != 3 || line[0] != "GET" || line[2] != "HTTP/1.1" || head["Host"] is null)
        {
            return new("400 Bad Request", "A WebSocket begins with GET and HTTP/1.1.");
        }

        if (PathOf(line[1]) != _path)
        {
            return new("404 Not Found", $"MQTT is at {_path}.");
        }

        if (!head.HasToken("Upgrade", "websocket") || !head.HasToken("Connection", "upgrade"))
        {
            return new("426 Upgrade Required", "Only WebSocket is served here.", "Upgrade: websocket\r\n");
        }

        if (head["Sec-WebSocket-Version"] != "13")
        {
            return new("426 Upgrade Required", "Only version 13 of WebSocket is known.", "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n");
        }

        Span<byte> key = stackalloc byte[18];
        if (head["Sec-WebSocket-Key"] is not { Length: 24 } text || !Convert.TryFromBase64String(text, key, out int length) || length != 16)
        {
            return new("400 Bad Request", "Sec-WebSocket-Key is not what it must be.");
        }

        if (WebSocketProtocol.Choose(head.Tokens("Sec-WebSocket-Protocol")) is null)
        {
            return new("400 Bad Request", "The subprotocol \"mqtt\" is not offered.");
        }

        return options.WebSocketOrigins is { } origins && head["Origin"] is { } origin && !origins.Contains(origin, StringComparer.OrdinalIgnoreCase)
            ? new("403 Forbidden", "Pages of this origin may not connect.")
            : null;
    }

    // The target may be a whole URI, and have a query.
    private static string PathOf(string target)
    {
        int scheme = target.IndexOf("://", StringComparison.Ordinal);
        if (scheme > 0 && !target.StartsWith('/'))
        {
            int slash = target.IndexOf('/', scheme + 3);
            target = slash < 0 ? "/" : target[slash..];
        }

        int query = target.IndexOf('?', StringComparison.Ordinal);
        return query < 0 ? target : target[..query];
    }

    /// <summary>The proof that the key was read.</summary>
    internal static string Accept(string key)
    {
#pragma warning disable CA5350 // RFC 6455 asks for SHA-1; it protects nothing here.
        return Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
    }
}
