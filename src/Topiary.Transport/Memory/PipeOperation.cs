using System.Threading.Tasks.Sources;

namespace Topiary.Transport;

/// <summary>One waiting receive or send of a <see cref="MemoryPipe"/>, reused for all of them: it completes on the thread pool without allocating.</summary>
/// <remarks>Threading: begun and completed under the pipe's lock.</remarks>
internal sealed class PipeOperation : IValueTaskSource<int>, IValueTaskSource, IThreadPoolWorkItem
{
    private readonly Action<PipeOperation, CancellationToken> _onCancelled;
    private ManualResetValueTaskSourceCore<int> _core;
    private CancellationTokenRegistration _registration;
    private CancellationToken _token;
    private Exception? _exception;
    private int _result;

    public PipeOperation(Action<PipeOperation, CancellationToken> onCancelled) => _onCancelled = onCancelled;

    public bool IsWaiting { get; private set; }

    public short Version => _core.Version;

    public void Begin(CancellationToken cancellationToken)
    {
        _core.Reset();
        _exception = null;
        IsWaiting = true;
        _token = cancellationToken;
        if (cancellationToken.CanBeCanceled)
        {
            _registration = cancellationToken.UnsafeRegister(
                static (state, token) => ((PipeOperation)state!)._onCancelled((PipeOperation)state!, token),
                this);
        }
    }

    /// <summary>Whether a cancellation meant this wait and not an earlier one.</summary>
    public bool IsWaitingWith(CancellationToken cancellationToken) => IsWaiting && _token == cancellationToken;

    public void Complete(int result, Exception? exception = null)
    {
        IsWaiting = false;
        _result = result;
        _exception = exception;
        _registration.Unregister();
        _registration = default;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
    }

    void IThreadPoolWorkItem.Execute()
    {
        if (_exception is null)
        {
            _core.SetResult(_result);
        }
        else
        {
            _core.SetException(_exception);
        }
    }

    int IValueTaskSource<int>.GetResult(short token) => _core.GetResult(token);

    void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _core.GetStatus(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _core.OnCompleted(continuation, state, token, flags);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _core.OnCompleted(continuation, state, token, flags);
}
