using Topiary.Protocol;

namespace Topiary.Broker;

/// <summary>Takes a message from whoever published it to everybody who is subscribed. Its cost follows the matches.</summary>
/// <remarks>Threading: any thread; nothing in it waits. Receivers are written to, and flushed by the caller.</remarks>
internal sealed class Router(BrokerCore core)
{
    /// <summary>Retains and routes a message whose memory is borrowed.</summary>
    /// <param name="publisher">The session that publishes; null for the broker itself.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="packet">The message.</param>
    /// <param name="flush">Who is written to.</param>
    /// <param name="level">How durable it is; <see cref="DurabilityLevel.Memory"/>: the store is told nothing.</param>
    /// <param name="recipients">Who gets it where rights are checked at delivery; null: everybody who is subscribed.</param>
    /// <param name="clearsWill">Whether it is the will of the publisher, which has none from now on.</param>
    public PublishOutcome Publish(
        Session? publisher, Topic topic, in PublishPacket packet, FlushSet flush, DurabilityLevel level, Recipients? recipients = null, bool clearsWill = false)
    {
        core.Options.PublishObserver?.OnPublish(topic.NameSpan, packet);
        if (!packet.Retain || core.Store is null)
        {
            return PublishInOrder(publisher, topic, packet, flush, level, recipients, clearsWill);
        }

        // The store must hear of the retained messages of a topic in the order in which they replaced each other.
        lock (core.Retained.OrderOf(topic.NameSpan))
        {
            return PublishInOrder(publisher, topic, packet, flush, level, recipients, clearsWill);
        }
    }

    /// <summary>Publishes where rights are checked at delivery; for messages that nobody waits for.</summary>
    public async Task PublishCheckedAsync(Session? publisher, Topic topic, PublishPacket packet, DurabilityLevel listener, bool clearsWill = false)
    {
        if (publisher is not null && !await core.Authorization.MayStillPublishAsync(publisher, topic, packet).ConfigureAwait(false))
        {
            core.Counters.Dropped(DropReason.NotAuthorized);
            return;
        }

        Recipients recipients = await core.Authorization.FindRecipientsAsync(core.Index.Match(topic), topic.Name, CancellationToken.None).ConfigureAwait(false);
        var flush = new FlushSet();
        DurabilityLevel level = publisher is null ? listener : core.Durability.LevelOf(topic, listener);
        core.Counters.Messages(0, Publish(publisher, topic, packet, flush, level, recipients, clearsWill).Receivers);
        flush.Flush();
    }

    private PublishOutcome PublishInOrder(
        Session? publisher, Topic topic, in PublishPacket packet, FlushSet flush, DurabilityLevel level, Recipients? recipients, bool clearsWill)
    {
        // What has to be acknowledged was refused before if it cannot be kept; the rest is then in memory alone. So is a will (which has no packet
        // identifier) of a session that is not kept: who comes and goes must not fill the memory of a store whose disk does not work.
        bool mayBeLost = packet.QoS == QoS.AtMostOnce || (packet.PacketId == 0 && publisher is not { IsKept: true });
        bool isDurable = level != DurabilityLevel.Memory && core.Store is { } store && (!mayBeLost || store.Refusal is null);
        FanOut message = FanOut.Rent(publisher, topic, packet, core.Clock);
        message.IsStored = isDurable && packet.QoS != QoS.AtMostOnce;
        try
        {
            // Retained first: who subscribes meanwhile gets it at least once.
            bool isCleared = packet.Retain && packet.Payload.IsEmpty && core.Retained.Remove(topic.Name);
            bool isRetained = packet.Retain && !packet.Payload.IsEmpty;
            if (isRetained)
            {
                core.Retained.Set(message.Store(), isDurable);
            }

            int receivers = Route(publisher, recipients?.Match ?? core.Index.Match(topic), message, flush, recipients?.Denied);
            bool isRecorded = isDurable && Record(message, isRetained, publisher, packet, clearsWill, flush);
            return new PublishOutcome(receivers, isRecorded || isCleared);
        }
        finally
        {
            message.Return();
        }
    }

    // One record for all that the message changes; then what waits for it goes on.
    private bool Record(FanOut message, bool isRetained, Session? publisher, in PublishPacket packet, bool clearsWill, FlushSet flush)
    {
        bool isKept = publisher is { IsKept: true };
        bool isInbound = isKept && packet.QoS == QoS.ExactlyOnce && packet.PacketId != 0;
        bool isWanted = isRetained || message.HasDeliveries;
        if (!isWanted && !isInbound && !(isKept && clearsWill))
        {
            return false;
        }

        core.Store!.Publish(new PublishRecord
        {
            Message = isWanted ? message.Store() : null,
            IsRetained = isRetained,
            Deliveries = message.Deliveries,
            InboundSession = isInbound ? publisher!.Number : 0,
            InboundPacketId = isInbound ? packet.PacketId : (ushort)0,
            WillOf = isKept && clearsWill ? publisher!.Number : 0,
        });
        if (isWanted)
        {
            message.OnRecorded(flush);
        }

        return true;
    }

    private int Route(Session? publisher, Match match, FanOut message, FlushSet flush, HashSet<Session>? denied)
    {
        message.Expect(match.Count);
        int count = match.Groups.Length;
        foreach (Receiver candidate in match.Receivers)
        {
            Receiver receiver = candidate;
            if (denied is not null && denied.Contains(receiver.Session))
            {
                core.Counters.Dropped(DropReason.NotAuthorized);
                continue;
            }

            if (receiver.HasNoLocal && ReferenceEquals(receiver.Session, publisher))
            {
                if (receiver.ForPublisher is not { } own)
                {
                    continue;
                }

                receiver = own;
            }

            receiver.Session.Outbox.Deliver(message, receiver, message.Retain && receiver.RetainAsPublished, flush);
            count++;
        }

        foreach (SharedGroup group in match.Groups)
        {
            group.Deliver(message, flush, denied);
        }

        return count;
    }
}
