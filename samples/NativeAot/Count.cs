using Topiary;

namespace NativeAot;

/// <summary>Counts the requests that handlers get.</summary>
public sealed class Count(Ledger ledger) : IHandleMiddleware
{
    public ValueTask HandleAsync(HandleContext message, HandleDelegate next, CancellationToken ct)
    {
        if (message.Kind == MessageKind.Request)
        {
            ledger.Count();
        }

        return next(message, ct);
    }
}
