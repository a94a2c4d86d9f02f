namespace Topiary.Broker;

/// <summary>What happens to a message of QoS 1 or 2 when the queue of a session is full.</summary>
public enum OverflowPolicy
{
    /// <summary>The oldest waiting message makes room.</summary>
    DropOldest,

    /// <summary>The new message is not queued.</summary>
    DropNewest,

    /// <summary>The new message is not queued and the client, where one is connected, is disconnected with reason 0x97 (quota exceeded).</summary>
    Disconnect,
}
