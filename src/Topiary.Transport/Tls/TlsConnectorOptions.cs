using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Topiary.Transport;

/// <summary>How a client speaks TLS: whom it trusts, and the certificate by which it is known.</summary>
public sealed record TlsConnectorOptions
{
    /// <summary>The name that the server's certificate must be for; null: the host of the address.</summary>
    public string? TargetHost { get; init; }

    /// <summary>The authorities that the server's certificate may come from. With <see cref="AuthorityFile"/> the only ones; without any, those that the system trusts.</summary>
    public IReadOnlyList<X509Certificate2> Authorities { get; init; } = [];

    /// <summary>A PEM or DER file with more of them.</summary>
    public string? AuthorityFile { get; init; }

    /// <summary>The client's certificate with its private key, for servers that want one; or <see cref="CertificateFile"/>.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Intermediate certificates to send along with <see cref="Certificate"/>.</summary>
    public IReadOnlyList<X509Certificate2> CertificateChain { get; init; } = [];

    /// <summary>A PEM or PFX file with the client's certificate first, intermediate ones after it, and the key, unless that is in <see cref="KeyFile"/>.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>A PEM file with the private key of <see cref="CertificateFile"/>; null: the key is in that file.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Password of the key or of the PFX file; null for none.</summary>
    public string? KeyPassword { get; init; }

    /// <summary>Whether revocation of the server's certificate is looked up.</summary>
    public X509RevocationMode RevocationMode { get; init; } = X509RevocationMode.NoCheck;

    /// <summary>
    /// A check of the application, which alone decides whether the server's certificate is taken, for instance by its thumbprint. It is asked about valid
    /// certificates too; to take one that is not valid is logged as a warning. Null: only valid ones are taken.
    /// </summary>
    public Func<TlsPeer, bool>? CertificateCheck { get; init; }

    /// <summary>The versions of TLS that are spoken.</summary>
    public SslProtocols Protocols { get; init; } = SslProtocols.Tls12 | SslProtocols.Tls13;
}
