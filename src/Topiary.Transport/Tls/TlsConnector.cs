namespace Topiary.Transport;

/// <summary>Connects over TLS. A certificate that is not valid is never taken unless <see cref="TlsConnectorOptions.CertificateCheck"/> says so.</summary>
/// <remarks>Threading: any thread.</remarks>
public sealed class TlsConnector : ITransportConnector
{
    private readonly ITransportConnector _network;
    private readonly TlsClientHandshake _handshake;

    /// <summary>Creates one; files that the options name are read now.</summary>
    /// <param name="options">TLS, proxy and log.</param>
    /// <exception cref="MqttTransportException">A file of the options cannot be used.</exception>
    public TlsConnector(TransportConnectorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _network = NetworkConnector.Create(options.Proxy);
        _handshake = new TlsClientHandshake(options.Tls, new Log(options.LoggerFactory));
    }

    /// <inheritdoc/>
    public bool CanConnect(MqttAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.Scheme == MqttScheme.Tls;
    }

    /// <inheritdoc/>
    public async ValueTask<TransportConnection> ConnectAsync(MqttAddress address, CancellationToken cancellationToken)
    {
        TransportConnection connection = await _network.ConnectAsync(address, cancellationToken).ConfigureAwait(false);
        return await _handshake.PerformAsync(connection, address, cancellationToken).ConfigureAwait(false);
    }
}
