using Topiary.Protocol;

namespace Topiary.Client;

/// <summary>What the broker announced in CONNACK, with the specification's defaults for what it left out.</summary>
internal sealed record ServerLimits
{
    /// <summary>Identifiers that QoS 1 and 2 messages may take; the rest are for SUBSCRIBE and UNSUBSCRIBE, which no quota holds back.</summary>
    private const int MostInFlight = 65_000;

    public required int ReceiveMaximum { get; init; }

    public required QoS MaximumQoS { get; init; }

    public required bool RetainAvailable { get; init; }

    public required int MaximumPacketSize { get; init; }

    public required int TopicAliasMaximum { get; init; }

    public required bool WildcardSubscriptions { get; init; }

    public required bool SubscriptionIdentifiers { get; init; }

    public required bool SharedSubscriptions { get; init; }

    public required TimeSpan KeepAlive { get; init; }

    public static ServerLimits From(ConnAckPacket packet, MqttVersion version, MqttClientOptions options)
    {
        bool v5 = version == MqttVersion.V500;
        return new ServerLimits
        {
            ReceiveMaximum = Math.Min((int)(packet.ReceiveMaximum ?? ushort.MaxValue), MostInFlight),
            MaximumQoS = packet.MaximumQoS ?? QoS.ExactlyOnce,
            RetainAvailable = packet.RetainAvailable ?? true,
            MaximumPacketSize = (int)Math.Min(packet.MaximumPacketSize ?? uint.MaxValue, Transport.PacketConnectionOptions.LargestPacket),
            TopicAliasMaximum = Math.Min(packet.TopicAliasMaximum ?? 0, options.TopicAliasMaximum),
            WildcardSubscriptions = packet.WildcardSubscriptionAvailable ?? true,
            SubscriptionIdentifiers = v5 && (packet.SubscriptionIdentifiersAvailable ?? true),

            // In MQTT 3 "$share" is no keyword, but every broker that knows shared subscriptions takes it there too.
            SharedSubscriptions = packet.SharedSubscriptionAvailable ?? true,
            KeepAlive = packet.ServerKeepAlive is { } seconds ? TimeSpan.FromSeconds(seconds) : options.KeepAlive,
        };
    }
}
