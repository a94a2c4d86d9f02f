using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Topiary.Protocol;

namespace Topiary.Transport;

/// <summary>
/// The outgoing bytes of one connection, bounded. Packets are appended whole or not at all; a flush sends everything that is queued, as a rule in
/// one go, and what is appended while a send is under way leaves with the next one.
/// </summary>
/// <remarks>Threading: every member may be called by any thread.</remarks>
[SuppressMessage("Naming", "CA1711:Identifiers should not have incorrect suffix", Justification = "It is a queue; the suffix is not reserved for System.Collections.Queue here.")]
public sealed class WriteQueue
{
    private const int SmallestBuffer = 1024;

    // What piles up for a peer that does not read lies in a chain of blocks of this size. One growing buffer would be copied again and again, by the
    // threads that route for everybody else.
    private const int BlockSize = 64 * 1024;

    private readonly Lock _gate = new();
    private readonly PacketWriteLoop _loop;
    private readonly Action? _onFull;
    private readonly int _limit;
    private readonly int _controlLimit;
    private readonly int _lowWater;

    private Queue<Block>? _full;
    private byte[]? _filling;
    private byte[]? _sending;
    private int _filled;
    private int _sendingBytes;
    private int _fillingPackets;
    private int _sendingPackets;
    private int _lastBatch;
    private long _queued;
    private bool _draining;
    private bool _completed;
    private TaskCompletionSource? _drained;
    private TaskCompletionSource? _emptied;
    private long _bytesSent;
    private long _packetsSent;
    private long _sends;

    internal WriteQueue(PacketConnectionOptions options, PacketWriteLoop loop, Action? onFull)
    {
        _limit = options.OutputLimit;
        _controlLimit = (int)Math.Min(int.MaxValue, (long)options.OutputLimit + options.OutputControlReserve);
        _lowWater = options.OutputLowWater;
        _onFull = options.OutputFullPolicy == OutputFullPolicy.Disconnect ? onFull : null;
        _loop = loop;
    }

    /// <summary>Bytes that are queued or being sent.</summary>
    public long QueuedBytes => Volatile.Read(ref _queued);

    /// <summary>Whether nothing more is taken, because the connection was closed or has failed.</summary>
    public bool IsCompleted => Volatile.Read(ref _completed);

    /// <summary>Bytes sent so far.</summary>
    public long BytesSent => Volatile.Read(ref _bytesSent);

    /// <summary>Packets sent so far.</summary>
    public long PacketsSent => Volatile.Read(ref _packetsSent);

    /// <summary>Sends made so far; <see cref="PacketsSent"/> divided by it says how well packets are gathered.</summary>
    public long Sends => Volatile.Read(ref _sends);

    /// <summary>Pooled bytes that the queue holds now; 0 when nothing is queued.</summary>
    public int HeldBytes
    {
        get
        {
            lock (_gate)
            {
                return (_filling?.Length ?? 0) + (_sending?.Length ?? 0) + (_full?.Sum(block => block.Buffer.Length) ?? 0);
            }
        }
    }

    /// <summary>Appends a packet; it is sent by the next <see cref="Flush"/>.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="version">The version to write it in.</param>
    /// <typeparam name="TPacket">Its type; a structure is not boxed.</typeparam>
    /// <returns>False when the queue is full or completed: nothing was written.</returns>
    public bool TryWrite<TPacket>(in TPacket packet, MqttVersion version)
        where TPacket : IOutboundPacket, allows ref struct
        => TryWrite(in packet, version, _limit);

    /// <summary>Appends a packet that messages must not shut out (an acknowledgement, a ping, DISCONNECT): it may use the reserve above the limit.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="version">The version to write it in.</param>
    /// <typeparam name="TPacket">Its type; a structure is not boxed.</typeparam>
    /// <returns>False when the reserve is used up too or the queue is completed: nothing was written.</returns>
    public bool TryWriteControl<TPacket>(in TPacket packet, MqttVersion version)
        where TPacket : IOutboundPacket, allows ref struct
        => TryWrite(in packet, version, _controlLimit);

    /// <summary>Appends one or more whole packets that are encoded already.</summary>
    /// <param name="encoded">The bytes; copied.</param>
    /// <returns>False when the queue is full or completed: nothing was written.</returns>
    public bool TryWriteEncoded(ReadOnlySpan<byte> encoded) => TryWriteEncoded(encoded, -1, 0);

    /// <summary>Appends whole packets that are encoded already and that messages must not shut out: they may use the reserve above the limit.</summary>
    /// <param name="encoded">The bytes; copied.</param>
    /// <param name="packets">How many packets they are.</param>
    /// <returns>False when the reserve is used up too or the queue is completed: nothing was written.</returns>
    public bool TryWriteEncodedControl(ReadOnlySpan<byte> encoded, int packets)
    {
        lock (_gate)
        {
            if (TryReserve(encoded.Length, _controlLimit, out Span<byte> destination))
            {
                encoded.CopyTo(destination);
                Commit(encoded.Length, packets);
                return true;
            }
        }

        return Refused();
    }

    /// <summary>Appends one whole packet that is encoded already, with another packet identifier.</summary>
    /// <param name="encoded">The bytes; copied.</param>
    /// <param name="packetIdOffset">Where the packet identifier stands in them; negative leaves all as it is.</param>
    /// <param name="packetId">The packet identifier to put there.</param>
    /// <returns>False when the queue is full or completed: nothing was written.</returns>
    public bool TryWriteEncoded(ReadOnlySpan<byte> encoded, int packetIdOffset, ushort packetId)
    {
        if (packetIdOffset > encoded.Length - 2)
        {
            throw new ArgumentOutOfRangeException(nameof(packetIdOffset), packetIdOffset, "The packet identifier would stand behind the packet's end.");
        }

        lock (_gate)
        {
            if (TryReserve(encoded.Length, _limit, out Span<byte> destination))
            {
                encoded.CopyTo(destination);
                if (packetIdOffset >= 0)
                {
                    BinaryPrimitives.WriteUInt16BigEndian(destination[packetIdOffset..], packetId);
                }

                Commit(encoded.Length);
                return true;
            }
        }

        return Refused();
    }

    /// <summary>
    /// Sends what is queued. If no send is under way the calling thread sends; otherwise the packets leave when the send in progress has ended.
    /// Never waits for the peer.
    /// </summary>
    public void Flush() => _loop.Start();

    /// <summary>Waits until fewer bytes than the low-water mark are queued, or the queue is completed.</summary>
    /// <param name="cancellationToken">Stops the wait, nothing else.</param>
    /// <returns>Completed already in the common case, without allocation.</returns>
    public ValueTask DrainedAsync(CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_completed || _queued < _lowWater)
            {
                return default;
            }

            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask(_drained.Task.WaitAsync(cancellationToken));
        }
    }

    /// <summary>Takes no more packets; what is queued is still sent.</summary>
    internal void Complete()
    {
        TaskCompletionSource? drained;
        lock (_gate)
        {
            _completed = true;
            drained = _drained;
            _drained = null;
        }

        drained?.TrySetResult();
    }

    /// <summary>Takes no more packets and drops what has not been sent.</summary>
    internal void Abort()
    {
        TaskCompletionSource? drained;
        TaskCompletionSource? emptied;
        lock (_gate)
        {
            _completed = true;
            while (_full is not null && _full.TryDequeue(out Block block))
            {
                ArrayPool<byte>.Shared.Return(block.Buffer);
                _queued -= block.Bytes;
            }

            Release(ref _filling);
            _queued -= _filled;
            _filled = 0;
            _fillingPackets = 0;
            (drained, emptied) = (_drained, _emptied);
            (_drained, _emptied) = (null, null);
        }

        drained?.TrySetResult();
        emptied?.TrySetResult();
    }

    /// <summary>Waits until everything is sent, or the queue was aborted.</summary>
    internal ValueTask EmptiedAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_queued == 0)
            {
                return default;
            }

            _emptied ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask(_emptied.Task.WaitAsync(cancellationToken));
        }
    }

    /// <summary>Makes the caller the one sender, unless there is one or nothing is queued.</summary>
    internal bool TryBeginDrain(out ReadOnlyMemory<byte> batch)
    {
        batch = default;

        // Enough without the lock: the sender ends its turn under it, after a look at what is queued, and the caller has appended under it before.
        if (Volatile.Read(ref _draining))
        {
            return false;
        }

        lock (_gate)
        {
            if (_draining || _queued == 0)
            {
                return false;
            }

            _draining = true;
            batch = TakeBatch();
            return true;
        }
    }

    /// <summary>The batch has been sent: takes the next one, or ends the sender's turn.</summary>
    internal bool TryContinueDrain(out ReadOnlyMemory<byte> batch)
    {
        bool more;
        TaskCompletionSource? drained = null;
        TaskCompletionSource? emptied = null;
        lock (_gate)
        {
            _bytesSent += _sendingBytes;
            _packetsSent += _sendingPackets;
            _sends++;
            ReleaseSent();
            more = _queued > 0;
            batch = more ? TakeBatch() : default;
            _draining = more;
            if (_queued < _lowWater)
            {
                (drained, _drained) = (_drained, null);
            }

            if (_queued == 0)
            {
                (emptied, _emptied) = (_emptied, null);
            }
        }

        drained?.TrySetResult();
        emptied?.TrySetResult();
        return more;
    }

    /// <summary>The send has failed: nothing more can be sent.</summary>
    internal void FailDrain()
    {
        lock (_gate)
        {
            ReleaseSent();
            _draining = false;
        }

        Abort();
    }

    private bool TryWrite<TPacket>(in TPacket packet, MqttVersion version, int limit)
        where TPacket : IOutboundPacket, allows ref struct
    {
        // A call on an 'in' parameter of an open type copies the structure each time; packets are read-only, so call them in place.
        ref TPacket target = ref Unsafe.AsRef(in packet);
        int size = target.GetSize(version);
        lock (_gate)
        {
            if (TryReserve(size, limit, out Span<byte> destination))
            {
                Commit(target.Write(destination, version));
                return true;
            }
        }

        return Refused();
    }

    private bool Refused()
    {
        if (!IsCompleted)
        {
            _onFull?.Invoke();
        }

        return false;
    }

    private bool TryReserve(int size, int limit, out Span<byte> destination)
    {
        destination = default;
        if (_completed || (_queued >= _lowWater && _queued + size > limit))
        {
            return false;
        }

        if (_filling is null)
        {
            _filling = ArrayPool<byte>.Shared.Rent(Math.Max(size, Math.Max(SmallestBuffer, _lastBatch)));
        }
        else if (_filling.Length - _filled < size)
        {
            MakeRoom(size);
        }

        destination = _filling.AsSpan(_filled, size);
        return true;
    }

    private void MakeRoom(int size)
    {
        int needed = _filled + size;
        if (needed > BlockSize)
        {
            if (_filled > 0)
            {
                (_full ??= new Queue<Block>()).Enqueue(new Block(_filling!, _filled, _fillingPackets));
            }
            else
            {
                Release(ref _filling);
            }

            (_filling, _filled, _fillingPackets) = (ArrayPool<byte>.Shared.Rent(Math.Max(size, BlockSize)), 0, 0);
            return;
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Math.Min(BlockSize, 2 * _filling!.Length)));
        _filling.AsSpan(0, _filled).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_filling);
        _filling = larger;
    }

    private void Commit(int written, int packets = 1)
    {
        _filled += written;
        _queued += written;
        _fillingPackets += packets;
    }

    private ReadOnlyMemory<byte> TakeBatch()
    {
        if (_full is not null && _full.TryDequeue(out Block block))
        {
            (_sending, _sendingBytes, _sendingPackets) = block;
        }
        else
        {
            (_sending, _sendingBytes, _sendingPackets) = (_filling, _filled, _fillingPackets);
            (_filling, _filled, _fillingPackets) = (null, 0, 0);
        }

        _lastBatch = Math.Min(_sendingBytes, BlockSize);
        return _sending.AsMemory(0, _sendingBytes);
    }

    private void ReleaseSent()
    {
        _queued -= _sendingBytes;
        _sendingBytes = 0;
        _sendingPackets = 0;
        Release(ref _sending);
    }

    private static void Release(ref byte[]? buffer)
    {
        if (buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = null;
        }
    }

    private readonly record struct Block(byte[] Buffer, int Bytes, int Packets);
}
