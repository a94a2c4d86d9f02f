namespace Topiary.Runtime.Tests;

/// <summary>Keeps what it is told to keep.</summary>
internal sealed class Gate : IPublishMiddleware, IHandleMiddleware
{
    public Action<PublishContext>? Publish { get; set; }

    public Func<HandleContext, ValueTask>? Handle { get; set; }

    public ValueTask PublishAsync(PublishContext message, PublishDelegate next, CancellationToken ct)
    {
        if (Publish is null)
        {
            return next(message, ct);
        }

        Publish(message);
        return default;
    }

    public ValueTask HandleAsync(HandleContext message, HandleDelegate next, CancellationToken ct) => Handle is null ? next(message, ct) : Handle(message);
}
