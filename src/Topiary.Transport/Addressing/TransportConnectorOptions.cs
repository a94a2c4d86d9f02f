using Microsoft.Extensions.Logging;

namespace Topiary.Transport;

/// <summary>How connectors of every transport work. Immutable; safe to share.</summary>
public sealed record TransportConnectorOptions
{
    /// <summary>The options that are used where none are given: the system's authorities, no proxy.</summary>
    public static TransportConnectorOptions Default { get; } = new();

    /// <summary>TLS of <c>mqtts:</c> and <c>wss:</c>.</summary>
    public TlsConnectorOptions Tls { get; init; } = new();

    /// <summary>The proxy through which network addresses are reached; null: directly.</summary>
    public ProxyOptions? Proxy { get; init; }

    /// <summary>Where the log goes. Null: nowhere.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }
}
