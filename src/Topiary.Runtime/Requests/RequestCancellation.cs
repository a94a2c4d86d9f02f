namespace Topiary.Runtime;

/// <summary>Stops the handler of a request when its requester cancels, or waits no longer. The word comes in on the read loop.</summary>
internal sealed class RequestCancellation : IRequesterWords, IDisposable
{
    private readonly Lock _lock = new();
    private readonly ReplyChannel _replies;
    private readonly Correlation _correlation;
    private readonly CancellationTokenSource _stop;
    private bool _isDisposed;

    public RequestCancellation(ReplyChannel replies, Correlation correlation, CancellationToken stopping)
    {
        _replies = replies;
        _correlation = correlation;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Token = _stop.Token;
    }

    /// <summary>Fires when the requester cancels, and when handlers must stop.</summary>
    public CancellationToken Token { get; }

    /// <summary>True once the requester has cancelled.</summary>
    public bool IsCancelled { get; private set; }

    /// <inheritdoc/>
    public void OnWord(StreamWord word)
    {
        lock (_lock)
        {
            if (word.Sign == StreamSign.Cancel && !_isDisposed)
            {
                // What is registered with the token is the handler's own code: it runs on another thread.
                IsCancelled = true;
                _ = _stop.CancelAsync();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _replies.Remove(_correlation, this);
        lock (_lock)
        {
            _isDisposed = true;
        }

        _stop.Dispose();
    }
}
