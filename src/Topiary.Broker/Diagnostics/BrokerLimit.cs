namespace Topiary.Broker;

/// <summary>A limit against abuse; see <see cref="BrokerStatistics.LimitsReached"/>. What each does is listed in docs/limits.md.</summary>
public enum BrokerLimit
{
    /// <summary><see cref="MqttBrokerOptions.MaximumConnections"/>.</summary>
    Connections,

    /// <summary><see cref="MqttBrokerOptions.MaximumConnectionsPerAddress"/>.</summary>
    ConnectionsPerAddress,

    /// <summary><see cref="MqttBrokerOptions.ConnectionRatePerAddress"/>.</summary>
    ConnectionRate,

    /// <summary><see cref="MqttBrokerOptions.ConnectTimeout"/>.</summary>
    ConnectTime,

    /// <summary><see cref="MqttBrokerOptions.MaximumAuthenticationRounds"/>.</summary>
    AuthenticationRounds,

    /// <summary><see cref="MqttBrokerOptions.MaximumConnectPacketSize"/> and <see cref="MqttBrokerOptions.MaximumPacketSize"/>.</summary>
    PacketSize,

    /// <summary>One and a half times the keep-alive.</summary>
    KeepAlive,

    /// <summary><see cref="MqttBrokerOptions.PacketTimeout"/>.</summary>
    PacketTime,

    /// <summary><see cref="MqttBrokerOptions.ReceiveMaximum"/>.</summary>
    ReceiveMaximum,

    /// <summary><see cref="MqttBrokerOptions.TopicAliasMaximum"/>.</summary>
    TopicAlias,

    /// <summary><see cref="MqttBrokerOptions.MaximumTopicLength"/>.</summary>
    TopicLength,

    /// <summary><see cref="MqttBrokerOptions.MaximumTopicLevels"/>.</summary>
    TopicLevels,

    /// <summary><see cref="MqttBrokerOptions.MaximumSubscriptions"/>.</summary>
    Subscriptions,

    /// <summary><see cref="MqttBrokerOptions.MaximumUserProperties"/>.</summary>
    UserProperties,

    /// <summary><see cref="MqttBrokerOptions.MaximumRetainedMessages"/>.</summary>
    RetainedMessages,

    /// <summary><see cref="MqttBrokerOptions.MaximumRetainedBytes"/>.</summary>
    RetainedBytes,

    /// <summary><see cref="MqttBrokerOptions.MaximumSessions"/>.</summary>
    Sessions,

    /// <summary><see cref="MqttBrokerOptions.MaximumQueuedMessages"/> and <see cref="MqttBrokerOptions.MaximumQueuedBytes"/>.</summary>
    Queue,

    /// <summary><see cref="MqttBrokerOptions.OutboundBufferSize"/>, for messages of QoS 0 that were dropped for it.</summary>
    OutboundBuffer,
}
