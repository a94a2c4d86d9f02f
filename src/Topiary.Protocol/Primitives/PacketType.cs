namespace Topiary;

/// <summary>Type of an MQTT control packet (MQTT 5.0, section 2.1.2).</summary>
public enum PacketType : byte
{
    /// <summary>CONNECT: a client asks for a connection.</summary>
    Connect = 1,

    /// <summary>CONNACK: the answer to CONNECT.</summary>
    ConnAck = 2,

    /// <summary>PUBLISH: a message.</summary>
    Publish = 3,

    /// <summary>PUBACK: the answer to a PUBLISH of QoS 1.</summary>
    PubAck = 4,

    /// <summary>PUBREC: the first answer to a PUBLISH of QoS 2.</summary>
    PubRec = 5,

    /// <summary>PUBREL: the answer to PUBREC.</summary>
    PubRel = 6,

    /// <summary>PUBCOMP: the answer to PUBREL.</summary>
    PubComp = 7,

    /// <summary>SUBSCRIBE: a client asks for subscriptions.</summary>
    Subscribe = 8,

    /// <summary>SUBACK: the answer to SUBSCRIBE.</summary>
    SubAck = 9,

    /// <summary>UNSUBSCRIBE: a client gives subscriptions up.</summary>
    Unsubscribe = 10,

    /// <summary>UNSUBACK: the answer to UNSUBSCRIBE.</summary>
    UnsubAck = 11,

    /// <summary>PINGREQ: a client shows that it is alive.</summary>
    PingReq = 12,

    /// <summary>PINGRESP: the answer to PINGREQ.</summary>
    PingResp = 13,

    /// <summary>DISCONNECT: the last packet of a connection.</summary>
    Disconnect = 14,

    /// <summary>AUTH: a step of enhanced authentication (MQTT 5.0 only).</summary>
    Auth = 15,
}
