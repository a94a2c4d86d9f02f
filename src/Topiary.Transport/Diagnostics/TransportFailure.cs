namespace Topiary.Transport;

/// <summary>What kind of transport operation failed, and how.</summary>
public enum TransportFailure
{
    /// <summary>Something not named below; the inner exception tells more.</summary>
    Other,

    /// <summary>Another listener has the address already.</summary>
    AddressInUse,

    /// <summary>The address does not belong to this machine, may not be used, or makes no sense here.</summary>
    AddressNotUsable,

    /// <summary>Nobody listens at the address.</summary>
    ConnectionRefused,

    /// <summary>The host's name could not be resolved.</summary>
    HostNotFound,

    /// <summary>There is no way to the host, or it did not answer.</summary>
    HostUnreachable,

    /// <summary>No implementation of this transport is available.</summary>
    SchemeNotAvailable,

    /// <summary>The process has no more sockets; accepting may succeed again later.</summary>
    TooManyConnections,

    /// <summary>An established connection was lost.</summary>
    ConnectionLost,

    /// <summary>A certificate, key or authority of this end is missing or cannot be used.</summary>
    CertificateNotUsable,

    /// <summary>The peer's certificate is not valid here.</summary>
    CertificateRejected,

    /// <summary>TLS, WebSocket or a proxy could not be agreed on with the peer.</summary>
    HandshakeFailed,
}
