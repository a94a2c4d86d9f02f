using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Topiary.Transport;

/// <summary>TLS over another connection. While it waits for bytes it holds no buffer.</summary>
/// <remarks>Threading: as <see cref="TransportConnection"/>.</remarks>
internal sealed class TlsConnection : TransportConnection
{
    private readonly TransportConnection _inner;
    private readonly SslStream _stream;
    private int _aborted;

    public TlsConnection(TransportConnection inner, SslStream stream)
    {
        _inner = inner;
        _stream = stream;
        RemoteAddress = AddressText.WithScheme(inner.RemoteAddress, "mqtts");
        LocalAddress = AddressText.WithScheme(inner.LocalAddress, "mqtts");
        PeerCertificate = stream.RemoteCertificate as X509Certificate2;
    }

    public override string RemoteAddress { get; }

    public override string LocalAddress { get; }

    public override X509Certificate2? PeerCertificate { get; }

    public override bool SupportsZeroByteReceive => _inner.SupportsZeroByteReceive;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await _stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (IsFailure(e))
        {
            throw MqttTransportException.Lost(this, e);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public override async ValueTask SendAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            await _stream.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Part of the bytes may have left; nothing may follow them.
            Abort();
            if (IsFailure(e))
            {
                throw MqttTransportException.Lost(this, e);
            }

            throw;
        }
    }

    /// <summary>Says close_notify, and closes what is below.</summary>
    /// <param name="cancellationToken">When to give up.</param>
    /// <returns>Completes when closed.</returns>
    public override async ValueTask CloseAsync(CancellationToken cancellationToken)
    {
        try
        {
            using (cancellationToken.UnsafeRegister(static self => ((TlsConnection)self!).Abort(), this))
            {
                await _stream.ShutdownAsync().ConfigureAwait(false);
            }

            // What the peer still sends is thrown away undeciphered.
            await _inner.CloseAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (IsFailure(e) || e is IOException or System.Net.Sockets.SocketException or MqttTransportException)
        {
            // The peer has gone or does not read: all the same to a connection that is being closed.
        }
        finally
        {
            Abort();
        }
    }

    public override void Abort()
    {
        if (Interlocked.Exchange(ref _aborted, 1) == 0)
        {
            _inner.Abort();
            _stream.Dispose();
        }
    }

    // What the stream throws on alerts, and when it is used after the end; the others are failures by name already.
    private static bool IsFailure(Exception e) => e is AuthenticationException or InvalidOperationException or NotSupportedException;
}
