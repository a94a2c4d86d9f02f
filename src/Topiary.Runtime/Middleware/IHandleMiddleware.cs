namespace Topiary;

/// <summary>
/// Stands in the way of every message that comes in: for handlers, inside of each try; for typed streams; answers to requests,
/// and the elements of streamed ones. Added by <see cref="TopiaryBuilder.AddHandleMiddleware{T}"/>; the first one added is the
/// outermost. One instance serves all messages, also at the same time.
/// </summary>
public interface IHandleMiddleware
{
    /// <summary>
    /// Lets a message through by calling <paramref name="next"/>; or keeps it, by not calling it: it is acknowledged then as if it
    /// had been handled, and left out of a stream. A request that is kept is answered by <see cref="HandleContext.ReplyAsync"/> or
    /// by throwing <see cref="MqttRequestException"/>.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="next">The rest of the way; what the handler throws comes out of it.</param>
    /// <param name="ct">Fires when handlers must stop; to be passed on.</param>
    /// <returns>Completes when the message has been handled. An exception counts as the handler's own: tried again, dead letter and so on.</returns>
    ValueTask HandleAsync(HandleContext message, HandleDelegate next, CancellationToken ct);
}
