using System.Diagnostics;

namespace Topiary.Runtime.Tests;

/// <summary>Notes the trace context that messages carry, and the activity that it runs in.</summary>
internal sealed class NotingMiddleware : IPublishMiddleware
{
    public List<string?> Seen { get; } = [];

    public List<string?> Current { get; } = [];

    public ValueTask PublishAsync(PublishContext message, PublishDelegate next, CancellationToken ct)
    {
        Seen.Add(message.UserProperties["traceparent"]);
        Current.Add(Activity.Current?.Id);
        return next(message, ct);
    }
}
