namespace Topiary.Protocol;

/// <summary>When retained messages are sent because of a SUBSCRIBE (MQTT 5.0, section 3.8.3.1).</summary>
public enum RetainHandling : byte
{
    /// <summary>Each time.</summary>
    SendAtSubscribe = 0,

    /// <summary>Only when the subscription did not exist.</summary>
    SendIfNew = 1,

    /// <summary>Never.</summary>
    DoNotSend = 2,
}
