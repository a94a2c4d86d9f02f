namespace Topiary.Protocol;

/// <summary>Options of a subscription (MQTT 5.0, section 3.8.3.1). MQTT 3 has the QoS alone.</summary>
/// <param name="MaximumQoS">Highest QoS that messages are delivered with.</param>
/// <param name="NoLocal">True when the client's own messages are not to come back.</param>
/// <param name="RetainAsPublished">True when the RETAIN flag is to stay as published.</param>
/// <param name="RetainHandling">When retained messages are sent because of the SUBSCRIBE.</param>
public readonly record struct SubscriptionOptions(
    QoS MaximumQoS,
    bool NoLocal = false,
    bool RetainAsPublished = false,
    RetainHandling RetainHandling = RetainHandling.SendAtSubscribe)
{
    internal byte Encode(MqttVersion version) => version != MqttVersion.V500
        ? (byte)MaximumQoS
        : (byte)((int)MaximumQoS | (NoLocal ? 4 : 0) | (RetainAsPublished ? 8 : 0) | ((int)RetainHandling << 4));

    internal static SubscriptionOptions Read(ref PacketReader reader, MqttVersion version)
    {
        var offset = reader.Offset;
        int bits = reader.ReadByte("Subscription Options");
        if (version == MqttVersion.V310)
        {
            bits &= 3;
        }

        if ((bits & (version == MqttVersion.V500 ? 0xC0 : 0xFC)) != 0)
        {
            ProtocolError.Malformed(offset, "Reserved bits of the Subscription Options are set");
        }

        if ((bits & 3) == 3)
        {
            ProtocolError.Throw(
                version == MqttVersion.V500 ? ReasonCode.ProtocolError : ReasonCode.MalformedPacket, offset, "The QoS of a subscription is 3");
        }

        if ((bits & 0x30) == 0x30)
        {
            ProtocolError.Violation(offset, "Retain Handling is 3");
        }

        return new SubscriptionOptions((QoS)(bits & 3), (bits & 4) != 0, (bits & 8) != 0, (RetainHandling)(bits >> 4));
    }
}
