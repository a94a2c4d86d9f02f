namespace Topiary;

/// <summary>Quality of service of a message (MQTT 5.0, section 4.3).</summary>
public enum QoS : byte
{
    /// <summary>QoS 0: sent once, never acknowledged, may be lost.</summary>
    AtMostOnce = 0,

    /// <summary>QoS 1: acknowledged; may arrive more than once.</summary>
    AtLeastOnce = 1,

    /// <summary>QoS 2: acknowledged in two steps; arrives exactly once.</summary>
    ExactlyOnce = 2,
}
