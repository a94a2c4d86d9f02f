namespace Topiary.Runtime;

/// <summary>One method of a handler that takes several messages at once. Emitted by the generator; shared by all messages.</summary>
/// <typeparam name="THandler">The handler class.</typeparam>
public abstract class BatchRoute<THandler> : HandlerRoute<THandler>
    where THandler : class
{
    /// <summary>Creates one.</summary>
    /// <param name="options">What the method declares.</param>
    protected BatchRoute(HandlerRouteOptions options)
        : base(options)
    {
    }

    /// <summary>Not used: messages come as batches.</summary>
    /// <param name="handler">Handler.</param>
    /// <param name="message">Message.</param>
    /// <param name="ct">Token.</param>
    /// <returns>Nothing.</returns>
    /// <exception cref="InvalidOperationException">Always.</exception>
    public sealed override ValueTask InvokeAsync(THandler handler, IncomingMessage message, CancellationToken ct) =>
        throw new InvalidOperationException($"{Options.Name} takes batches.");

    /// <summary>Reads the messages of a batch and calls the method.</summary>
    /// <param name="handler">Handler from the batch's own scope.</param>
    /// <param name="batch">The messages.</param>
    /// <param name="ct">Fires when handlers must stop.</param>
    /// <returns>Completes when the method has.</returns>
    public abstract ValueTask InvokeAsync(THandler handler, MessageBatch batch, CancellationToken ct);
}
