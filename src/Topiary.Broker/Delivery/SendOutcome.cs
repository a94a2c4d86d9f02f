namespace Topiary.Broker;

/// <summary>What became of an attempt to write a PUBLISH to a connection.</summary>
internal enum SendOutcome
{
    /// <summary>It is in the output queue.</summary>
    Sent,

    /// <summary>It is larger than the client's Maximum Packet Size: it counts as delivered and is dropped.</summary>
    TooLarge,

    /// <summary>The output queue is full, or closed.</summary>
    Full,
}
