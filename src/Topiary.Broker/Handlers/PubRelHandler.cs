using Topiary.Protocol;

namespace Topiary.Broker;

/// <summary>PUBREL (MQTT 5.0, section 3.6): a QoS 2 message of the client is released; its identifier may be used again.</summary>
internal static class PubRelHandler
{
    public static void Handle(ClientConnection connection, PacketFrame frame)
    {
        AckPacket packet = AckPacket.Read(frame, connection.Version);
        Session session = connection.Session!;
        bool isKnown;
        lock (session.PacketGate)
        {
            if (!connection.Owns(session))
            {
                return;
            }

            isKnown = session.TryRemoveInbound(packet.PacketId);
        }

        var answer = new AckPacket(PacketType.PubComp, packet.PacketId, isKnown ? ReasonCode.Success : ReasonCode.PacketIdentifierNotFound);
        connection.Writer.SendAfterCommit(answer, session.CommitLevel);
    }
}
