using System.Security.Cryptography.X509Certificates;

namespace Topiary.Broker;

/// <summary>What a client says about itself when it connects.</summary>
/// <param name="ClientId">Client identifier; the one assigned by the broker when the client sent an empty one.</param>
/// <param name="UserName">User name; null when absent.</param>
/// <param name="Password">Password; null when absent.</param>
/// <param name="RemoteAddress">Where the client connects from.</param>
/// <param name="LocalAddress">Where it connects to.</param>
public sealed record AuthenticationRequest(string ClientId, string? UserName, ReadOnlyMemory<byte>? Password, string RemoteAddress, string LocalAddress)
{
    /// <summary>The certificate that the client has proved to own in TLS, and that the listener's authorities have issued; null for none.</summary>
    public X509Certificate2? ClientCertificate { get; init; }
}
