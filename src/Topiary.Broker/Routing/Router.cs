using Topiary.Protocol;

namespace Topiary.Broker;

/// <summary>Takes a message from whoever published it to everybody who is subscribed. Its cost follows the matches.</summary>
/// <remarks>Threading: any thread; nothing in it waits. Receivers are written to, and flushed by the caller.</remarks>
internal sealed class Router(BrokerCore core)
{
    /// <summary>Retains and routes a message whose memory is borrowed.</summary>
    /// <returns>Number of receivers that match.</returns>
    public int Publish(Session? publisher, Topic topic, in PublishPacket packet, FlushSet flush)
    {
        core.Options.PublishObserver?.OnPublish(topic.NameSpan, packet);
        FanOut message = FanOut.Rent(topic, packet, core.Clock);
        try
        {
            // Retained first: who subscribes meanwhile gets it at least once.
            if (packet.Retain)
            {
                Retain(message, topic, packet.Payload.IsEmpty);
            }

            return Route(publisher, core.Index.Match(topic), message, flush);
        }
        finally
        {
            message.Return();
        }
    }

    private static int Route(Session? publisher, Match match, FanOut message, FlushSet flush)
    {
        message.Expect(match.Count);
        int count = match.Groups.Length;
        foreach (Receiver candidate in match.Receivers)
        {
            Receiver receiver = candidate;
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
            group.Deliver(message, flush);
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
