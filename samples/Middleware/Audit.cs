using Topiary;

namespace Middleware;

/// <summary>Says what passes. Of a request it sees the answer as well, once the rest of the way has been gone.</summary>
public sealed class Audit : IPublishMiddleware, IHandleMiddleware
{
    public async ValueTask PublishAsync(PublishContext message, PublishDelegate next, CancellationToken ct)
    {
        if (message.Kind is MessageKind.OneWay or MessageKind.Request)
        {
            Console.WriteLine($"out        {message.Kind} on {message.Topic}, {message.Payload.Length} bytes");
        }

        await next(message, ct);
    }

    public async ValueTask HandleAsync(HandleContext message, HandleDelegate next, CancellationToken ct)
    {
        if (message.Kind is MessageKind.OneWay or MessageKind.Request)
        {
            Console.WriteLine($"in         {message.Kind} for {message.Handler}, {message.Payload.Length} bytes, try {message.Attempt}");
        }

        await next(message, ct);
    }
}
