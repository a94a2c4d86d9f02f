namespace Topiary;

/// <summary>What happens to a message that finds the client's queue full.</summary>
public enum OfflineFullMode
{
    /// <summary>The publish waits for room, at most for <see cref="MqttClientOptions.OperationTimeout"/>.</summary>
    Wait,

    /// <summary>The oldest queued message is dropped and counted; who waits for it gets an <see cref="MqttQueueFullException"/>.</summary>
    DropOldest,

    /// <summary>The publish fails with an <see cref="MqttQueueFullException"/>.</summary>
    Reject,
}
