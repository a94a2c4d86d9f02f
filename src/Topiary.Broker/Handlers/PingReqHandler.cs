using Topiary.Protocol;

namespace Topiary.Broker;

/// <summary>PINGREQ (MQTT 5.0, section 3.12).</summary>
internal static class PingReqHandler
{
    public static void Handle(ClientConnection connection) => connection.Writer.SendControl(default(PingRespPacket));
}
