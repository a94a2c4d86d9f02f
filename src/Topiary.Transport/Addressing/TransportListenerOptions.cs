using Microsoft.Extensions.Logging;

namespace Topiary.Transport;

/// <summary>How listeners of every transport work. Immutable; safe to share.</summary>
public sealed record TransportListenerOptions
{
    /// <summary>The options that are used where none are given: no TLS.</summary>
    public static TransportListenerOptions Default { get; } = new();

    /// <summary>TLS of <c>mqtts:</c> and <c>wss:</c> listeners; these need it.</summary>
    public TlsListenerOptions? Tls { get; init; }

    /// <summary>What web pages may connect over WebSocket, by their origin such as <c>https://example.com</c>. Null: all. Peers that are no browser send no origin and are let through.</summary>
    public IReadOnlyList<string>? WebSocketOrigins { get; init; }

    /// <summary>Most bytes of the HTTP request by which a WebSocket begins.</summary>
    public int MaximumRequestSize { get; init; } = 8 * 1024;

    /// <summary>Access rights of a Unix socket's file; null: what the process's mask gives. To connect needs the right to write.</summary>
    public UnixFileMode? UnixSocketMode { get; init; }

    /// <summary>How long a peer may take for the handshakes of TLS and WebSocket together.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Most connections of one listener in their handshake; further ones wait in the system's queue until one is through or has taken too long.</summary>
    public int MaximumHandshakes { get; init; } = 4096;

    /// <summary>The clock of <see cref="HandshakeTimeout"/>.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where the log goes. Null: nowhere.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>What is wrong with the values, for the options' owner to report; files and certificates are looked at when a listener starts.</summary>
    /// <returns>The name of the property and the problem; null when all is well.</returns>
    public (string Property, string Problem)? FindProblem()
    {
        if (MaximumRequestSize is < 256 or > 1024 * 1024)
        {
            return (nameof(MaximumRequestSize), $"{MaximumRequestSize} is out of range; allowed is 256 to 1048576");
        }

        if (HandshakeTimeout < TimeSpan.FromMilliseconds(1) || HandshakeTimeout > TimeSpan.FromHours(1))
        {
            return (nameof(HandshakeTimeout), $"{HandshakeTimeout} is out of range; allowed is 1 millisecond to 1 hour");
        }

        if (MaximumHandshakes < 1)
        {
            return (nameof(MaximumHandshakes), $"{MaximumHandshakes} is out of range; allowed is 1 and more");
        }

        return TimeProvider is null ? (nameof(TimeProvider), "is null") : null;
    }
}
