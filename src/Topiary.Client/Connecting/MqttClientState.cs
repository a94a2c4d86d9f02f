namespace Topiary;

/// <summary>What a client is doing.</summary>
public enum MqttClientState
{
    /// <summary>Not started, or ended by <see cref="IMqttClient.DisconnectAsync"/>.</summary>
    Disconnected,

    /// <summary>Trying the brokers of its list.</summary>
    Connecting,

    /// <summary>A broker has accepted the client.</summary>
    Connected,

    /// <summary>Waiting before the next attempt.</summary>
    Reconnecting,

    /// <summary>Ended: every broker refused for good, or the client is disposed.</summary>
    Stopped,
}
