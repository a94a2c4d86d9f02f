using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Topiary.Transport;

/// <summary>How a listener speaks TLS: its certificate, and what it wants from its clients.</summary>
public sealed record TlsListenerOptions
{
    /// <summary>The listener's certificate with its private key; or <see cref="CertificateFile"/>.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Intermediate certificates to send along with <see cref="Certificate"/>.</summary>
    public IReadOnlyList<X509Certificate2> CertificateChain { get; init; } = [];

    /// <summary>A PEM or PFX file with the listener's certificate first, intermediate ones after it, and the key, unless that is in <see cref="KeyFile"/>.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>A PEM file with the private key of <see cref="CertificateFile"/>; null: the key is in that file.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Password of the key or of the PFX file; null for none.</summary>
    public string? KeyPassword { get; init; }

    /// <summary>Whether clients must, may or need not have a certificate.</summary>
    public ClientCertificateMode ClientCertificates { get; init; }

    /// <summary>The authorities that issue the clients' certificates. With <see cref="ClientAuthorityFile"/> the only ones; without any, those that the system trusts.</summary>
    public IReadOnlyList<X509Certificate2> ClientAuthorities { get; init; } = [];

    /// <summary>A PEM or DER file with more of them.</summary>
    public string? ClientAuthorityFile { get; init; }

    /// <summary>Whether revocation of clients' certificates is looked up.</summary>
    public X509RevocationMode RevocationMode { get; init; } = X509RevocationMode.NoCheck;

    /// <summary>A further check, which alone decides whether a client's certificate is taken. To take one that is not valid is logged.</summary>
    public Func<TlsPeer, bool>? CertificateCheck { get; init; }

    /// <summary>The versions of TLS that are spoken.</summary>
    public SslProtocols Protocols { get; init; } = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>Whether a certificate is named at all.</summary>
    public bool HasCertificate => Certificate is not null || CertificateFile is not null;
}
