namespace Topiary.Broker;

/// <summary>Why a message was not delivered to a receiver, or not taken from a publisher.</summary>
public enum DropReason
{
    /// <summary>QoS 0 to a session without a connection.</summary>
    Offline,

    /// <summary>QoS 0 to a client that does not read fast enough.</summary>
    SlowConsumer,

    /// <summary>The queue of the session or shared subscription was full.</summary>
    QueueFull,

    /// <summary>It had expired.</summary>
    Expired,

    /// <summary>It is larger than the client's Maximum Packet Size.</summary>
    TooLarge,

    /// <summary>QoS 0 to a shared subscription of which no member can take it.</summary>
    NoShareMember,

    /// <summary>The publisher may not publish to the topic, or the receiver may not have its messages.</summary>
    NotAuthorized,

    /// <summary>The publisher's message broke a limit: its topic, or the retained messages.</summary>
    Refused,
}
