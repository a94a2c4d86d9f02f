namespace Topiary.Transport.Tests;

/// <summary>A transport whose sends wait until the test lets them go, and may fail after some bytes.</summary>
internal sealed class ScriptedTransport : TransportConnection
{
    private readonly Lock _gate = new();
    private readonly List<byte> _sent = [];
    private readonly TaskCompletionSource<int> _received = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _pending;
    private int _sending;

    /// <summary>When set, sends stay pending until <see cref="Release"/>.</summary>
    public bool Hold { get; set; }

    /// <summary>Total bytes after which the stream breaks; negative: never.</summary>
    public int BreakAt { get; set; } = -1;

    public bool IsAborted { get; private set; }

    public int Sends { get; private set; }

    public int MostAtATime { get; private set; }

    public byte[] Sent
    {
        get
        {
            lock (_gate)
            {
                return [.. _sent];
            }
        }
    }

    public override async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken) => await _received.Task;

    public override async ValueTask SendAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        Task? wait = null;
        lock (_gate)
        {
            Sends++;
            MostAtATime = Math.Max(MostAtATime, ++_sending);
            ObjectDisposedException.ThrowIf(IsAborted, this);
            if (BreakAt >= 0 && _sent.Count + buffer.Length > BreakAt)
            {
                _sent.AddRange(buffer[..(BreakAt - _sent.Count)].ToArray());
                throw new IOException("broken pipe");
            }

            if (Hold)
            {
                _pending = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                wait = _pending.Task;
            }
        }

        if (wait is not null)
        {
            await wait;
        }

        lock (_gate)
        {
            _sent.AddRange(buffer.ToArray());
            _sending--;
        }
    }

    public void Release() => _pending!.SetResult();

    public override ValueTask CloseAsync(CancellationToken cancellationToken)
    {
        _received.TrySetResult(0);
        return default;
    }

    public override void Abort()
    {
        lock (_gate)
        {
            IsAborted = true;
        }

        _pending?.TrySetException(new IOException("aborted"));
        _received.TrySetException(new IOException("aborted"));
    }
}
