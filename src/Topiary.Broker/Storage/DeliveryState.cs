namespace Topiary.Broker;

/// <summary>How far the delivery of a message of QoS 1 or 2 to a session has come.</summary>
public enum DeliveryState
{
    /// <summary>It waits; it has no packet identifier.</summary>
    Queued,

    /// <summary>PUBLISH was sent; PUBACK or PUBREC is awaited.</summary>
    Sent,

    /// <summary>PUBREC was received and PUBREL sent; PUBCOMP is awaited. The message itself is no longer needed.</summary>
    Released,
}
