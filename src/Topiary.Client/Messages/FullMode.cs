namespace Topiary;

/// <summary>What happens to a message that finds a reader's buffer full.</summary>
public enum FullMode
{
    /// <summary>QoS 1 and 2 messages are acknowledged only as they are read, so that the broker waits; QoS 0 messages are dropped and counted.</summary>
    Wait,

    /// <summary>The oldest message in the buffer is dropped and counted.</summary>
    DropOldest,
}
