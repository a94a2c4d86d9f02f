namespace Topiary;

/// <summary>A payload could not be written or read by the serializer of its type.</summary>
public class MqttPayloadException : MqttException
{
    /// <summary>Creates one.</summary>
    /// <param name="topic">Topic of the message.</param>
    /// <param name="message">What failed, with the position where it is known.</param>
    /// <param name="innerException">What the serializer threw.</param>
    public MqttPayloadException(string topic, string message, Exception? innerException)
        : base(message, innerException) => Topic = topic;

    /// <summary>Topic of the message.</summary>
    public string Topic { get; }
}
