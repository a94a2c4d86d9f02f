namespace Topiary.Fuzz;

/// <summary>What follows in the model when rights have changed.</summary>
internal static class Rights
{
    // What an absent member was sent and may not have any more: whether another got it before is not known.
    private static readonly ModelSession s_nobody = new("nobody");

    /// <summary>Drops what is forbidden by now to a session: when asked to, and when its client comes back.</summary>
    public static void Recheck(BrokerModel model, ModelSession session)
    {
        ModelSubscription[] removed = [.. session.Subscriptions.Values.Where(s => !model.Rights.MaySubscribe(session.ClientId, s.TopicFilter))];
        foreach (ModelSubscription subscription in removed)
        {
            model.Unsubscribe(session, subscription.Filter);
        }

        bool IsForbidden(string topic) => !model.Rights.MayReceive(session.ClientId, topic)
            || (removed.Any(s => TopicRules.Matches(s.TopicFilter, topic)) && !session.Subscriptions.Values.Any(s => TopicRules.Matches(s.TopicFilter, topic)));

        session.Replays.RemoveAll(replay => !MayDeliver(model, session, replay.Topic));
        session.Waiting.RemoveAll(copy => IsForbidden(copy.Message.Topic));
        if (session.Connection is not null)
        {
            return;
        }

        foreach (Copy copy in session.InFlight.Where(copy => !copy.IsReleased && IsForbidden(copy.Message.Topic)).ToArray())
        {
            session.InFlight.Remove(copy);
            if (copy.Group?.Floating.Remove((session, copy)) == true)
            {
                copy.Group.Floating.Add((s_nobody, copy));
            }
        }
    }

    /// <summary>Removes the retained messages that a client may not publish any more.</summary>
    public static void RecheckRetained(BrokerModel model, string clientId)
    {
        foreach (ModelMessage message in model.Retained.Values.Where(m => m.Publisher == clientId && !model.Rights.MayPublish(clientId, m.Topic)).ToArray())
        {
            model.RemoveRetained(message.Topic);
        }
    }

    /// <summary>Whether a session may be sent the retained message of a topic; its publisher must still be allowed to publish it.</summary>
    public static bool MayDeliver(BrokerModel model, ModelSession session, string topic) => !model.Rights.ChecksDelivery
        || (model.Rights.MayReceive(session.ClientId, topic) && model.Rights.MayPublish(model.Retained[topic].Publisher, topic));
}
