namespace Topiary.Transport;

/// <summary>A proxy between a client and its broker.</summary>
public sealed record ProxyOptions
{
    /// <summary>Where it is: <c>http://host:port</c> (by CONNECT) or <c>socks5://host:port</c>. The proxy resolves the broker's name.</summary>
    public required string Address { get; init; }

    /// <summary>User name; null: none.</summary>
    public string? UserName { get; init; }

    /// <summary>Password; sent in clear text to the proxy.</summary>
    public string? Password { get; init; }

    /// <summary>Shows no password.</summary>
    /// <returns>The address.</returns>
    public override string ToString() => Address;

    internal Uri Parse()
    {
        if (!Uri.TryCreate(Address, UriKind.Absolute, out Uri? uri) || uri.Host.Length == 0 || uri.Scheme is not ("http" or "socks5"))
        {
            throw new MqttTransportException(
                TransportFailure.AddressNotUsable, $"The proxy address \"{Address}\" is not valid; write \"http://host:port\" or \"socks5://host:port\".");
        }

        if (uri.UserInfo.Length > 0 || uri.PathAndQuery is not ("" or "/"))
        {
            throw new MqttTransportException(
                TransportFailure.AddressNotUsable, "The proxy address holds more than host and port; user name and password are options of their own.");
        }

        return uri;
    }
}
