using System.Security.Cryptography.X509Certificates;

namespace Topiary.Transport;

/// <summary>Makes the rules by which a certificate chain is checked.</summary>
internal static class TlsTrust
{
    /// <param name="authorities">The only authorities; empty: those that the system trusts.</param>
    /// <param name="revocation">Whether revocation is looked up.</param>
    public static X509ChainPolicy CreatePolicy(X509Certificate2Collection authorities, X509RevocationMode revocation)
    {
        var policy = new X509ChainPolicy { RevocationMode = revocation, DisableCertificateDownloads = revocation == X509RevocationMode.NoCheck };
        if (authorities.Count > 0)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(authorities);
        }

        return policy;
    }
}
