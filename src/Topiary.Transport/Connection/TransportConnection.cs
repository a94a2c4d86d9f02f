using System.Security.Cryptography.X509Certificates;

namespace Topiary.Transport;

/// <summary>One established two-way byte stream between two MQTT peers.</summary>
/// <remarks>
/// Threading: at most one receive and at most one send may be pending at a time; a receive and a send may overlap.
/// <see cref="Abort"/> may be called by any thread at any time.
/// Failures of the stream are thrown as <see cref="MqttTransportException"/>, <see cref="IOException"/>,
/// <see cref="System.Net.Sockets.SocketException"/> or <see cref="ObjectDisposedException"/>.
/// </remarks>
public abstract class TransportConnection : IAsyncDisposable
{
    /// <summary>Address of the peer, for instance <c>tcp://127.0.0.1:51234</c>.</summary>
    public virtual string RemoteAddress => "unknown";

    /// <summary>Address of this end, for instance <c>tcp://127.0.0.1:1883</c>.</summary>
    public virtual string LocalAddress => "unknown";

    /// <summary>The certificate that the peer has proved to own, checked by the options of this end; null where there is none.</summary>
    public virtual X509Certificate2? PeerCertificate => null;

    /// <summary>Whether a receive into an empty buffer waits until bytes are readable, so that no buffer is held meanwhile.</summary>
    public virtual bool SupportsZeroByteReceive => false;

    /// <summary>Receives what is there, waiting for at least one byte.</summary>
    /// <param name="buffer">Where to put it. Empty: completes with 0 once bytes are readable or the peer has closed.</param>
    /// <param name="cancellationToken">Stops the wait; nothing is lost by it.</param>
    /// <returns>The number of bytes received; 0 into a non-empty buffer when the peer has closed.</returns>
    public abstract ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Sends all of the bytes.</summary>
    /// <param name="buffer">The bytes; borrowed until the task has completed.</param>
    /// <param name="cancellationToken">Gives up. As a part may have been sent already, the connection is aborted then.</param>
    /// <returns>Completes when all bytes have been handed to the stream.</returns>
    public abstract ValueTask SendAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Closes so that the peer can still read everything that has been sent.</summary>
    /// <param name="cancellationToken">When to give up waiting for the peer; the connection is aborted then.</param>
    /// <returns>Completes when the connection is closed; never faults.</returns>
    public abstract ValueTask CloseAsync(CancellationToken cancellationToken);

    /// <summary>Ends the connection at once; pending operations fail. Repeated calls do nothing.</summary>
    public abstract void Abort();

    /// <summary>Aborts and frees everything.</summary>
    /// <returns>Completes when done.</returns>
    public virtual ValueTask DisposeAsync()
    {
        Abort();
        GC.SuppressFinalize(this);
        return default;
    }
}
