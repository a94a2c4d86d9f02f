using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Topiary.Transport;

/// <summary>The client's side of TLS.</summary>
/// <remarks>Threading: any thread.</remarks>
internal sealed class TlsClientHandshake
{
    private readonly TlsConnectorOptions _options;
    private readonly SslStreamCertificateContext? _certificate;
    private readonly X509Certificate2Collection _authorities;
    private readonly Log _log;

    /// <exception cref="MqttTransportException">A file of the options cannot be used.</exception>
    public TlsClientHandshake(TlsConnectorOptions options, Log log)
    {
        _options = options;
        _log = log;
        try
        {
            _certificate = CertificateStoreFile.LoadOwn(options.Certificate, options.CertificateChain, options.CertificateFile, options.KeyFile, options.KeyPassword);
            _authorities = CertificateStoreFile.LoadAuthorities(options.Authorities, options.AuthorityFile, nameof(options.AuthorityFile));
        }
        catch (CertificateFileException e)
        {
            throw e.ToException("TLS cannot be used", nameof(TlsConnectorOptions));
        }
    }

    public async ValueTask<TransportConnection> PerformAsync(TransportConnection connection, MqttAddress address, CancellationToken cancellationToken)
    {
        string host = _options.TargetHost ?? address.Host;
        var check = new TlsCheck(address.ToString(), host, isOptional: false, _options.CertificateCheck, _log);
        var stream = new SslStream(new TransportStream(connection), leaveInnerStreamOpen: false);
        var settings = new SslClientAuthenticationOptions
        {
            TargetHost = host,
            ClientCertificateContext = _certificate,
            EnabledSslProtocols = _options.Protocols,
            CertificateChainPolicy = TlsTrust.CreatePolicy(_authorities, _options.RevocationMode),
            RemoteCertificateValidationCallback = check.Validate,
            AllowRenegotiation = false,
        };
        try
        {
            await stream.AuthenticateAsClientAsync(settings, cancellationToken).ConfigureAwait(false);
            return new TlsConnection(connection, stream);
        }
        catch (Exception e)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            if (check.Refusal is { } refusal)
            {
                throw new MqttTransportException(
                    TransportFailure.CertificateRejected, $"Cannot connect to \"{address}\": the server cannot be trusted: {refusal}.", e);
            }

            if (e is AuthenticationException or IOException or SocketException)
            {
                throw new MqttTransportException(TransportFailure.HandshakeFailed, $"Cannot connect to \"{address}\": TLS failed: {TlsErrors.Reason(e)}.", e);
            }

            throw;
        }
    }
}
