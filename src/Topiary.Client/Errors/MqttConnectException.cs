namespace Topiary;

/// <summary>No broker could be connected, or one refused the client.</summary>
public sealed class MqttConnectException : MqttException
{
    internal MqttConnectException(string message, string? broker = null, ReasonCode? reasonCode = null, string? serverReference = null, bool isDefinite = false, Exception? innerException = null)
        : base(message, innerException)
    {
        Broker = broker;
        ReasonCode = reasonCode;
        ServerReference = serverReference;
        IsDefinite = isDefinite;
    }

    /// <summary>The broker, as it stands in <see cref="MqttClientOptions.Brokers"/>; null when the failure is about several.</summary>
    public string? Broker { get; }

    /// <summary>Reason that the broker gave in CONNACK; null when it gave none.</summary>
    public ReasonCode? ReasonCode { get; }

    /// <summary>Server that the broker referred to, or null.</summary>
    public string? ServerReference { get; }

    /// <summary>The broker closed the connection on CONNECT instead of answering it.</summary>
    internal bool IsClosedWithoutAnswer { get; init; }

    /// <summary>Trying again with the same options cannot help: bad credentials, not authorized, unusable address and the like.</summary>
    public bool IsDefinite { get; }
}
