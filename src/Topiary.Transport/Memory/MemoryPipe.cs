using System.Buffers;

namespace Topiary.Transport;

/// <summary>One direction of a connection in memory: a bounded ring of bytes that exists only while bytes are in it.</summary>
/// <remarks>Threading: one receiver and one sender at a time; the properties may be read by any thread.</remarks>
public sealed class MemoryPipe
{
    private const int SmallestRing = 1024;

    private readonly Lock _gate = new();
    private readonly int _capacity;
    private readonly PipeOperation _receive;
    private readonly PipeOperation _send;
    private byte[]? _ring;
    private int _head;
    private int _count;
    private Memory<byte> _receiveInto;
    private ReadOnlyMemory<byte> _sendRest;
    private bool _completed;
    private bool _closedByReader;
    private MqttTransportException? _failure;

    internal MemoryPipe(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _capacity = capacity;
        _receive = new PipeOperation(CancelReceive);
        _send = new PipeOperation(CancelSend);
    }

    /// <summary>Called outside of locks when a send that had begun was cancelled: the stream cannot go on.</summary>
    internal Action? SendCancelled { get; set; }

    /// <summary>Bytes that have been sent and not yet received.</summary>
    public int UnreadBytes
    {
        get
        {
            lock (_gate)
            {
                return _count + _sendRest.Length;
            }
        }
    }

    /// <summary>Whether the receiver has taken everything and waits for more, or the direction is closed.</summary>
    public bool IsReaderParked
    {
        get
        {
            lock (_gate)
            {
                return _receive.IsWaiting || _failure is not null || _closedByReader;
            }
        }
    }

    /// <summary>Whether nothing will come through any more.</summary>
    public bool IsClosed
    {
        get
        {
            lock (_gate)
            {
                return _completed || _closedByReader || _failure is not null;
            }
        }
    }

    internal ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (_failure is not null)
            {
                throw _failure;
            }

            if (_receive.IsWaiting)
            {
                throw new InvalidOperationException("A receive is pending already.");
            }

            if (_count > 0)
            {
                return new ValueTask<int>(buffer.IsEmpty ? 0 : Take(buffer.Span));
            }

            if (_completed || _closedByReader)
            {
                return new ValueTask<int>(0);
            }

            _receiveInto = buffer;
            _receive.Begin(cancellationToken);
            return new ValueTask<int>(_receive, _receive.Version);
        }
    }

    internal ValueTask SendAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            ThrowIfNotWritable();
            if (_send.IsWaiting)
            {
                throw new InvalidOperationException("A send is pending already.");
            }

            buffer = buffer[HandOver(buffer.Span)..];
            int fits = Math.Min(buffer.Length, Math.Max(0, _capacity - _count));
            Put(buffer.Span[..fits]);
            if (fits == buffer.Length)
            {
                return default;
            }

            _sendRest = buffer[fits..];
            _send.Begin(cancellationToken);
            return new ValueTask(_send, _send.Version);
        }
    }

    /// <summary>Puts bytes in whatever the capacity, for packets that were held back.</summary>
    internal void Inject(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            if (!_completed && !_closedByReader && _failure is null)
            {
                Put(bytes[HandOver(bytes)..]);
            }
        }
    }

    /// <summary>The sender closes: the receiver still gets what is there, then the end.</summary>
    internal void Complete()
    {
        lock (_gate)
        {
            _completed = true;
            if (_receive.IsWaiting)
            {
                CompleteReceive(0);
            }
        }
    }

    /// <summary>The receiver closes: it gets the end, and sending fails.</summary>
    internal void CloseReader()
    {
        lock (_gate)
        {
            _closedByReader = true;
            ReleaseRing();
            if (_receive.IsWaiting)
            {
                CompleteReceive(0);
            }

            FailSend(new MqttTransportException(TransportFailure.ConnectionLost, "The connection was closed by the peer."));
        }
    }

    /// <summary>Both ends fail; what is inside is lost.</summary>
    internal void Fail(MqttTransportException failure)
    {
        lock (_gate)
        {
            if (_failure is not null || _closedByReader)
            {
                return;
            }

            _failure = failure;
            ReleaseRing();
            if (_receive.IsWaiting)
            {
                CompleteReceive(0, failure);
            }

            FailSend(failure);
        }
    }

    private void ThrowIfNotWritable()
    {
        if (_failure is not null)
        {
            throw _failure;
        }

        if (_closedByReader)
        {
            throw new MqttTransportException(TransportFailure.ConnectionLost, "The connection was closed by the peer.");
        }

        ObjectDisposedException.ThrowIf(_completed, this);
    }

    // Gives the bytes to a waiting receiver directly; returns how many it took.
    private int HandOver(ReadOnlySpan<byte> bytes)
    {
        if (!_receive.IsWaiting || bytes.IsEmpty)
        {
            return 0;
        }

        int count = Math.Min(bytes.Length, _receiveInto.Length);
        bytes[..count].CopyTo(_receiveInto.Span);
        CompleteReceive(count);
        return count;
    }

    private int Take(Span<byte> target)
    {
        int count = Math.Min(target.Length, _count);
        int first = Math.Min(count, _ring!.Length - _head);
        _ring.AsSpan(_head, first).CopyTo(target);
        _ring.AsSpan(0, count - first).CopyTo(target[first..]);
        _head = (_head + count) % _ring.Length;
        _count -= count;
        if (_send.IsWaiting)
        {
            int fits = Math.Min(_sendRest.Length, Math.Max(0, _capacity - _count));
            Put(_sendRest.Span[..fits]);
            _sendRest = _sendRest[fits..];
            if (_sendRest.IsEmpty)
            {
                _send.Complete(0);
            }
        }

        if (_count == 0)
        {
            ReleaseRing();
        }

        return count;
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        if (_ring is null || _ring.Length < _count + bytes.Length)
        {
            Grow(_count + bytes.Length);
        }

        int tail = (_head + _count) % _ring!.Length;
        int first = Math.Min(bytes.Length, _ring.Length - tail);
        bytes[..first].CopyTo(_ring.AsSpan(tail));
        bytes[first..].CopyTo(_ring);
        _count += bytes.Length;
    }

    private void Grow(int needed)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Math.Max(SmallestRing, Math.Min(_capacity, 2 * (_ring?.Length ?? 0)))));
        if (_ring is not null)
        {
            int first = Math.Min(_count, _ring.Length - _head);
            _ring.AsSpan(_head, first).CopyTo(larger);
            _ring.AsSpan(0, _count - first).CopyTo(larger.AsSpan(first));
            ArrayPool<byte>.Shared.Return(_ring);
        }

        _ring = larger;
        _head = 0;
    }

    private void ReleaseRing()
    {
        if (_ring is not null)
        {
            ArrayPool<byte>.Shared.Return(_ring);
        }

        _ring = null;
        _head = 0;
        _count = 0;
    }

    private void CompleteReceive(int count, Exception? exception = null)
    {
        _receiveInto = default;
        _receive.Complete(count, exception);
    }

    private void FailSend(Exception exception)
    {
        _sendRest = default;
        if (_send.IsWaiting)
        {
            _send.Complete(0, exception);
        }
    }

    private void CancelReceive(PipeOperation operation, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (operation.IsWaitingWith(cancellationToken))
            {
                CompleteReceive(0, new OperationCanceledException(cancellationToken));
            }
        }
    }

    private void CancelSend(PipeOperation operation, CancellationToken cancellationToken)
    {
        bool isInsideSend = _gate.IsHeldByCurrentThread;
        lock (_gate)
        {
            if (!operation.IsWaitingWith(cancellationToken))
            {
                return;
            }

            FailSend(new OperationCanceledException(cancellationToken));
        }

        if (isInsideSend)
        {
            // The token fired while the send was beginning, under the lock: what follows takes the other direction's lock.
            ThreadPool.UnsafeQueueUserWorkItem(static pipe => pipe.SendCancelled?.Invoke(), this, preferLocal: false);
        }
        else
        {
            SendCancelled?.Invoke();
        }
    }
}
