namespace Topiary;

/// <summary>Nobody subscribes to the topic of a request (reason code 0x10, MQTT 5.0, section 3.4.2.1).</summary>
public sealed class MqttNoResponderException : MqttException
{
    /// <summary>Creates one.</summary>
    /// <param name="topic">Topic of the request.</param>
    public MqttNoResponderException(string topic)
        : base($"Nobody answers requests on '{topic}': the broker reports no matching subscriber. Start a handler for that topic.") => Topic = topic;

    /// <summary>Topic of the request.</summary>
    public string Topic { get; }
}
