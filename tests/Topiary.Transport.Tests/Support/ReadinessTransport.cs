namespace Topiary.Transport.Tests;

/// <summary>A transport like a socket: tells that bytes are there with a receive of zero bytes, which goes on on the thread that brings them.</summary>
internal sealed class ReadinessTransport : TransportConnection
{
    private readonly Queue<byte[]> _arrived = new();
    private TaskCompletionSource<int>? _waiting;

    /// <summary>Whether the reader waits for bytes.</summary>
    public bool IsReaderParked => _waiting is not null;

    public override bool SupportsZeroByteReceive => true;

    /// <summary>Brings bytes; whatever the reader does with them on this thread is done when it returns.</summary>
    public void Arrive(params byte[] bytes)
    {
        _arrived.Enqueue(bytes);
        TaskCompletionSource<int>? waiting = _waiting;
        _waiting = null;
        waiting?.SetResult(0);
    }

    public override ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_arrived.Count > 0)
        {
            return buffer.IsEmpty ? new ValueTask<int>(0) : new ValueTask<int>(Take(buffer));
        }

        // Continues on the thread that completes it, as sockets do on the polling threads.
        _waiting = new TaskCompletionSource<int>();
        return new ValueTask<int>(_waiting.Task);
    }

    public override ValueTask SendAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken) => default;

    public override ValueTask CloseAsync(CancellationToken cancellationToken) => default;

    public override void Abort() => _waiting?.TrySetException(new IOException("aborted"));

    private int Take(Memory<byte> buffer)
    {
        byte[] bytes = _arrived.Dequeue();
        bytes.CopyTo(buffer);
        return bytes.Length;
    }
}
