using Topiary.Protocol;

namespace Topiary.Broker;

/// <summary>UNSUBSCRIBE (MQTT 5.0, section 3.10).</summary>
internal sealed class UnsubscribeHandler(BrokerCore core)
{
    public void Handle(ClientConnection connection, PacketFrame frame)
    {
        UnsubscribePacket packet = UnsubscribePacket.Read(frame, connection.Version);
        core.Abuse.CheckUserProperties(packet.UserProperties.Count);
        Session session = connection.Session!;
        var codes = new ReasonCode[packet.Filters.Count];
        bool isCancelled = false;
        for (int i = 0; i < codes.Length; i++)
        {
            bool existed = core.Index.Remove(session, packet.Filters[i]) is not null;
            isCancelled |= existed && session.Outbox.CancelReplay(packet.Filters[i]);
            codes[i] = existed ? ReasonCode.Success : ReasonCode.NoSubscriptionExisted;
            if (existed && session.IsKept)
            {
                core.Store?.RemoveSubscription(session.Number, packet.Filters[i]);
            }
        }

        if (isCancelled)
        {
            // Once all of them have ended.
            session.Outbox.Pump(connection.Flush);
        }

        connection.Writer.SendAfterCommit(new UnsubAckPacket { PacketId = packet.PacketId, ReasonCodes = codes }, session.CommitLevel);
    }
}
