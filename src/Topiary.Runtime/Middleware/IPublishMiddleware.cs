namespace Topiary;

/// <summary>
/// Stands in the way of every message that publishers and responders send: one-way messages, requests, answers and the elements
/// of streamed ones. Added by <see cref="TopiaryBuilder.AddPublishMiddleware{T}"/>; the first one added is the outermost.
/// One instance serves all messages, also at the same time.
/// </summary>
/// <remarks>Messages of <see cref="IMqttClient"/>, dead letters and births and wills do not pass.</remarks>
public interface IPublishMiddleware
{
    /// <summary>
    /// Sends a message on by calling <paramref name="next"/>, changed or not, once or several times; or keeps it, by not calling
    /// it. To keep a request set <see cref="PublishContext.Reply"/>, or throw what its caller is to get.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="next">The rest of the way; what it throws may be caught.</param>
    /// <param name="ct">The caller's token, to be passed on.</param>
    /// <returns>Completes when the caller may go on.</returns>
    ValueTask PublishAsync(PublishContext message, PublishDelegate next, CancellationToken ct);
}
