using Topiary.Protocol;

namespace Topiary.Broker;

/// <summary>DISCONNECT (MQTT 5.0, section 3.14): the client leaves; reason 0 takes its will back.</summary>
internal sealed class DisconnectHandler(BrokerCore core)
{
    public void Handle(ClientConnection connection, PacketFrame frame)
    {
        DisconnectPacket packet = DisconnectPacket.Read(frame, connection.Version);
        core.Abuse.CheckUserProperties(packet.UserProperties.Count);
        if (packet.ServerReference is not null)
        {
            throw new MqttProtocolException(ReasonCode.ProtocolError, 0, "A client's DISCONNECT has a Server Reference");
        }

        if (packet.SessionExpiryInterval is { } seconds)
        {
            if (seconds != 0 && connection.Terms.SessionExpirySeconds == 0)
            {
                throw new MqttProtocolException(ReasonCode.ProtocolError, 0, "DISCONNECT sets a Session Expiry Interval although CONNECT had none");
            }

            core.Sessions.ChangeExpiry(connection.Session!, connection, ConnectHandler.Limit(seconds, core.Options.MaximumSessionExpiry));
        }

        connection.Leave(keepsWill: packet.ReasonCode != ReasonCode.Success);
    }
}
