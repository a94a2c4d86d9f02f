using System.Threading.Channels;
using Topiary.Client;

namespace Topiary.Runtime;

/// <summary>A request for one answer. The first of answer, failure and deadline counts.</summary>
/// <param name="keepsMessage">Whether the whole answer is wanted, for middleware.</param>
/// <param name="hearsProgress">Whether reports of progress are wanted.</param>
internal sealed class PendingReply(bool keepsMessage, bool hearsProgress) : IPendingReply
{
    private const int MostReports = 16;

    // A requester that is slow to hear of progress hears of the newest.
    private readonly Channel<IncomingMessage>? _progress = hearsProgress
        ? Channel.CreateBounded<IncomingMessage>(new BoundedChannelOptions(MostReports) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true })
        : null;

    // The answer is deserialized by whoever waits, never on the read loop.
    private readonly TaskCompletionSource<byte[]> _payload = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The payload of the answer.</summary>
    public Task<byte[]> Payload => _payload.Task;

    /// <summary>The whole answer, if it is wanted and has come.</summary>
    public IncomingMessage? Message { get; private set; }

    /// <inheritdoc/>
    public void OnReply(in ReceivedMessage message, StreamWord word)
    {
        if (word.Sign == StreamSign.Progress)
        {
            _progress?.Writer.TryWrite(IncomingMessage.Copy(message));
            return;
        }

        var properties = message.Properties;
        if (ReplyProperties.ReadError(properties) is { } error)
        {
            Fail(error);
        }
        else if (!_payload.Task.IsCompleted)
        {
            if (keepsMessage)
            {
                Message = IncomingMessage.Copy(message);
            }

            _payload.TrySetResult(message.Payload.ToArray());
            _progress?.Writer.TryComplete();
        }
    }

    /// <summary>Ends the wait with a failure.</summary>
    public void Fail(Exception exception)
    {
        _payload.TrySetException(exception);
        _progress?.Writer.TryComplete();
    }

    /// <summary>Ends the wait because a token fired.</summary>
    public void Cancel()
    {
        _payload.TrySetCanceled();
        _progress?.Writer.TryComplete();
    }

    /// <summary>The reports of progress; ends with the wait.</summary>
    public IAsyncEnumerable<IncomingMessage> ReadProgressAsync() => _progress!.Reader.ReadAllAsync();
}
