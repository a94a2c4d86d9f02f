using Topiary;

namespace Middleware;

/// <summary>Lets two requests through and refuses the others. Not calling <c>next</c> is all it takes.</summary>
public sealed class Ration : IHandleMiddleware
{
    private const int Allowed = 2;
    private int _requests;

    public ValueTask HandleAsync(HandleContext message, HandleDelegate next, CancellationToken ct) =>
        message.Kind == MessageKind.Request && Interlocked.Increment(ref _requests) > Allowed
            ? throw new MqttRequestException("enough", $"Only {Allowed} questions a day.")
            : next(message, ct);
}
