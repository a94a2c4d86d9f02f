namespace Topiary.Protocol;

/// <summary>What an acknowledgement means to the sender.</summary>
public enum OutboundResult
{
    /// <summary>The message is done: its identifier is free, one more may be sent.</summary>
    Completed,

    /// <summary>Send PUBREL.</summary>
    SendPubRel,

    /// <summary>No message has this identifier. Answer to a PUBREC: PUBREL, in MQTT 5 with <see cref="ReasonCode.PacketIdentifierNotFound"/>; ignore PUBACK and PUBCOMP.</summary>
    Unknown,

    /// <summary>The message with this identifier waits for another kind of acknowledgement: a protocol error of the peer.</summary>
    Mismatch,
}
