using Topiary.Transport;

namespace Topiary.Client;

/// <summary>The connected broker as traces and metrics name it. Immutable.</summary>
internal sealed class ServerEndpoint
{
    public ServerEndpoint(string broker)
    {
        Broker = broker;
        MqttAddress address = MqttAddress.Parse(broker);
        Address = address.Host.Length > 0 ? address.Host : address.Path;
        Port = address.Port == 0 ? null : address.Port;
    }

    /// <summary>The broker as it stands in the options.</summary>
    public string Broker { get; }

    /// <summary>Host, path of a socket, or name of a listener in memory.</summary>
    public string Address { get; }

    /// <summary>The port, boxed once; null where there is none.</summary>
    public object? Port { get; }
}
