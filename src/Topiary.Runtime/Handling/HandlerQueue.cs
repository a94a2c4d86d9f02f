namespace Topiary.Runtime;

/// <summary>Where the messages of a handler wait: ordinary ones by topic, requests for streams on their own. Thread-safe.</summary>
internal sealed class HandlerQueue(LaneScheduler lanes, StreamScheduler streams)
{
    /// <summary>QoS 0 messages that may wait.</summary>
    public const int Capacity = 10_000;

    public bool IsFull => lanes.IsFull;

    /// <summary>Messages that wait.</summary>
    public int Queued => lanes.Queued;

    /// <summary>Messages that are being handled.</summary>
    public int Running => lanes.Running + streams.Running;

    public bool TryAdd(IncomingMessage message) =>
        message.Route!.Options.Kind == RouteKind.Stream ? streams.TryAdd(message) : lanes.TryAdd(message);

    /// <summary>Takes no more; completes when everything has been handled.</summary>
    public Task DrainAsync() => Task.WhenAll(lanes.DrainAsync(), streams.DrainAsync());
}
