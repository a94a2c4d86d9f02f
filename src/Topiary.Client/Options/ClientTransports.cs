using Topiary.Transport;

namespace Topiary.Client;

/// <summary>The transports of a client: those of its options, or all that work across machines.</summary>
internal static class ClientTransports
{
    /// <exception cref="MqttTransportException">A certificate file or the proxy's address cannot be used.</exception>
    public static TransportRegistry Create(MqttClientOptions options) => options.Transports ?? TransportRegistry.CreateDefault(new TransportConnectorOptions
    {
        Tls = options.Tls,
        Proxy = options.Proxy,
        LoggerFactory = options.LoggerFactory,
    });
}
