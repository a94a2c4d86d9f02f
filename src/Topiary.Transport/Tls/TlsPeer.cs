using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Topiary.Transport;

/// <summary>What a certificate check of the application is asked about.</summary>
/// <param name="Address">The address connected to or listened at.</param>
/// <param name="Certificate">The peer's certificate; null when it has sent none.</param>
/// <param name="Chain">The chain that was built; null without certificate. Valid during the check.</param>
/// <param name="Errors">What the usual check has found.</param>
/// <param name="Problem">The same in words; null when the certificate is valid.</param>
public sealed record TlsPeer(string Address, X509Certificate2? Certificate, X509Chain? Chain, SslPolicyErrors Errors, string? Problem);
