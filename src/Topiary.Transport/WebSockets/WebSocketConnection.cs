using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;

namespace Topiary.Transport;

/// <summary>
/// MQTT over a WebSocket (MQTT 5.0, section 6). Only binary frames carry bytes, cut anywhere; a text frame ends the connection. What is sent
/// leaves in frames of at most 64 KiB.
/// </summary>
/// <remarks>Threading: as <see cref="TransportConnection"/>.</remarks>
public sealed class WebSocketConnection : TransportConnection
{
    private const int LargestFrame = 64 * 1024;
    private const int AheadSize = 4096;

    private readonly WebSocket _socket;
    private readonly TransportConnection? _inner;
    private WebSocketCloseStatus _closeStatus = WebSocketCloseStatus.NormalClosure;
    private string? _closeText;
    private ReceiveAhead? _ahead;
    private bool _ended;
    private int _aborted;

    /// <summary>Takes over an open WebSocket.</summary>
    /// <param name="socket">The WebSocket; owned from here on.</param>
    /// <param name="localAddress">Address of this end.</param>
    /// <param name="remoteAddress">Address of the peer.</param>
    /// <param name="peerCertificate">The certificate that the peer has proved to own; null for none.</param>
    public WebSocketConnection(WebSocket socket, string localAddress, string remoteAddress, X509Certificate2? peerCertificate = null)
    {
        ArgumentNullException.ThrowIfNull(socket);
        _socket = socket;
        LocalAddress = localAddress;
        RemoteAddress = remoteAddress;
        PeerCertificate = peerCertificate;
    }

    internal WebSocketConnection(WebSocket socket, TransportConnection inner, string scheme)
        : this(socket, AddressText.WithScheme(inner.LocalAddress, scheme), AddressText.WithScheme(inner.RemoteAddress, scheme), inner.PeerCertificate)
        => _inner = inner;

    /// <inheritdoc/>
    public override string RemoteAddress { get; }

    /// <inheritdoc/>
    public override string LocalAddress { get; }

    /// <inheritdoc/>
    public override X509Certificate2? PeerCertificate { get; }

    /// <inheritdoc/>
    public override bool SupportsZeroByteReceive => true;

    /// <inheritdoc/>
    public override ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_ahead is null)
        {
            if (!cancellationToken.CanBeCanceled)
            {
                return ReceiveFrameAsync(buffer);
            }

            // A WebSocket is dead once a receive on it was cancelled, so that what is cancelled here is only the wait for a receive.
            _ahead = new ReceiveAhead(ReceiveFrameAsync, AheadSize);
        }

        return _ahead.ReceiveAsync(buffer, cancellationToken);
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public override async ValueTask SendAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            while (!buffer.IsEmpty)
            {
                ReadOnlyMemory<byte> part = buffer.Length > LargestFrame ? buffer[..LargestFrame] : buffer;
                buffer = buffer[part.Length..];
                await _socket.SendAsync(part, WebSocketMessageType.Binary, endOfMessage: true, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            // Part of the bytes may have left; nothing may follow them.
            Abort();
            if (e is WebSocketException or InvalidOperationException)
            {
                throw MqttTransportException.Lost(this, e);
            }

            throw;
        }
    }

    /// <summary>Says close and waits for the peer's.</summary>
    /// <param name="cancellationToken">When to give up waiting.</param>
    /// <returns>Completes when closed.</returns>
    public override async ValueTask CloseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _socket.CloseAsync(_closeStatus, _closeText, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or InvalidOperationException or IOException or System.Net.Sockets.SocketException or MqttTransportException)
        {
            // The peer has gone, does not answer, or somebody aborted it: all the same to a connection that is being closed.
        }
        finally
        {
            Abort();
        }
    }

    /// <inheritdoc/>
    public override void Abort()
    {
        if (Interlocked.Exchange(ref _aborted, 1) == 0)
        {
            _socket.Abort();
            _inner?.Abort();
            _socket.Dispose();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReceiveFrameAsync(Memory<byte> buffer)
    {
        while (!_ended)
        {
            ValueWebSocketReceiveResult result;
            try
            {
                result = await _socket.ReceiveAsync(buffer, CancellationToken.None).ConfigureAwait(false);
            }
            catch (WebSocketException e) when (e.WebSocketErrorCode == WebSocketError.ConnectionClosedPrematurely && e.InnerException is null)
            {
                // The end of the stream without a close frame; MQTT makes no difference.
                break;
            }
            catch (Exception e) when (e is WebSocketException or InvalidOperationException)
            {
                throw MqttTransportException.Lost(this, e);
            }

            if (result.MessageType == WebSocketMessageType.Close)
            {
                break;
            }

            if (result.MessageType == WebSocketMessageType.Text)
            {
                _closeStatus = WebSocketCloseStatus.InvalidMessageType;
                _closeText = "MQTT packets come in binary frames.";
                throw new MqttTransportException(TransportFailure.ConnectionLost, $"{RemoteAddress} has sent a text frame; MQTT packets come in binary frames.");
            }

            if (result.Count > 0 || buffer.IsEmpty)
            {
                return result.Count;
            }
        }

        _ended = true;
        return 0;
    }
}
