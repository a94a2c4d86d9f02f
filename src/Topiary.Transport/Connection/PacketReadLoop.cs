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
        while (true)
        {
            int received;
            try
            {
                if (_buffer.IsEmpty && transport.SupportsZeroByteReceive)
                {
                    ValueTask<int> readable = transport.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
                    if (!readable.IsCompleted)
                    {
                        _buffer.ReleaseIfEmpty();
                        turn = 0;
                    }

                    await readable.ConfigureAwait(false);
                }

                ValueTask<int> receive = transport.ReceiveAsync(_buffer.GetFree(), CancellationToken.None);
                turn = receive.IsCompleted ? turn + 1 : 0;
                received = await receive.ConfigureAwait(false);
            }
            catch (Exception e) when (IsTransportFailure(e))
            {
                return new ConnectionEnd(ConnectionEndReason.TransportError, MqttTransportException.Lost(transport, e));
            }

            if (received == 0)
            {
                return new ConnectionEnd(ConnectionEndReason.PeerClosed);
            }

            ConnectionEnd? end = null;
            if (Count(received))
            {
                end = FindWrongStart();
                while (end is null && Deliver(out ValueTask pending, ref end))
                {
                    end = await WaitAsync(pending).ConfigureAwait(false);
                }

                end = EndBatch() ?? end;
            }

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

    // Whoever begins with another packet is not listened to at all, however long that packet is.
    private ConnectionEnd? FindWrongStart()
    {
        if (_packetsReceived > 0 || options.FirstPacket is not { } first || _buffer.FirstByte is not { } start || start >> 4 == (int)first)
        {
            return null;
        }

        return new ConnectionEnd(
            ConnectionEndReason.ProtocolError, new MqttProtocolException(ReasonCode.ProtocolError, 0, $"The first packet is of type {start >> 4}, not {first}"));
    }

    // Hands packets over until there are no more, one has failed, or (true) the sink is not done with one yet.
    private bool Deliver(out ValueTask pending, ref ConnectionEnd? end)
    {
        pending = default;
        bool inSink = false;
        try
        {
            while (end is null && !_discarding && _buffer.TryTake(_version, _maximumPacketSize, out PacketFrame frame))
            {
                Volatile.Write(ref _packetsReceived, _packetsReceived + 1);
                inSink = true;
                ValueTask handled = sink.OnPacketAsync(frame);
                if (!handled.IsCompleted)
                {
                    pending = handled;
                    return true;
                }

                handled.GetAwaiter().GetResult();
                inSink = false;
            }
        }
        catch (MqttProtocolException e)
        {
            end = new ConnectionEnd(ConnectionEndReason.ProtocolError, e);
        }
        catch (Exception e) when (inSink)
        {
            end = new ConnectionEnd(ConnectionEndReason.SinkFailed, e);
        }

        return false;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ConnectionEnd?> WaitAsync(ValueTask pending)
    {
        output.Flush();
        try
        {
            await pending.ConfigureAwait(false);
            return null;
        }
        catch (MqttProtocolException e)
        {
            return new ConnectionEnd(ConnectionEndReason.ProtocolError, e);
        }
        catch (Exception e)
        {
            return new ConnectionEnd(ConnectionEndReason.SinkFailed, e);
        }
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
        catch (MqttProtocolException e)
        {
            return new ConnectionEnd(ConnectionEndReason.ProtocolError, e);
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
