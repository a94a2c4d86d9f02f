namespace Topiary.Runtime;

/// <summary>The handle middleware of an application, composed once, at the first message. Exists only where there is any. Thread-safe.</summary>
internal sealed class HandlePipeline(IServiceProvider services, IReadOnlyList<Func<IServiceProvider, IHandleMiddleware>> parts)
{
    private readonly Lazy<HandleDelegate> _chain = new(() => Compose(services, parts));

    /// <summary>Sends a message for a handler through the middleware, for one try.</summary>
    /// <param name="message">The message.</param>
    /// <param name="scope">Services of the try's scope.</param>
    /// <param name="attempt">Number of the try.</param>
    /// <param name="handle">Calls the handler.</param>
    /// <param name="ct">The handler's token.</param>
    public ValueTask HandleAsync(IncomingMessage message, IServiceProvider scope, int attempt, HandleDelegate handle, CancellationToken ct)
    {
        var options = message.Route!.Options;
        var kind = options.Kind switch
        {
            RouteKind.Request => MessageKind.Request,
            RouteKind.Stream => MessageKind.StreamRequest,
            _ => MessageKind.OneWay,
        };
        message.BeginTry();
        message.CapturesReply |= kind == MessageKind.Request;
        return RunAsync(new HandleContext(kind, options.Name, message, scope, attempt) { Handle = handle }, ct);
    }

    /// <summary>Sends a message that no handler is called for through the middleware; false when that has kept it.</summary>
    /// <param name="message">The message; its payload is replaced by what the middleware makes of it.</param>
    /// <param name="kind">What it is for.</param>
    /// <param name="reader">Who reads it, for people.</param>
    /// <param name="read">Reads it.</param>
    /// <param name="ct">Stops the wait.</param>
    public async ValueTask<bool> ReadAsync(IncomingMessage message, MessageKind kind, string reader, Action<IncomingMessage> read, CancellationToken ct)
    {
        var isRead = false;
        var context = new HandleContext(kind, reader, message, services, attempt: 1)
        {
            Handle = (_, _) =>
            {
                read(message);
                isRead = true;
                return default;
            },
        };
        await RunAsync(context, ct).ConfigureAwait(false);
        return isRead;
    }

    private static HandleDelegate Compose(IServiceProvider services, IReadOnlyList<Func<IServiceProvider, IHandleMiddleware>> parts)
    {
        HandleDelegate chain = static (message, ct) => message.Handle(message, ct);
        for (var i = parts.Count - 1; i >= 0; i--)
        {
            var (middleware, next) = (parts[i](services), chain);
            chain = (message, ct) => middleware.HandleAsync(message, next, ct);
        }

        return chain;
    }

    private async ValueTask RunAsync(HandleContext context, CancellationToken ct)
    {
        try
        {
            await _chain.Value(context, ct).ConfigureAwait(false);
        }
        finally
        {
            context.Invalidate();
        }
    }
}
