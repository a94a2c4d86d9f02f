using Topiary.Protocol;

namespace Topiary.Broker;

/// <summary>PUBACK and PUBCOMP (MQTT 5.0, sections 3.4 and 3.7): a message has arrived at the client; the next may follow.</summary>
internal static class AcknowledgementHandler
{
    public static void Handle(ClientConnection connection, PacketFrame frame)
    {
        AckPacket packet = AckPacket.Read(frame, connection.Version);
        connection.Batch.OnAcknowledged(packet.Type, packet.PacketId);
    }
}
