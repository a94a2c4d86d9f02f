using System.Globalization;
using System.Text.Json;
using Topiary.Transport;

namespace Topiary.Broker.Server;

/// <summary>The keys of the configuration file. Durations are seconds or "hh:mm:ss".</summary>
internal static class ConfigurationKeys
{
    public static IReadOnlyDictionary<string, ConfigurationKey> All { get; } = new SortedDictionary<string, ConfigurationKey>(StringComparer.Ordinal)
    {
        ["listeners"] = new("an array of addresses", ReadListeners),
        ["users"] = new("an array of users", AccessReader.ReadUsers),
        ["access"] = new("an array of rules", AccessReader.ReadRules),
        ["data"] = new("the path of a directory, or an object with \"directory\" and sizes", DurabilityReader.ReadData),
        ["durability"] = new(DurabilityReader.ExpectedLevel, DurabilityReader.ReadLevel),
        ["durabilityOf"] = new("an object of listeners with " + DurabilityReader.ExpectedLevel, DurabilityReader.ReadLevelOf),
        ["durabilityRules"] = new("an array of objects with \"filter\" and \"level\"", DurabilityReader.ReadRules),
        ["allowAnonymous"] = Flag(static (o, value) => o.AllowAnonymous = value),
        ["connectTimeout"] = Duration(static (o, value) => o.ConnectTimeout = value),
        ["publishWillsAtStop"] = Flag(static (o, value) => o.PublishWillsAtStop = value),
        ["authorizationCacheLifetime"] = Duration(static (o, value) => o.AuthorizationCacheLifetime = value),
        ["shutdownTimeout"] = Duration(static (o, value) => o.ShutdownTimeout = value),
        ["maximumConnections"] = Number(static (o, value) => o.MaximumConnections = value),
        ["maximumConnectionsPerAddress"] = Number(static (o, value) => o.MaximumConnectionsPerAddress = value),
        ["connectionRatePerAddress"] = Number(static (o, value) => o.ConnectionRatePerAddress = value),
        ["connectionBurstPerAddress"] = Number(static (o, value) => o.ConnectionBurstPerAddress = value),
        ["maximumAuthenticationRounds"] = Number(static (o, value) => o.MaximumAuthenticationRounds = value),
        ["packetTimeout"] = Duration(static (o, value) => o.PacketTimeout = value),
        ["maximumSessions"] = Number(static (o, value) => o.MaximumSessions = value),
        ["maximumSubscriptions"] = Number(static (o, value) => o.MaximumSubscriptions = value),
        ["maximumTopicLength"] = Number(static (o, value) => o.MaximumTopicLength = value),
        ["maximumUserProperties"] = Number(static (o, value) => o.MaximumUserProperties = value),
        ["maximumRetainedMessages"] = Number(static (o, value) => o.MaximumRetainedMessages = value),
        ["maximumRetainedBytes"] = LongNumber(static (o, value) => o.MaximumRetainedBytes = value),
        ["maximumConnectPacketSize"] = Number(static (o, value) => o.MaximumConnectPacketSize = value),
        ["maximumPacketSize"] = Number(static (o, value) => o.MaximumPacketSize = value),
        ["maximumQoS"] = Number(static (o, value) => o.MaximumQoS = (QoS)Math.Clamp(value, -1, 3)),
        ["retainAvailable"] = Flag(static (o, value) => o.RetainAvailable = value),
        ["receiveMaximum"] = Number(static (o, value) => o.ReceiveMaximum = value),
        ["maximumInflight"] = Number(static (o, value) => o.MaximumInflight = value),
        ["maximumQueuedMessages"] = Number(static (o, value) => o.MaximumQueuedMessages = value),
        ["maximumQueuedBytes"] = LongNumber(static (o, value) => o.MaximumQueuedBytes = value),
        ["queueOverflow"] = new("\"DropOldest\", \"DropNewest\" or \"Disconnect\"", ReadOverflow),
        ["outboundBufferSize"] = Number(static (o, value) => o.OutboundBufferSize = value),
        ["topicAliasMaximum"] = Number(static (o, value) => o.TopicAliasMaximum = value),
        ["outboundTopicAliasMaximum"] = Number(static (o, value) => o.OutboundTopicAliasMaximum = value),
        ["maximumTopicLevels"] = Number(static (o, value) => o.MaximumTopicLevels = value),
        ["maximumKeepAlive"] = Duration(static (o, value) => o.MaximumKeepAlive = value),
        ["maximumKeepAliveMqtt3"] = Duration(static (o, value) => o.MaximumKeepAliveMqtt3 = value),
        ["maximumSessionExpiry"] = Duration(static (o, value) => o.MaximumSessionExpiry = value),
        ["responseInformation"] = new("a string", ReadResponseInformation),
        ["tlsCertificateFile"] = Tls(static (tls, value) => tls with { CertificateFile = value }),
        ["tlsKeyFile"] = Tls(static (tls, value) => tls with { KeyFile = value }),
        ["tlsKeyPassword"] = Tls(static (tls, value) => tls with { KeyPassword = value }),
        ["tlsClientAuthorityFile"] = Tls(static (tls, value) => tls with { ClientAuthorityFile = value }),
        ["tlsClientCertificates"] = new("\"None\", \"Optional\" or \"Required\"", ReadClientCertificates),
        ["webSocketOrigins"] = new("an array of origins", ReadOrigins),
        ["handshakeTimeout"] = Duration(static (o, value) => o.Transport = o.Transport with { HandshakeTimeout = value }),
        ["maximumHandshakes"] = Number(static (o, value) => o.Transport = o.Transport with { MaximumHandshakes = value }),
        ["systemTopicInterval"] = Duration(static (o, value) => o.SystemTopicInterval = value),
    };

    private static ConfigurationKey Flag(Action<MqttBrokerOptions, bool> set) => new("true or false", (ref reader, options) =>
    {
        if (reader.TokenType is not (JsonTokenType.True or JsonTokenType.False))
        {
            return false;
        }

        set(options, reader.GetBoolean());
        return true;
    });

    private static ConfigurationKey Number(Action<MqttBrokerOptions, int> set) => new("a whole number", (ref reader, options) =>
    {
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out int value))
        {
            return false;
        }

        set(options, value);
        return true;
    });

    private static ConfigurationKey LongNumber(Action<MqttBrokerOptions, long> set) => new("a whole number", (ref reader, options) =>
    {
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long value))
        {
            return false;
        }

        set(options, value);
        return true;
    });

    private static ConfigurationKey Duration(Action<MqttBrokerOptions, TimeSpan> set) => new("seconds or \"hh:mm:ss\"", (ref reader, options) =>
    {
        TimeSpan value;
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out double seconds) && Math.Abs(seconds) < 1e10)
        {
            value = TimeSpan.FromSeconds(seconds);
        }
        else if (reader.TokenType != JsonTokenType.String || !TimeSpan.TryParse(reader.GetString(), CultureInfo.InvariantCulture, out value))
        {
            return false;
        }

        set(options, value);
        return true;
    });

    private static ConfigurationKey Tls(Func<TlsListenerOptions, string, TlsListenerOptions> set) => new("a string", (ref reader, options) =>
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return false;
        }

        options.Transport = options.Transport with { Tls = set(options.Transport.Tls ?? new TlsListenerOptions(), reader.GetString()!) };
        return true;
    });

    private static bool ReadListeners(ref Utf8JsonReader reader, MqttBrokerOptions options) => ReadStrings(ref reader, options.Listeners);

    private static bool ReadOrigins(ref Utf8JsonReader reader, MqttBrokerOptions options)
    {
        var origins = new List<string>();
        options.Transport = options.Transport with { WebSocketOrigins = origins };
        return ReadStrings(ref reader, origins);
    }

    private static bool ReadStrings(ref Utf8JsonReader reader, IList<string> target)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.String)
        {
            target.Add(reader.GetString()!);
        }

        return reader.TokenType == JsonTokenType.EndArray;
    }

    // Who must prove a certificate is known by it.
    private static bool ReadClientCertificates(ref Utf8JsonReader reader, MqttBrokerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String || !Enum.TryParse(reader.GetString(), ignoreCase: true, out ClientCertificateMode mode) || !Enum.IsDefined(mode))
        {
            return false;
        }

        options.Transport = options.Transport with { Tls = (options.Transport.Tls ?? new TlsListenerOptions()) with { ClientCertificates = mode } };
        if (mode == ClientCertificateMode.Required)
        {
            options.Authenticator ??= new ClientCertificateAuthenticator();
        }

        return true;
    }

    private static bool ReadOverflow(ref Utf8JsonReader reader, MqttBrokerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String || !Enum.TryParse(reader.GetString(), ignoreCase: true, out OverflowPolicy policy))
        {
            return false;
        }

        options.QueueOverflow = policy;
        return true;
    }

    private static bool ReadResponseInformation(ref Utf8JsonReader reader, MqttBrokerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return false;
        }

        options.ResponseInformation = reader.GetString();
        return true;
    }
}
