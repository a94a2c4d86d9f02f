using Topiary.Client;

namespace Topiary.Runtime;

/// <summary>A request for one answer. The first of answer, failure and deadline counts.</summary>
/// <param name="keepsMessage">Whether the whole answer is wanted, for middleware.</param>
internal sealed class PendingReply(bool keepsMessage) : IPendingReply
{
    // The answer is deserialized by whoever waits, never on the read loop.
    private readonly TaskCompletionSource<byte[]> _payload = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The payload of the answer.</summary>
    public Task<byte[]> Payload => _payload.Task;

    /// <summary>The whole answer, if it is wanted and has come.</summary>
    public IncomingMessage? Message { get; private set; }

    /// <inheritdoc/>
    public void OnReply(in ReceivedMessage message, StreamWord word)
    {
        var properties = message.Properties;
        if (ReplyProperties.ReadError(properties) is { } error)
        {
            _payload.TrySetException(error);
        }
        else if (!_payload.Task.IsCompleted)
        {
            if (keepsMessage)
            {
                Message = IncomingMessage.Copy(message);
            }

            _payload.TrySetResult(message.Payload.ToArray());
        }
    }

    /// <summary>Ends the wait with a failure.</summary>
    public void Fail(Exception exception) => _payload.TrySetException(exception);

    /// <summary>Ends the wait because a token fired.</summary>
    public void Cancel() => _payload.TrySetCanceled();
}
