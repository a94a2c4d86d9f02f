namespace Topiary.Transport;

/// <summary>Receives into a buffer of its own, so that a caller's wait can be cancelled without cancelling the receive: nothing is lost.</summary>
/// <remarks>Threading: one receive at a time.</remarks>
internal sealed class ReceiveAhead(Func<Memory<byte>, ValueTask<int>> receive, int size)
{
    private readonly byte[] _buffer = new byte[size];
    private Task<int>? _pending;
    private int _taken;

    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        _pending ??= Begin();
        int received = await _pending.WaitAsync(cancellationToken).ConfigureAwait(false);
        int count = Math.Min(received - _taken, buffer.Length);
        _buffer.AsSpan(_taken, count).CopyTo(buffer.Span);
        _taken += count;
        if (_taken == received && received > 0)
        {
            _pending = null;
            _taken = 0;
        }

        return count;
    }

    private Task<int> Begin()
    {
        Task<int> task = receive(_buffer).AsTask();

        // When nobody comes back for it, its failure is still looked at.
        _ = task.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return task;
    }
}
