using System.Net.Sockets;

namespace Topiary.Transport;

/// <summary>The file of a Unix domain socket: what stands there already, and whether it may go.</summary>
internal static class UnixSocketFile
{
    public static UnixDomainSocketEndPoint EndPoint(MqttAddress address, string action)
    {
        try
        {
            return new UnixDomainSocketEndPoint(address.Path);
        }
        catch (ArgumentException e)
        {
            throw new MqttTransportException(
                TransportFailure.AddressNotUsable, $"Cannot {action} \"{address}\": the path is too long for a Unix socket (at most about 100 bytes).", e);
        }
        catch (PlatformNotSupportedException e)
        {
            throw new MqttTransportException(TransportFailure.AddressNotUsable, $"Cannot {action} \"{address}\": this system has no Unix sockets.", e);
        }
    }

    /// <summary>Makes room: removes a socket that nobody listens at any more, and nothing else.</summary>
    /// <exception cref="MqttTransportException">Somebody listens there, or the file is no socket.</exception>
    public static async ValueTask RemoveStaleAsync(MqttAddress address, UnixDomainSocketEndPoint endPoint, CancellationToken cancellationToken)
    {
        if (!Path.Exists(address.Path))
        {
            return;
        }

        if (!IsSocket(address.Path))
        {
            throw new MqttTransportException(
                TransportFailure.AddressNotUsable, $"Cannot listen at \"{address}\": the file exists and is no socket; it was left alone.");
        }

        if (await IsListenedAtAsync(endPoint, cancellationToken).ConfigureAwait(false))
        {
            throw new MqttTransportException(TransportFailure.AddressInUse, $"Cannot listen at \"{address}\": the socket is already in use.");
        }

        try
        {
            File.Delete(address.Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MqttTransportException(
                TransportFailure.AddressNotUsable, $"Cannot listen at \"{address}\": the socket that is left there cannot be removed: {e.Message}", e);
        }
    }

    // A socket is the one kind of file that exists and cannot be opened. Opened for both directions, a FIFO does not wait for its other end.
    private static bool IsSocket(string path)
    {
        try
        {
            using Microsoft.Win32.SafeHandles.SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static async ValueTask<bool> IsListenedAtAsync(UnixDomainSocketEndPoint endPoint, CancellationToken cancellationToken)
    {
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await probe.ConnectAsync(endPoint, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode != SocketError.ConnectionRefused;
        }
    }
}
