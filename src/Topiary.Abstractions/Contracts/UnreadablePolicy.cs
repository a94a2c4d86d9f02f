namespace Topiary;

/// <summary>
/// What becomes of a message whose payload a handler cannot read. Trying again cannot help, so it is not tried again; the
/// failure is logged whatever the policy, and a requester is always told with the code <c>unreadable-payload</c>.
/// </summary>
public enum UnreadablePolicy
{
    /// <summary>
    /// What the class says (<see cref="MqttHandlerAttribute.OnUnreadable"/>). Where that says nothing either: the dead-letter
    /// topic if the application has one, else <see cref="Reject"/>; a request is acknowledged, since its requester is told.
    /// </summary>
    Default = 0,

    /// <summary>Logged and acknowledged as if it had been handled.</summary>
    Acknowledge = 1,

    /// <summary>
    /// Published with its bytes, cause and origin to the dead-letter topic (<c>DeadLetterTo</c>), then acknowledged. Where there
    /// is no such topic, or it cannot be published to, as <see cref="Reject"/>.
    /// </summary>
    DeadLetter = 2,

    /// <summary>
    /// Acknowledged with reason 0x99, Payload format invalid (MQTT 5.0, sections 3.4.2.1 and 3.5.2.1), so that the broker knows.
    /// MQTT 3.1.1 has no reasons: there it is acknowledged. So is QoS 0, which has no acknowledgement at all.
    /// </summary>
    Reject = 3,
}
