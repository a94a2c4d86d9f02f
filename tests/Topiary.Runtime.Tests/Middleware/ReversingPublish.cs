namespace Topiary.Runtime.Tests;

/// <summary>Turns every payload round, so that only who turns it round again can read it.</summary>
internal sealed class ReversingPublish : IPublishMiddleware
{
    public ValueTask PublishAsync(PublishContext message, PublishDelegate next, CancellationToken ct)
    {
        var payload = message.Payload.ToArray();
        Array.Reverse(payload);
        message.Payload = payload;
        message.UserProperties.Add("inner", message.UserProperties["outer"] ?? "none");
        return next(message, ct);
    }
}
