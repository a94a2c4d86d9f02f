using Topiary.Protocol;

namespace Topiary.Client;

/// <summary>Which protocol version to speak with which broker, and when a failed attempt says that it should be an older one.</summary>
/// <remarks>Threading: used by the connection manager's loop only.</remarks>
internal sealed class VersionFallback(MqttClientOptions options)
{
    private readonly HashSet<string> _olderBrokers = new(StringComparer.Ordinal);

    // What only MQTT 5.0 can say is not left out silently: credentials are no place for a compromise.
    private readonly bool _isPossible = options.AllowVersionFallback && options.ProtocolVersion == MqttVersion.V500
        && options.Authentication is null && (options.Password is null || options.UserName is not null);

    /// <summary>The version for the next attempt at a broker.</summary>
    public MqttVersion VersionFor(string broker) => _olderBrokers.Contains(broker) ? MqttVersion.V311 : options.ProtocolVersion;

    /// <summary>Whether the older version may do better: the broker named the version as the reason, or closed on a CONNECT that it may not have understood.</summary>
    public bool MayHelp(MqttVersion tried, MqttConnectException failure) =>
        _isPossible && tried == MqttVersion.V500 && (failure.ReasonCode == ReasonCode.UnsupportedProtocolVersion || failure.IsClosedWithoutAnswer);

    /// <summary>The broker has accepted the older version.</summary>
    public void Remember(string broker) => _olderBrokers.Add(broker);
}
