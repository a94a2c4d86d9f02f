using Topiary.Client;

namespace Topiary.Runtime;

/// <summary>The responding side of a client: answers, refusals and streams. Thread-safe.</summary>
internal sealed class Responder(ReplyChannel replies, ReplyWriter writer, ReplyCache answered, TimeProvider time)
{
    private static readonly TimeSpan s_defaultInterval = TimeSpan.FromSeconds(3);

    public ReplyWriter Writer { get; } = writer;

    /// <summary>Answers of idempotent topics.</summary>
    public ReplyCache Answered { get; } = answered;

    /// <summary>Gives an answer again.</summary>
    public ValueTask RepeatAsync(IncomingMessage message, KnownReply reply, CancellationToken ct)
    {
        if (!message.TryGetReplyAddress(out var address))
        {
            return default;
        }

        return reply.Refusal is { } refusal
            ? Writer.SendErrorAsync(address, refusal, ct)
            : Writer.SendAsync<ReadOnlyMemory<byte>>(address, reply.Value!.Payload, RawMemoryPayload.Instance, reply.Value.ContentType, null, null, ct);
    }

    /// <summary>Tells a requester of a refusal without waiting for it.</summary>
    public void Refuse(IncomingMessage message, MqttRequestException error)
    {
        if (message.TryGetReplyAddress(out var address))
        {
            Writer.Say(address, error);
        }
    }

    /// <summary>Hears which requests are cancelled.</summary>
    public CancelReceiver Cancellations { get; } = new(replies);

    /// <summary>Lets the requester cancel a request; null when it is not of the form that can be. Costs no message.</summary>
    public RequestCancellation? BeginCancellable(IncomingMessage message, CancellationToken stopping)
    {
        if (!message.TryGetReplyAddress(out var address) || address.Correlation is not { } correlation)
        {
            return null;
        }

        var cancellation = new RequestCancellation(replies, correlation, stopping);
        if (replies.TryAdd(correlation, cancellation))
        {
            return cancellation;
        }

        cancellation.Dispose();
        return null;
    }

    /// <summary>Reports progress.</summary>
    public Task ReportAsync<T>(ReplyAddress address, T value, IPayloadSerializer<T> serializer, string word) =>
        Writer.SayAsync(address, value, serializer, word);

    /// <summary>Begins to answer with a stream; null when nobody waits for an answer.</summary>
    public StreamReply? BeginStream(IncomingMessage message, CancellationToken stopping)
    {
        if (!message.TryGetReplyAddress(out var address))
        {
            return null;
        }

        // The stream may outlive the message's buffer by a timer's tick; elements have no deadline of their own.
        var own = new ReplyAddress(address.Topic.ToArray(), address.Data.ToArray(), 0);
        var interval = address.ExpirySeconds == 0 ? s_defaultInterval : TimeSpan.FromSeconds(address.ExpirySeconds) / 3;
        return new StreamReply(replies, Writer, own, ReplyProperties.ReadWindow(message.Properties), interval, time, stopping);
    }
}
