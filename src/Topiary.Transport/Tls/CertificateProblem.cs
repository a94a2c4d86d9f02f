using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Topiary.Transport;

/// <summary>Says in words why a certificate is not valid.</summary>
internal static class CertificateProblem
{
    /// <param name="errors">What the check has found.</param>
    /// <param name="certificate">The peer's certificate, if it sent one.</param>
    /// <param name="chain">The chain that was built.</param>
    /// <param name="host">The name that it must be for; null where any will do.</param>
    /// <returns>The reasons; null when it is valid.</returns>
    public static string? Describe(SslPolicyErrors errors, X509Certificate2? certificate, X509Chain? chain, string? host)
    {
        if (errors == SslPolicyErrors.None)
        {
            return null;
        }

        if (certificate is null)
        {
            return "it sent no certificate";
        }

        var reasons = new List<string>();
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            reasons.Add($"its certificate is for {Names(certificate)}, not for \"{host}\" (name mismatch)");
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
        {
            reasons.AddRange(ChainReasons(certificate, chain));
        }

        return string.Join("; ", reasons);
    }

    private static IEnumerable<string> ChainReasons(X509Certificate2 certificate, X509Chain? chain)
    {
        X509ChainStatusFlags all = default;
        foreach (X509ChainStatus status in chain?.ChainStatus ?? [])
        {
            all |= status.Status;
        }

        if ((all & X509ChainStatusFlags.NotTimeValid) != 0)
        {
            yield return TimeReason(certificate, chain!);
        }

        if ((all & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain)) != 0)
        {
            yield return $"its certificate, issued by \"{certificate.Issuer}\", comes from no authority that is trusted here (untrusted root)";
        }

        if ((all & X509ChainStatusFlags.Revoked) != 0)
        {
            yield return "its certificate has been revoked";
        }

        if ((all & X509ChainStatusFlags.NotValidForUsage) != 0)
        {
            yield return "its certificate is not meant for this use";
        }

        const X509ChainStatusFlags Named = X509ChainStatusFlags.NotTimeValid | X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain
            | X509ChainStatusFlags.Revoked | X509ChainStatusFlags.NotValidForUsage;
        if ((all & ~Named) != 0 || all == 0)
        {
            yield return $"its certificate is not valid ({all & ~Named})";
        }
    }

    private static string TimeReason(X509Certificate2 certificate, X509Chain chain)
    {
        X509Certificate2 wrong = chain.ChainElements.FirstOrDefault(static e => e.ChainElementStatus.Any(static s => s.Status == X509ChainStatusFlags.NotTimeValid))?.Certificate ?? certificate;
        string whose = wrong.Thumbprint == certificate.Thumbprint ? "its certificate" : $"the certificate of its authority \"{wrong.Subject}\"";
        bool expired = chain.ChainPolicy.VerificationTime.ToUniversalTime() >= wrong.NotAfter.ToUniversalTime();
        return expired ? $"{whose} expired on {Format(wrong.NotAfter)}" : $"{whose} is valid only from {Format(wrong.NotBefore)}";
    }

    private static string Format(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Names(X509Certificate2 certificate)
    {
        var names = new List<string>();
        foreach (X509SubjectAlternativeNameExtension extension in certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>())
        {
            names.AddRange(extension.EnumerateDnsNames());
            names.AddRange(extension.EnumerateIPAddresses().Select(static ip => ip.ToString()));
        }

        if (names.Count == 0)
        {
            names.Add(certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false));
        }

        return string.Join(", ", names.Select(static name => $"\"{name}\""));
    }
}
