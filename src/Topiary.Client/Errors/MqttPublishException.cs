namespace Topiary;

/// <summary>A message was refused: by the broker, or by the client because the broker announced that it would.</summary>
public sealed class MqttPublishException : MqttException
{
    internal MqttPublishException(string message, string topic, ReasonCode reasonCode)
        : base(message)
    {
        Topic = topic;
        ReasonCode = reasonCode;
    }

    /// <summary>Topic of the message.</summary>
    public string Topic { get; }

    /// <summary>Why it was refused.</summary>
    public ReasonCode ReasonCode { get; }
}
