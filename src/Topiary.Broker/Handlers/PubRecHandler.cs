using Topiary.Protocol;

namespace Topiary.Broker;

/// <summary>PUBREC (MQTT 5.0, section 3.5): the client has taken a QoS 2 message, which is released by PUBREL.</summary>
internal static class PubRecHandler
{
    public static void Handle(ClientConnection connection, PacketFrame frame)
    {
        AckPacket packet = AckPacket.Read(frame, connection.Version);
        Session session = connection.Session!;
        if (session.Outbox.OnPubRec(connection, packet.PacketId, packet.ReasonCode, connection.Flush) is { } code)
        {
            connection.Writer.SendAfterCommit(new AckPacket(PacketType.PubRel, packet.PacketId, code), session.CommitLevel);
        }
    }
}
