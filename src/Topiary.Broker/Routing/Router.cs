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
    /// <param name="recipients">Who gets it where rights are checked at delivery; null: everybody who is subscribed.</param>
    /// <returns>Number of receivers that match.</returns>
    public int Publish(Session? publisher, Topic topic, in PublishPacket packet, FlushSet flush, Recipients? recipients = null)
    {
        core.Options.PublishObserver?.OnPublish(topic.NameSpan, packet);
        FanOut message = FanOut.Rent(publisher, topic, packet, core.Clock);
        try
        {
            // Retained first: who subscribes meanwhile gets it at least once.
            if (packet.Retain)
            {
                Retain(message, topic, packet.Payload.IsEmpty);
            }

            return Route(publisher, recipients?.Match ?? core.Index.Match(topic), message, flush, recipients?.Denied);
        }
        finally
        {
            message.Return();
        }
    }

    /// <summary>Publishes where rights are checked at delivery; for messages that nobody waits for.</summary>
    public async Task PublishCheckedAsync(Session? publisher, Topic topic, PublishPacket packet)
    {
        if (publisher is not null && !await core.Authorization.MayStillPublishAsync(publisher, topic, packet).ConfigureAwait(false))
        {
            core.Counters.Dropped(DropReason.NotAuthorized);
            return;
        }

        Recipients recipients = await core.Authorization.FindRecipientsAsync(core.Index.Match(topic), topic.Name, CancellationToken.None).ConfigureAwait(false);
        var flush = new FlushSet();
        core.Counters.Messages(0, Publish(publisher, topic, packet, flush, recipients));
        flush.Flush();
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

    private void Retain(FanOut message, Topic topic, bool isEmpty)
    {
        if (isEmpty)
        {
            core.Retained.Remove(topic.Name);
        }
        else
        {
            core.Retained.Set(message.Store());
        }
    }
}
