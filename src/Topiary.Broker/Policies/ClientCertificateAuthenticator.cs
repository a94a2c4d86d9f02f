using System.Security.Cryptography.X509Certificates;

namespace Topiary.Broker;

/// <summary>
/// Takes the certificate that a client has proved to own in TLS for its identity. The listener has checked that an authority it trusts has issued it;
/// this only names the client.
/// </summary>
public sealed class ClientCertificateAuthenticator : IAuthenticator
{
    private readonly Func<X509Certificate2, string?> _toPrincipal;
    private readonly IAuthenticator? _others;

    /// <summary>Creates one.</summary>
    /// <param name="toPrincipal">The principal of a certificate, null to refuse it. Default: its common name.</param>
    /// <param name="others">Decides about clients without a certificate. Null: they are refused.</param>
    public ClientCertificateAuthenticator(Func<X509Certificate2, string?>? toPrincipal = null, IAuthenticator? others = null)
    {
        _toPrincipal = toPrincipal ?? CommonName;
        _others = others;
    }

    /// <inheritdoc/>
    public ValueTask<AuthenticationResult> AuthenticateAsync(AuthenticationRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.ClientCertificate is { } certificate)
        {
            return ValueTask.FromResult(_toPrincipal(certificate) is { Length: > 0 } principal
                ? AuthenticationResult.Success(principal)
                : AuthenticationResult.Refuse(ReasonCode.NotAuthorized, "The certificate names nobody who is known here"));
        }

        return _others?.AuthenticateAsync(request, cancellationToken)
            ?? ValueTask.FromResult(AuthenticationResult.Refuse(ReasonCode.NotAuthorized, "A client certificate is needed"));
    }

    private static string? CommonName(X509Certificate2 certificate)
    {
        foreach (X500RelativeDistinguishedName part in certificate.SubjectName.EnumerateRelativeDistinguishedNames())
        {
            if (!part.HasMultipleElements && part.GetSingleElementType().Value == "2.5.4.3")
            {
                return part.GetSingleElementValue();
            }
        }

        return null;
    }
}
