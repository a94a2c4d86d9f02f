using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Topiary.Transport;

/// <summary>Connects to any network address through a proxy: HTTP CONNECT (RFC 9110, section 9.3.6) or SOCKS 5 (RFC 1928, 1929).</summary>
/// <remarks>Threading: any thread.</remarks>
public sealed class ProxyConnector : ITransportConnector
{
    private readonly TcpConnector _tcp = new();
    private readonly ProxyOptions _options;
    private readonly MqttAddress _proxy;
    private readonly bool _isSocks;

    /// <summary>Creates one.</summary>
    /// <param name="options">The proxy.</param>
    /// <exception cref="MqttTransportException">Its address is not valid.</exception>
    public ProxyConnector(ProxyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        Uri uri = options.Parse();
        _isSocks = uri.Scheme == "socks5";
        int port = uri.Port > 0 ? uri.Port : 1080;
        _proxy = MqttAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"tcp://{uri.Host}:{port}"));
    }

    /// <inheritdoc/>
    public bool CanConnect(MqttAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.Scheme is MqttScheme.Tcp or MqttScheme.Tls or MqttScheme.WebSocket or MqttScheme.SecureWebSocket;
    }

    /// <inheritdoc/>
    public async ValueTask<TransportConnection> ConnectAsync(MqttAddress address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        TransportConnection connection;
        try
        {
            connection = await _tcp.ConnectAsync(_proxy, cancellationToken).ConfigureAwait(false);
        }
        catch (MqttTransportException e)
        {
            throw new MqttTransportException(e.Failure, $"Cannot connect to \"{address}\": its proxy: {e.Message}", e);
        }

        try
        {
            if (_isSocks)
            {
                await Socks5.ConnectAsync(connection, address, _options, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await HttpConnectAsync(connection, address, cancellationToken).ConfigureAwait(false);
            }

            return connection;
        }
        catch (Exception e)
        {
            connection.Abort();
            if (e is ProxyException or FormatException or IOException or SocketException)
            {
                throw new MqttTransportException(
                    TransportFailure.HandshakeFailed, $"Cannot connect to \"{address}\": the proxy {_options.Address}: {e.Message.TrimEnd('.')}.", e);
            }

            throw;
        }
    }

    private async ValueTask HttpConnectAsync(TransportConnection connection, MqttAddress address, CancellationToken cancellationToken)
    {
        string host = address.Host.Contains(':', StringComparison.Ordinal) ? $"[{address.Host}]" : address.Host;
        string target = string.Create(CultureInfo.InvariantCulture, $"{host}:{address.Port}");
        string credentials = _options.UserName is null
            ? ""
            : $"Proxy-Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{_options.UserName}:{_options.Password}"))}\r\n";
        byte[] request = Encoding.ASCII.GetBytes($"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n{credentials}\r\n");
        await connection.SendAsync(request, cancellationToken).ConfigureAwait(false);
        HttpHead head = await HttpHead.ReceiveAsync(connection, 16 * 1024, cancellationToken).ConfigureAwait(false)
            ?? throw new ProxyException("it closed the connection without an answer");
        string[] line = head.FirstLine.Split(' ', 3);
        if (line.Length < 2 || !line[0].StartsWith("HTTP/1.", StringComparison.Ordinal) || line[1].Length != 3)
        {
            throw new ProxyException("its answer is not HTTP");
        }

        if (line[1][0] != '2')
        {
            throw new ProxyException(line[1] == "407" ? "it wants a user name and password, or other ones (407)" : $"it refused: {string.Join(' ', line[1..])}");
        }
    }
}
