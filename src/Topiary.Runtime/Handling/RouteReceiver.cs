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

    /// <inheritdoc/>
    public void OnMessage(in ReceivedMessage message, MessageReceipt receipt)
    {
        var isFull = Batches?.IsFull ?? queue.IsFull;
        if (isFull && message.QoS == QoS.AtMostOnce)
        {
            OnDropped();
            return;
        }

        var incoming = IncomingMessagePool.Shared.Rent();
        incoming.Fill(message, receipt, time.GetTimestamp());
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
