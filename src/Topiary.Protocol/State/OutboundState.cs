namespace Topiary.Protocol;

/// <summary>What the sender of a QoS 1 or 2 message waits for (MQTT 5.0, section 4.3).</summary>
public enum OutboundState : byte
{
    /// <summary>QoS 1: PUBACK.</summary>
    WaitPubAck = 1,

    /// <summary>QoS 2: PUBREC.</summary>
    WaitPubRec,

    /// <summary>QoS 2: PUBCOMP; the message itself is not needed any more.</summary>
    WaitPubComp,
}
