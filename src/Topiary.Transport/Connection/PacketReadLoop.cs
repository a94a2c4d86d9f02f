using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Topiary.Protocol;

namespace Topiary.Transport;

/// <summary>The one read loop: receives, cuts whole packets out of the buffer and hands them to the sink, batch by batch.</summary>
/// <remarks>Threading: <see cref="RunAsync"/> runs once; the settings may be changed by any thread, from the sink with effect on the next packet.</remarks>
internal sealed class PacketReadLoop(TransportConnection transport, PacketConnectionOptions options, IPacketSink sink, WriteQueue output, TimeProvider time)
{
    // A peer that always has more to read must not keep a thread for ever.
    private const int BatchesPerTurn = 32;

    private readonly ReceiveBuffer _buffer = new(options.ReceiveBufferSize);
    private volatile MqttVersion _version = options.Version;
    private volatile int _maximumPacketSize = options.MaximumInboundPacketSize;
    private volatile bool _discarding;
    private long _lastReceived = time.GetTimestamp();
    private long _bytesReceived;
    private long _packetsReceived;
    private long _batches;

    public MqttVersion Version
    {
        get => _version;
        set => _version = value;
    }

    public int MaximumPacketSize
    {
        get => _maximumPacketSize;
        set => _maximumPacketSize = value;
    }

    public long LastReceived => Volatile.Read(ref _lastReceived);

    public long BytesReceived => Volatile.Read(ref _bytesReceived);

    public long PacketsReceived => Volatile.Read(ref _packetsReceived);

    public long Batches => Volatile.Read(ref _batches);

    public ReceiveBuffer Buffer => _buffer;

    /// <summary>From now on whatever arrives is read and thrown away.</summary>
    public void Discard() => _discarding = true;

    /// <summary>Reads until the connection ends. Never faults.</summary>
    public async Task<ConnectionEnd> RunAsync()
    {
        try
        {
            return await ReadAsync().ConfigureAwait(false);
        }
        finally
        {
            _buffer.Release();
        }
    }

    private async Task<ConnectionEnd> ReadAsync()
    {
        int turn = 0;
        bool moreIsLikely = false;
        while (true)
        {
            int received;
            try
            {
                if (_buffer.IsEmpty && !moreIsLikely && transport.SupportsZeroByteReceive)
                {
                    ValueTask<int> readable = transport.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
                    if (!readable.IsCompleted)
                    {
                        _buffer.ReleaseIfEmpty();
                    }

                    await readable.ConfigureAwait(false);
                }

                Memory<byte> free = _buffer.GetFree();
                ValueTask<int> receive = transport.ReceiveAsync(free, CancellationToken.None);
                turn = receive.IsCompleted ? turn + 1 : 0;
                received = await receive.ConfigureAwait(false);
                moreIsLikely = received == free.Length;
            }
            catch (Exception e) when (IsTransportFailure(e))
            {
                return new ConnectionEnd(ConnectionEndReason.TransportError, MqttTransportException.Lost(transport, e));
            }

            if (received == 0)
            {
                return new ConnectionEnd(ConnectionEndReason.PeerClosed);
            }

            ConnectionEnd? end = Count(received) ? await DeliverAsync().ConfigureAwait(false) : null;
            if (end is not null)
            {
                return end;
            }

            if (turn >= BatchesPerTurn)
            {
                turn = 0;
                await Task.Yield();
            }
        }
    }

    // False when the bytes are not wanted any more.
    private bool Count(int received)
    {
        Volatile.Write(ref _lastReceived, time.GetTimestamp());
        Volatile.Write(ref _bytesReceived, _bytesReceived + received);
        if (_discarding)
        {
            return false;
        }

        _buffer.Advance(received);
        return true;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ConnectionEnd?> DeliverAsync()
    {
        ConnectionEnd? end = null;
        bool sinkIsSound = true;
        try
        {
            while (!_discarding && _buffer.TryTake(_version, _maximumPacketSize, out PacketFrame frame))
            {
                Volatile.Write(ref _packetsReceived, _packetsReceived + 1);
                sinkIsSound = false;
                ValueTask handled = sink.OnPacketAsync(frame);
                if (!handled.IsCompleted)
                {
                    output.Flush();
                }

                await handled.ConfigureAwait(false);
                sinkIsSound = true;
            }
        }
        catch (MqttProtocolException e)
        {
            end = new ConnectionEnd(ConnectionEndReason.ProtocolError, e);
        }
        catch (Exception e) when (!sinkIsSound)
        {
            end = new ConnectionEnd(ConnectionEndReason.SinkFailed, e);
        }

        return EndBatch() ?? end;
    }

    // Also after an error: packets before it have been routed and must leave.
    private ConnectionEnd? EndBatch()
    {
        Volatile.Write(ref _batches, _batches + 1);
        _buffer.ShrinkIfEmpty();
        try
        {
            sink.OnBatchEnd();
        }
        catch (Exception e)
        {
            return new ConnectionEnd(ConnectionEndReason.SinkFailed, e);
        }

        output.Flush();
        return null;
    }

    private static bool IsTransportFailure(Exception e)
        => e is MqttTransportException or IOException or SocketException or ObjectDisposedException or OperationCanceledException;
}
