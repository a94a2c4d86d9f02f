using Topiary.Protocol;

namespace Topiary.Broker;

/// <summary>What a session was sent of shared subscriptions and has not acknowledged goes back to them when its connection has gone.</summary>
internal static class SharedReturn
{
    /// <summary>Gives messages back, last first, as each goes to the front of its group's queue. QoS 2 stays with the member that it was sent to.</summary>
    public static void GiveBack(
        Session session,
        BrokerCore core,
        List<OutboundEntry<Delivery>> inFlight,
        Predicate<SharedGroup> isWanted,
        Func<ushort, bool> tryWithdraw,
        FlushSet flush)
    {
        var groups = new HashSet<SharedGroup>();
        for (int i = inFlight.Count - 1; i >= 0; i--)
        {
            Delivery delivery = inFlight[i].Value;
            if (delivery.Group is { } group && inFlight[i].State == OutboundState.WaitPubAck && isWanted(group) && tryWithdraw(inFlight[i].PacketId))
            {
                group.GiveBack(ToShared(session, core.Store, delivery));
                groups.Add(group);
            }
        }

        foreach (SharedGroup group in groups)
        {
            if (core.Authorization.ChecksDelivery)
            {
                // Members may have come since it was published, so that nobody has asked about them yet.
                _ = core.Authorization.OfferAsync(group);
            }
            else
            {
                group.OfferToMembers(flush);
            }
        }
    }

    // As it waited in its group; what the session had of it in the store goes.
    private static Delivery ToShared(Session session, IBrokerStore? store, in Delivery delivery)
    {
        StoredMessage message = delivery.Message!;
        DeliveryKey key = delivery.Key;
        if (key.IsStored && key.Owner == session.Number)
        {
            store?.RemoveDelivery(key);
            key = default;
        }

        return delivery with { Key = key, QoS = message.QoS, Retain = message.Retain, Identifiers = [], SentOn = null };
    }
}
