namespace Topiary;

/// <summary>What became of a published message.</summary>
/// <param name="ReasonCode">
/// The broker's reason code; <see cref="ReasonCode.Success"/> for QoS 0 and on MQTT 3.1.1, which have none. Failures are thrown as
/// <see cref="MqttPublishException"/> and never appear here.
/// </param>
public readonly record struct MqttPublishResult(ReasonCode ReasonCode)
{
    /// <summary>The message is in the client's file store and will be delivered; the broker has not answered yet. Only with <see cref="PublishCompletion.Stored"/>.</summary>
    public bool IsStored { get; init; }

    /// <summary>The broker accepted the message but nobody subscribes to its topic. Not every broker tells, and none for QoS 0.</summary>
    public bool NoMatchingSubscribers => ReasonCode == ReasonCode.NoMatchingSubscribers;
}
