using System.Globalization;
using Topiary.Protocol;
using Topiary.Transport;

namespace Topiary.Broker;

/// <summary>Checks the options when a broker is created, so that a wrong one is a message and not a surprise.</summary>
internal static class OptionsValidator
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(uint.MaxValue);

    public static IReadOnlyList<MqttAddress> Validate(MqttBrokerOptions o)
    {
        NotNull(o.TimeProvider, nameof(o.TimeProvider));
        Range(o.ConnectTimeout, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1), nameof(o.ConnectTimeout));
        Range(o.ShutdownTimeout, TimeSpan.Zero, TimeSpan.FromHours(1), nameof(o.ShutdownTimeout));
        Range(o.MaximumConnections, 1, int.MaxValue, nameof(o.MaximumConnections));
        Range(o.MaximumConnectPacketSize, 64, PacketConnectionOptions.LargestPacket, nameof(o.MaximumConnectPacketSize));
        Range(o.MaximumPacketSize, 64, PacketConnectionOptions.LargestPacket, nameof(o.MaximumPacketSize));
        Range((int)o.MaximumQoS, 0, 2, nameof(o.MaximumQoS));
        Range(o.ReceiveMaximum, 1, 65_535, nameof(o.ReceiveMaximum));
        Range(o.MaximumInflight, 1, 65_535, nameof(o.MaximumInflight));
        Range(o.MaximumQueuedMessages, 1, int.MaxValue, nameof(o.MaximumQueuedMessages));
        Range(o.MaximumQueuedBytes, 1, long.MaxValue, nameof(o.MaximumQueuedBytes));
        Range((int)o.QueueOverflow, (int)OverflowPolicy.DropOldest, (int)OverflowPolicy.Disconnect, nameof(o.QueueOverflow));
        Range(o.OutboundBufferSize, 4096, int.MaxValue / 4, nameof(o.OutboundBufferSize));
        Range(o.TopicAliasMaximum, 0, 65_535, nameof(o.TopicAliasMaximum));
        Range(o.OutboundTopicAliasMaximum, 0, 65_535, nameof(o.OutboundTopicAliasMaximum));
        Range(o.MaximumTopicLevels, 1, 65_536, nameof(o.MaximumTopicLevels));
        Range(o.AuthorizationCacheLifetime, TimeSpan.Zero, TimeSpan.FromDays(1), nameof(o.AuthorizationCacheLifetime));
        CheckAbuse(o);
        CheckDurability(o);
        Range(o.SystemTopicInterval, TimeSpan.Zero, TimeSpan.FromDays(1), nameof(o.SystemTopicInterval));
        CheckKeepAlive(o.MaximumKeepAlive, nameof(o.MaximumKeepAlive));
        CheckKeepAlive(o.MaximumKeepAliveMqtt3, nameof(o.MaximumKeepAliveMqtt3));
        if (o.MaximumSessionExpiry is { } expiry)
        {
            Range(expiry, TimeSpan.Zero, s_longest, nameof(o.MaximumSessionExpiry));
        }

        CheckTransport(o.Transport, nameof(o.Transport));
        foreach ((string listener, TransportListenerOptions transport) in o.TransportOf)
        {
            CheckTransport(transport, $"{nameof(o.TransportOf)}[\"{listener}\"]");
            if (!o.Listeners.Contains(listener))
            {
                throw new MqttBrokerOptionsException(nameof(o.TransportOf), $"\"{listener}\" is none of the {nameof(o.Listeners)}.");
            }
        }

        return ParseListeners(o);
    }

    private static void CheckAbuse(MqttBrokerOptions o)
    {
        Range(o.MaximumConnectionsPerAddress, 1, int.MaxValue, nameof(o.MaximumConnectionsPerAddress));
        Range(o.ConnectionRatePerAddress, 0, 1_000_000, nameof(o.ConnectionRatePerAddress));
        Range(o.ConnectionBurstPerAddress, 1, 1_000_000, nameof(o.ConnectionBurstPerAddress));
        Range(o.MaximumAuthenticationRounds, 1, 1000, nameof(o.MaximumAuthenticationRounds));
        Range(o.MaximumTopicLength, 1, 65_535, nameof(o.MaximumTopicLength));
        Range(o.MaximumSubscriptions, 1, int.MaxValue, nameof(o.MaximumSubscriptions));
        Range(o.MaximumUserProperties, 0, int.MaxValue, nameof(o.MaximumUserProperties));
        Range(o.MaximumRetainedMessages, 0, int.MaxValue, nameof(o.MaximumRetainedMessages));
        Range(o.MaximumRetainedBytes, 0, long.MaxValue, nameof(o.MaximumRetainedBytes));
        Range(o.MaximumSessions, 1, int.MaxValue, nameof(o.MaximumSessions));
        Range(o.PacketTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), nameof(o.PacketTimeout));
        NotNull(o.EnhancedAuthenticators, nameof(o.EnhancedAuthenticators));
    }

    private static void CheckDurability(MqttBrokerOptions o)
    {
        CheckLevel(o.Durability, nameof(o.Durability));
        foreach ((string listener, DurabilityLevel level) in o.DurabilityOf)
        {
            CheckLevel(level, $"{nameof(o.DurabilityOf)}[\"{listener}\"]");
            if (!o.Listeners.Contains(listener))
            {
                throw new MqttBrokerOptionsException(nameof(o.DurabilityOf), $"\"{listener}\" is none of the {nameof(o.Listeners)}.");
            }
        }

        foreach (DurabilityRule rule in o.DurabilityRules)
        {
            NotNull(rule, nameof(o.DurabilityRules));
            CheckLevel(rule.Level, nameof(o.DurabilityRules));
            if (!TopicGrammar.IsValidFilter(rule.Filter) || SharedFilter.TryParse(rule.Filter, out _, out _))
            {
                throw new MqttBrokerOptionsException(nameof(o.DurabilityRules), $"\"{rule.Filter}\" is no filter of topics.");
            }
        }
    }

    private static void CheckLevel(DurabilityLevel level, string option)
        => Range((int)level, (int)DurabilityLevel.Memory, (int)DurabilityLevel.Disk, option);

    /// <summary>The options of one listener's transport.</summary>
    public static TransportListenerOptions TransportOf(MqttBrokerOptions o, string listener)
        => o.TransportOf.TryGetValue(listener, out TransportListenerOptions? own) ? own : o.Transport;

    /// <summary>Whether a client on another machine can never reach the address.</summary>
    public static bool IsLocal(MqttAddress address) => address.Scheme is MqttScheme.Memory or MqttScheme.Unix
        || string.Equals(address.Host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (System.Net.IPAddress.TryParse(address.Host, out System.Net.IPAddress? ip) && System.Net.IPAddress.IsLoopback(ip));

    private static List<MqttAddress> ParseListeners(MqttBrokerOptions o)
    {
        var addresses = new List<MqttAddress>();
        foreach (string listener in o.Listeners)
        {
            try
            {
                addresses.Add(MqttAddress.Parse(listener));
            }
            catch (FormatException e)
            {
                throw new MqttBrokerOptionsException(nameof(o.Listeners), e.Message, e);
            }

            if (addresses[^1].Scheme == MqttScheme.Memory && o.MemoryNetwork is null)
            {
                throw new MqttBrokerOptionsException(nameof(o.Listeners), $"\"{listener}\" needs a {nameof(o.MemoryNetwork)}.");
            }

            if (addresses[^1].Scheme is MqttScheme.Tls or MqttScheme.SecureWebSocket && TransportOf(o, listener).Tls is not { HasCertificate: true })
            {
                string option = o.TransportOf.ContainsKey(listener) ? $"{nameof(o.TransportOf)}[\"{listener}\"]" : nameof(o.Transport);
                throw new MqttBrokerOptionsException(
                    $"{option}.{nameof(o.Transport.Tls)}", $"\"{listener}\" needs a certificate; set {nameof(TlsListenerOptions.CertificateFile)} or {nameof(TlsListenerOptions.Certificate)}.");
            }
        }

        return addresses;
    }

    private static void CheckKeepAlive(TimeSpan? maximum, string option)
    {
        if (maximum is { } longest)
        {
            Range(longest, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(65_535), option);
        }
    }

    private static void CheckTransport(TransportListenerOptions? transport, string option)
    {
        NotNull(transport, option);
        if (transport!.FindProblem() is var (property, problem))
        {
            throw new MqttBrokerOptionsException($"{option}.{property}", $"{problem}.");
        }
    }

    private static void NotNull(object? value, string option)
    {
        if (value is null)
        {
            throw new MqttBrokerOptionsException(option, "is null.");
        }
    }

    private static void Range<T>(T value, T least, T most, string option)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
        {
            throw new MqttBrokerOptionsException(option, string.Create(CultureInfo.InvariantCulture, $"{value} is out of range; allowed is {least} to {most}."));
        }
    }
}
