namespace Topiary.Runtime;

/// <summary>One handler class at run time.</summary>
internal interface IHandlerDispatcher
{
    /// <summary>Name of the handler class.</summary>
    string Name { get; }

    /// <summary>Its methods.</summary>
    IReadOnlyList<RouteState> Routes { get; }

    /// <summary>Messages that wait.</summary>
    int Queued { get; }

    /// <summary>Messages that are being handled.</summary>
    int Running { get; }

    /// <summary>Subscribes all routes; completes when the broker has answered each. A refusal is logged.</summary>
    Task SubscribeAsync(CancellationToken ct);

    /// <summary>Takes no more messages; completes when those that wait have been handled.</summary>
    Task DrainAsync();
}
