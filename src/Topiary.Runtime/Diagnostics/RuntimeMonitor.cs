namespace Topiary.Runtime;

/// <summary>
/// Knows what handlers have still to do, and hears of their failures: what a test host waits for. Thread-safe.
/// </summary>
internal sealed class RuntimeMonitor
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _idle;
    private long _open;

    /// <summary>Raised when a handler has failed for good, retries included. On the handler's thread.</summary>
    public event Action<HandlerFailure>? HandlerFailed;

    /// <summary>Messages queued or being handled, requests that wait and streams that are sent.</summary>
    public long Open => Interlocked.Read(ref _open);

    /// <summary>Something begins that must end before the runtime is idle.</summary>
    /// <param name="count">How many of it.</param>
    public void Begin(int count = 1) => Interlocked.Add(ref _open, count);

    /// <summary>Something has ended.</summary>
    /// <param name="count">How many of it.</param>
    public void End(int count = 1)
    {
        if (Interlocked.Add(ref _open, -count) == 0 && Volatile.Read(ref _idle) is not null)
        {
            TaskCompletionSource? idle;
            lock (_lock)
            {
                idle = _idle;
                _idle = null;
            }

            idle?.TrySetResult();
        }
    }

    /// <summary>Completes when nothing was open for a moment.</summary>
    public Task WhenIdleAsync()
    {
        lock (_lock)
        {
            var idle = _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (Open == 0)
            {
                _idle = null;
                idle.TrySetResult();
            }

            return idle.Task;
        }
    }

    /// <summary>Tells of a handler that has failed for good.</summary>
    public void Report(in HandlerFailure failure) => HandlerFailed?.Invoke(failure);
}
