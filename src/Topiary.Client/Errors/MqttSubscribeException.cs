namespace Topiary;

/// <summary>A subscription was refused: by the broker, or by the client because the broker announced that it would.</summary>
public sealed class MqttSubscribeException : MqttException
{
    internal MqttSubscribeException(string message, string filter, ReasonCode reasonCode)
        : base(message)
    {
        Filter = filter;
        ReasonCode = reasonCode;
    }

    /// <summary>The topic filter.</summary>
    public string Filter { get; }

    /// <summary>Why it was refused.</summary>
    public ReasonCode ReasonCode { get; }
}
