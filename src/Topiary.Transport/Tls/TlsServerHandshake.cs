using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Topiary.Transport;

/// <summary>The server's side of TLS.</summary>
/// <remarks>Threading: prepare once; perform by any thread.</remarks>
internal sealed class TlsServerHandshake(MqttAddress address, TransportListenerOptions options) : IServerHandshake
{
    private readonly Log _log = new(options.LoggerFactory);
    private readonly string _address = address.ToString();
    private SslStreamCertificateContext? _certificate;
    private X509Certificate2Collection _authorities = [];

    public void Prepare()
    {
        string what = $"Cannot listen at \"{_address}\"";
        TlsListenerOptions tls = options.Tls is { HasCertificate: true } given ? given : throw new MqttTransportException(
            TransportFailure.CertificateNotUsable,
            $"{what}: {nameof(TlsListenerOptions)}.{nameof(TlsListenerOptions.CertificateFile)}: a TLS listener needs a certificate, and none is given.");
        try
        {
            _certificate = CertificateStoreFile.LoadOwn(tls.Certificate, tls.CertificateChain, tls.CertificateFile, tls.KeyFile, tls.KeyPassword);
            _authorities = CertificateStoreFile.LoadAuthorities(tls.ClientAuthorities, tls.ClientAuthorityFile, nameof(tls.ClientAuthorityFile));
        }
        catch (CertificateFileException e)
        {
            throw e.ToException(what, nameof(TlsListenerOptions));
        }
    }

    public async ValueTask<TransportConnection> PerformAsync(TransportConnection connection, CancellationToken cancellationToken)
    {
        TlsListenerOptions tls = options.Tls!;
        var check = new TlsCheck(_address, null, tls.ClientCertificates == ClientCertificateMode.Optional, tls.CertificateCheck, _log);
        var stream = new SslStream(new TransportStream(connection), leaveInnerStreamOpen: false);
        var settings = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = _certificate,
            ClientCertificateRequired = tls.ClientCertificates != ClientCertificateMode.None,
            EnabledSslProtocols = tls.Protocols,
            AllowRenegotiation = false,
        };
        if (settings.ClientCertificateRequired)
        {
            settings.CertificateChainPolicy = TlsTrust.CreatePolicy(_authorities, tls.RevocationMode);
            settings.RemoteCertificateValidationCallback = check.Validate;
        }

        try
        {
            await stream.AuthenticateAsServerAsync(settings, cancellationToken).ConfigureAwait(false);
            return new TlsConnection(connection, stream);
        }
        catch (Exception e)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            if (check.Refusal is { } refusal)
            {
                throw new MqttTransportException(TransportFailure.CertificateRejected, $"The client at {connection.RemoteAddress} was refused: {refusal}.", e);
            }

            if (e is AuthenticationException)
            {
                throw new MqttTransportException(
                    TransportFailure.HandshakeFailed, $"TLS with {connection.RemoteAddress} failed: {TlsErrors.Reason(e)}.", e);
            }

            throw;
        }
    }
}
