namespace Topiary.Runtime.Tests;

/// <summary>Turns every payload round.</summary>
internal sealed class ReversingHandle : IHandleMiddleware
{
    public ValueTask HandleAsync(HandleContext message, HandleDelegate next, CancellationToken ct)
    {
        var payload = message.Payload.ToArray();
        Array.Reverse(payload);
        message.Payload = payload;
        return next(message, ct);
    }
}
