namespace Topiary.Runtime;

/// <summary>One method of a handler: its subscription and how it is called. Emitted by the generator; shared by all messages.</summary>
/// <typeparam name="THandler">The handler class.</typeparam>
public abstract class HandlerRoute<THandler>
    where THandler : class
{
    /// <summary>Creates one.</summary>
    /// <param name="options">What the method declares.</param>
    protected HandlerRoute(HandlerRouteOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
    }

    /// <summary>What the method declares.</summary>
    public HandlerRouteOptions Options { get; }

    /// <summary>Reads a message and calls the method.</summary>
    /// <param name="handler">Handler from the message's own scope.</param>
    /// <param name="message">Message whose topic matches the filter.</param>
    /// <param name="ct">Fires when handlers must stop, and when the requester of a stream cancels.</param>
    /// <returns>Completes when the method has.</returns>
    public abstract ValueTask InvokeAsync(THandler handler, IncomingMessage message, CancellationToken ct);
}
