using Microsoft.Extensions.Logging;
using Topiary.Client;

namespace Topiary.Runtime;

/// <summary>Puts the messages of one route's subscription into its handler's queue. Runs on the read loop.</summary>
internal sealed class RouteReceiver<THandler>(
    HandlerRoute<THandler> route, Responder responder, HandlerQueue queue, TimeProvider time, ILogger logger, BatchScheduler? batches = null)
    : RouteState(route.Options, responder, logger), IMessageReceiver
    where THandler : class
{
    public HandlerRoute<THandler> Route { get; } = route;

    /// <summary>Puts messages together; null for a method that takes one at a time.</summary>
    public BatchScheduler? Batches { get; } = batches;

    /// <summary>Whether a message of it is just given to the method: no answer, and acknowledged afterwards.</summary>
    public bool IsPlain { get; } = route.Options is { Kind: RouteKind.OneWay, Idempotent: false, Ack: not AckMode.OnReceipt };

    /// <inheritdoc/>
    public void OnMessage(in ReceivedMessage message, MessageReceipt receipt)
    {
        var isFull = Batches?.IsFull ?? queue.IsFull;
        if (isFull && message.QoS == QoS.AtMostOnce)
        {
            OnDropped();
            return;
        }

        // Only requests are too late at some time: nobody waits for them any more.
        var incoming = queue.Rent();
        incoming.Fill(message, receipt, Options.Kind == RouteKind.OneWay ? 0 : time.GetTimestamp());
        incoming.Route = this;
        if (Options.Order is { } order)
        {
            incoming.SetOrder(order);
        }

        // A message acknowledged now no longer counts towards Receive Maximum, which bounds the queue: only while there is room.
        if (Options.Ack == AckMode.OnReceipt && !isFull)
        {
            incoming.Settle(ReasonCode.Success);
        }

        if (!(Batches?.TryAdd(incoming) ?? queue.TryAdd(incoming)))
        {
            // Stopping: left without acknowledgement, so that the broker keeps it for the session's next connection.
            IncomingMessagePool.Shared.Return(incoming);
        }
    }
}
