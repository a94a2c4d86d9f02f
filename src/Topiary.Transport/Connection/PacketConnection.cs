using System.Security.Cryptography.X509Certificates;
using Topiary.Protocol;

namespace Topiary.Transport;

/// <summary>
/// A connection that carries MQTT packets: a transport, the read loop and the output queue. Client and broker use the same.
/// </summary>
/// <remarks>
/// Threading: every member may be called by any thread; <see cref="RunAsync"/> once.
/// Life: <see cref="RunAsync"/> reports how the connection ended but leaves the transport open, so that the owner can still write
/// a last packet (DISCONNECT with a reason); the owner then always calls <see cref="CloseAsync"/> or <see cref="DisposeAsync"/>.
/// </remarks>
public sealed class PacketConnection : IAsyncDisposable
{
    private readonly TransportConnection _transport;
    private readonly PacketConnectionOptions _options;
    private readonly TimeProvider _time;
    private readonly PacketReadLoop _reader;
    private readonly PacketWriteLoop _writer;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ConnectionEnd? _end;
    private int _running;
    private int _closing;

    /// <summary>Creates one; nothing is read before <see cref="RunAsync"/>.</summary>
    /// <param name="transport">The established byte stream; owned from here on.</param>
    /// <param name="options">Sizes and limits.</param>
    /// <param name="sink">Takes the packets.</param>
    /// <param name="timeProvider">The clock.</param>
    public PacketConnection(TransportConnection transport, PacketConnectionOptions options, IPacketSink sink, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(sink);
        ArgumentNullException.ThrowIfNull(timeProvider);
        options.Validate();
        _transport = transport;
        _options = options;
        _time = timeProvider;
        _writer = new PacketWriteLoop(transport, timeProvider, OnSendFailed);
        Output = new WriteQueue(options, _writer, OnOutputFull);
        _writer.Attach(Output);
        _reader = new PacketReadLoop(transport, options, sink, Output, timeProvider);
    }

    /// <summary>Protocol version by which fixed headers are read.</summary>
    public MqttVersion Version
    {
        get => _reader.Version;
        set => _reader.Version = value;
    }

    /// <summary>Largest packet taken, fixed header included; checked on the declared length, before anything is buffered for it.</summary>
    public int MaximumInboundPacketSize
    {
        get => _reader.MaximumPacketSize;
        set => _reader.MaximumPacketSize = value;
    }

    /// <summary>The outgoing packets.</summary>
    public WriteQueue Output { get; }

    /// <summary>Address of the peer.</summary>
    public string RemoteAddress => _transport.RemoteAddress;

    /// <summary>Address of this end.</summary>
    public string LocalAddress => _transport.LocalAddress;

    /// <summary>The certificate that the peer has proved to own; null where there is none.</summary>
    public X509Certificate2? PeerCertificate => _transport.PeerCertificate;

    /// <summary>Timestamp of the clock when bytes last arrived; at first that of the creation.</summary>
    public long LastReceived => _reader.LastReceived;

    /// <summary>Timestamp of the clock when a send last completed; at first that of the creation.</summary>
    public long LastSent => _writer.LastSent;

    /// <summary>Bytes received so far.</summary>
    public long BytesReceived => _reader.BytesReceived;

    /// <summary>Packets handed to the sink so far.</summary>
    public long PacketsReceived => _reader.PacketsReceived;

    /// <summary>Reads that ended in <see cref="IPacketSink.OnBatchEnd"/> so far.</summary>
    public long BatchesReceived => _reader.Batches;

    /// <summary>Bytes sent so far.</summary>
    public long BytesSent => Output.BytesSent;

    /// <summary>Packets sent so far.</summary>
    public long PacketsSent => Output.PacketsSent;

    /// <summary>Pooled bytes that the connection holds now, both ways; 0 while it is idle.</summary>
    public int HeldBytes => _reader.Buffer.HeldBytes + Output.HeldBytes;

    /// <summary>Bytes that reading has copied inside its buffer so far; linear in <see cref="BytesReceived"/>.</summary>
    public long BytesCopied => _reader.Buffer.BytesCopied;

    /// <summary>Reads packets and hands them to the sink until the connection ends. Never faults; call it once.</summary>
    /// <returns>How it ended. When the sink is waiting, not before that wait ends.</returns>
    public async Task<ConnectionEnd> RunAsync()
    {
        if (Interlocked.Exchange(ref _running, 1) != 0)
        {
            throw new InvalidOperationException("The connection's read loop has been started already.");
        }

        ConnectionEnd end = await _reader.RunAsync().ConfigureAwait(false);
        return Interlocked.CompareExchange(ref _end, end, null) ?? end;
    }

    /// <summary>Ends the connection at once. What is queued is dropped; the peer never sees a part of a packet followed by another packet.</summary>
    public void Abort() => AbortWith(new ConnectionEnd(ConnectionEndReason.Aborted));

    /// <summary>Takes no more packets, sends what is queued, lets the peer read it, and closes; after <see cref="PacketConnectionOptions.CloseTimeout"/> it aborts instead.</summary>
    /// <returns>Completes when closed; never faults. Packets that still arrive meanwhile are thrown away.</returns>
    public ValueTask CloseAsync()
    {
        if (Interlocked.Exchange(ref _closing, 1) == 0)
        {
            _ = RunCloseAsync();
        }

        return new ValueTask(_closed.Task);
    }

    /// <summary>Aborts if it is still open, and frees everything.</summary>
    /// <returns>Completes when done.</returns>
    public async ValueTask DisposeAsync()
    {
        Abort();
        await _transport.DisposeAsync().ConfigureAwait(false);
    }

    private async Task RunCloseAsync()
    {
        Interlocked.CompareExchange(ref _end, new ConnectionEnd(ConnectionEndReason.Closed), null);
        _reader.Discard();
        Output.Complete();
        Output.Flush();
        using var deadline = new CancellationTokenSource(_options.CloseTimeout, _time);
        try
        {
            await Output.EmptiedAsync(deadline.Token).ConfigureAwait(false);
            await _transport.CloseAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The peer does not read; the abort below is the answer.
        }
        finally
        {
            Abort();
            _closed.TrySetResult();
        }
    }

    private void AbortWith(ConnectionEnd end)
    {
        Interlocked.CompareExchange(ref _end, end, null);
        _reader.Discard();
        Output.Abort();
        _transport.Abort();
    }

    private void OnSendFailed(Exception exception) => AbortWith(new ConnectionEnd(ConnectionEndReason.TransportError, MqttTransportException.Lost(_transport, exception)));

    private void OnOutputFull() => AbortWith(new ConnectionEnd(ConnectionEndReason.OutputFull));
}
