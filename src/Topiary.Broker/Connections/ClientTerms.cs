using Topiary.Protocol;

namespace Topiary.Broker;

/// <summary>What a CONNECT has settled for its connection.</summary>
internal sealed record ClientTerms
{
    /// <summary>Before CONNECT.</summary>
    public static ClientTerms None { get; } = new();

    public MqttVersion Version { get; init; }

    public long MaximumPacketSize { get; init; } = int.MaxValue;

    public int TopicAliasMaximum { get; init; }

    public int KeepAliveSeconds { get; init; }

    /// <summary>Messages of QoS 1 and 2 that may be under way to the client.</summary>
    public int SendQuota { get; init; }

    /// <summary>Session Expiry Interval of the CONNECT; it decides whether DISCONNECT may set another.</summary>
    public uint SessionExpirySeconds { get; init; }
}
