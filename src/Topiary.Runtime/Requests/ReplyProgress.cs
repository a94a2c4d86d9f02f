namespace Topiary.Runtime;

/// <summary>
/// Sends a responder's reports of progress to its requester. While one is being sent only the newest of those that follow is kept:
/// reports never wait, and never pile up. Thread-safe.
/// </summary>
internal sealed class ReplyProgress<T>(Responder responder, ReplyAddress address, IPayloadSerializer<T> serializer) : IProgress<T>
{
    private readonly Lock _lock = new();
    private Optional<T> _next;
    private long _number;
    private bool _isSending;
    private bool _isEnded;

    /// <inheritdoc/>
    public void Report(T value)
    {
        lock (_lock)
        {
            if (_isEnded)
            {
                return;
            }

            _next = value;
            if (_isSending)
            {
                return;
            }

            _isSending = true;
        }

        _ = SendAsync();
    }

    /// <summary>The request has been answered: nothing is reported any more.</summary>
    public void End()
    {
        lock (_lock)
        {
            _isEnded = true;
            _next = default;
        }
    }

    private async Task SendAsync()
    {
        while (TryTake(out var value, out var word))
        {
            await responder.ReportAsync(address, value, serializer, word).ConfigureAwait(false);
        }
    }

    private bool TryTake(out T value, out string word)
    {
        lock (_lock)
        {
            (value, word) = (_next.HasValue ? _next.Value : default!, "");
            _isSending = _next.HasValue;
            if (_isSending)
            {
                word = ReplyProperties.Counted(ReplyProperties.Progress, ++_number);
            }

            _next = default;
            return _isSending;
        }
    }
}
