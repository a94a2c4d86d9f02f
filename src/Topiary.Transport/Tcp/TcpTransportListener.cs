using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Topiary.Transport;

/// <summary>Accepts TCP connections at an IP address, <c>localhost</c> (IPv4) or <c>*</c> (every address).</summary>
/// <remarks>Threading: start and accept by one thread at a time; dispose by any.</remarks>
public sealed class TcpTransportListener : ITransportListener
{
    // The system cuts it to its own maximum (net.core.somaxconn).
    private const int Backlog = 65_535;

    private readonly MqttAddress _address;
    private Socket? _socket;
    private volatile bool _disposed;

    /// <summary>Creates a listener that is not yet started.</summary>
    /// <param name="address">Where to listen; port 0 takes a free one.</param>
    public TcpTransportListener(MqttAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        _address = address;
        Address = address.ToString();
    }

    /// <inheritdoc/>
    public string Address { get; private set; }

    /// <inheritdoc/>
    public ValueTask StartAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_disposed, this);
        IPAddress ip = ParseHost();
        var socket = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (ip.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            socket.Bind(new IPEndPoint(ip, _address.Port));
            socket.Listen(Backlog);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw SocketErrors.Listening(_address, e);
        }

        _socket = socket;
        string host = _address.Host.Contains(':', StringComparison.Ordinal) ? $"[{_address.Host}]" : _address.Host;
        Address = string.Create(CultureInfo.InvariantCulture, $"{_address.SchemeName}://{host}:{((IPEndPoint)socket.LocalEndPoint!).Port}");
        return default;
    }

    /// <inheritdoc/>
    public async ValueTask<TransportConnection?> AcceptAsync(CancellationToken cancellationToken)
    {
        Socket socket = _socket ?? throw new InvalidOperationException("The listener has not been started.");
        while (!_disposed)
        {
            Socket? accepted = null;
            try
            {
                accepted = await socket.AcceptAsync(cancellationToken).ConfigureAwait(false);
                return new TcpConnection(accepted);
            }
            catch (Exception e) when (_disposed && (e is SocketException or ObjectDisposedException))
            {
                accepted?.Dispose();
            }
            catch (SocketException e) when (accepted is not null || e.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Interrupted)
            {
                // The connecting peer left before it was accepted: next one.
                accepted?.Dispose();
            }
            catch (SocketException e)
            {
                throw SocketErrors.Accepting(Address, e);
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _disposed = true;
        _socket?.Dispose();
        return default;
    }

    private IPAddress ParseHost()
    {
        if (_address.Host == "*")
        {
            return Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any;
        }

        if (string.Equals(_address.Host, "localhost", StringComparison.OrdinalIgnoreCase))
        {
            return IPAddress.Loopback;
        }

        return IPAddress.TryParse(_address.Host, out IPAddress? ip)
            ? ip
            : throw new MqttTransportException(
                TransportFailure.AddressNotUsable,
                $"Cannot listen at \"{_address}\": \"{_address.Host}\" is no IP address; write one (\"127.0.0.1\", \"[::1]\"), \"localhost\", or \"*\" for every address of this machine.");
    }
}
