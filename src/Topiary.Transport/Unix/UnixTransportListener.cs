using System.Net.Sockets;

namespace Topiary.Transport;

/// <summary>Accepts connections at a Unix domain socket. The file is removed when the listener is disposed, and so is one that a dead listener has left.</summary>
/// <remarks>Threading: start and accept by one thread at a time; dispose by any.</remarks>
public sealed class UnixTransportListener : ITransportListener
{
    // The system cuts it to its own maximum (net.core.somaxconn).
    private const int Backlog = 65_535;

    private readonly MqttAddress _address;
    private readonly UnixFileMode? _mode;
    private Socket? _socket;
    private volatile bool _disposed;

    /// <summary>Creates a listener that is not yet started.</summary>
    /// <param name="address">Where to listen.</param>
    /// <param name="mode">Access rights of the socket's file, set before the first connection can be made; null: what the process's mask gives. To connect needs the right to write.</param>
    public UnixTransportListener(MqttAddress address, UnixFileMode? mode = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        _address = address;
        _mode = mode;
    }

    /// <inheritdoc/>
    public string Address => _address.ToString();

    /// <inheritdoc/>
    public async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_disposed, this);
        UnixDomainSocketEndPoint endPoint = UnixSocketFile.EndPoint(_address, "listen at");
        await UnixSocketFile.RemoveStaleAsync(_address, endPoint, cancellationToken).ConfigureAwait(false);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(endPoint);
            if (_mode is { } mode && !OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(_address.Path, mode);
            }

            socket.Listen(Backlog);
        }
        catch (Exception e) when (e is SocketException or IOException or UnauthorizedAccessException)
        {
            socket.Dispose();
            throw ToException(e);
        }

        _socket = socket;
    }

    /// <inheritdoc/>
    public async ValueTask<TransportConnection?> AcceptAsync(CancellationToken cancellationToken)
    {
        Socket socket = _socket ?? throw new InvalidOperationException("The listener has not been started.");
        while (!_disposed)
        {
            try
            {
                return new UnixConnection(await socket.AcceptAsync(cancellationToken).ConfigureAwait(false), _address.Path);
            }
            catch (Exception e) when (_disposed && (e is SocketException or ObjectDisposedException))
            {
                break;
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Interrupted)
            {
                // The connecting peer left before it was accepted: next one.
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
        // Disposing a bound socket removes its file.
        _disposed = true;
        _socket?.Dispose();
        return default;
    }

    private MqttTransportException ToException(Exception e)
    {
        SocketError error = (e as SocketException)?.SocketErrorCode ?? SocketError.AccessDenied;
        string why = error switch
        {
            SocketError.AddressAlreadyInUse => "the socket is already in use",
            SocketError.AddressNotAvailable => $"the folder {Path.GetDirectoryName(Path.GetFullPath(_address.Path))} does not exist",
            SocketError.AccessDenied => "this process may not write there",
            _ => e.Message,
        };
        return new MqttTransportException(
            error == SocketError.AddressAlreadyInUse ? TransportFailure.AddressInUse : TransportFailure.AddressNotUsable, $"Cannot listen at \"{Address}\": {why}.", e);
    }
}
