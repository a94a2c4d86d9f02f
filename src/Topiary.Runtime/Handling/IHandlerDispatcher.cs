namespace Topiary.Runtime;

/// <summary>One handler class at run time.</summary>
internal interface IHandlerDispatcher
{
    /// <summary>Number of subscriptions.</summary>
    int RouteCount { get; }

    /// <summary>Subscribes all routes; completes when the broker has answered each. A refusal is logged.</summary>
    Task SubscribeAsync(CancellationToken ct);

    /// <summary>Takes no more messages; completes when those that wait have been handled.</summary>
    Task DrainAsync();
}
