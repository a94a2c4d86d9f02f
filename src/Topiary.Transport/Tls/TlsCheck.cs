using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Topiary.Transport;

/// <summary>The check of the peer's certificate in one handshake; keeps why it was refused.</summary>
/// <remarks>Threading: the handshake's thread.</remarks>
internal sealed class TlsCheck(string address, string? host, bool isOptional, Func<TlsPeer, bool>? custom, Log log)
{
    /// <summary>Why the certificate was refused; null when it was not.</summary>
    public string? Refusal { get; private set; }

    public bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null && isOptional)
        {
            return true;
        }

        var peer = certificate as X509Certificate2;
        string? problem = CertificateProblem.Describe(errors, peer, chain, host);
        if (custom is null)
        {
            Refusal = problem;
        }
        else if (!IsTaken(new TlsPeer(address, peer, chain, errors, problem)))
        {
            Refusal = problem ?? "its certificate was refused by CertificateCheck";
        }
        else if (problem is not null)
        {
            log.InvalidCertificateTaken(address, problem);
        }

        return Refusal is null;
    }

    private bool IsTaken(TlsPeer peer)
    {
        try
        {
            return custom!(peer);
        }
        catch (Exception e)
        {
            // User code: whatever it throws, no certificate is taken by it.
            log.CertificateCheckFailed(e, address);
            return false;
        }
    }
}
