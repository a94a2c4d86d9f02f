using System.Buffers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Topiary.Transport;

/// <summary>A connection over a stream socket. Receiving and sending allocate nothing.</summary>
/// <remarks>Threading: as <see cref="TransportConnection"/>.</remarks>
public abstract class SocketConnection : TransportConnection
{
    private const int DiscardBufferSize = 4096;

    private readonly Socket _socket;
    private int _disposed;

    private protected SocketConnection(Socket socket, string localAddress, string remoteAddress)
    {
        _socket = socket;
        LocalAddress = localAddress;
        RemoteAddress = remoteAddress;
    }

    /// <inheritdoc/>
    public sealed override string RemoteAddress { get; }

    /// <inheritdoc/>
    public sealed override string LocalAddress { get; }

    /// <inheritdoc/>
    public sealed override bool SupportsZeroByteReceive => true;

    /// <inheritdoc/>
    public sealed override ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        => _socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken);

    /// <inheritdoc/>
    public sealed override ValueTask SendAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        ValueTask<int> send = _socket.SendAsync(buffer, SocketFlags.None, cancellationToken);
        if (send.IsCompletedSuccessfully)
        {
            int sent = send.GetAwaiter().GetResult();
            return sent == buffer.Length ? default : SendRestAsync(new ValueTask<int>(sent), buffer, cancellationToken);
        }

        return SendRestAsync(send, buffer, cancellationToken);
    }

    /// <summary>Sends the end of the stream, then reads and throws away until the peer has closed: closing with unread bytes would make
    /// the system reset the connection, and the peer would lose what it has not read yet.</summary>
    /// <param name="cancellationToken">When to give up waiting for the peer.</param>
    /// <returns>Completes when closed.</returns>
    public sealed override async ValueTask CloseAsync(CancellationToken cancellationToken)
    {
        byte[] scratch = ArrayPool<byte>.Shared.Rent(DiscardBufferSize);
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
            while (await _socket.ReceiveAsync(scratch.AsMemory(), SocketFlags.None, cancellationToken).ConfigureAwait(false) > 0)
            {
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The peer reset the connection, somebody aborted it, or it took too long: all the same to a connection that is being closed.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
            Dispose();
        }
    }

    /// <inheritdoc/>
    public sealed override void Abort() => Dispose();

    private void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _socket.Dispose();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendRestAsync(ValueTask<int> first, ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            int sent = await first.ConfigureAwait(false);
            while (sent < buffer.Length)
            {
                sent += await _socket.SendAsync(buffer[sent..], SocketFlags.None, cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            // Part of the bytes may have left; nothing may follow them.
            Abort();
            throw;
        }
    }
}
