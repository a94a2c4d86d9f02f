namespace Topiary.Transport;

/// <summary>Chooses the implementation for an address: the transports that a client or broker can use.</summary>
/// <remarks>Threading: fill it before it is used; after that any thread may read.</remarks>
public sealed class TransportRegistry
{
    private readonly Dictionary<MqttScheme, ITransportConnector> _connectors = [];
    private readonly Dictionary<MqttScheme, Func<MqttAddress, ITransportListener>> _listeners = [];

    /// <summary>A registry with every transport that works across processes and machines.</summary>
    /// <param name="connecting">How connections are made; null: without client certificate and proxy, trusting the system's authorities.</param>
    /// <param name="listening">How listeners work; null: without a certificate, so that TLS listeners cannot start.</param>
    /// <returns>A new registry, to which more may be added.</returns>
    /// <exception cref="MqttTransportException">A certificate file or the proxy of <paramref name="connecting"/> cannot be used.</exception>
    public static TransportRegistry CreateDefault(TransportConnectorOptions? connecting = null, TransportListenerOptions? listening = null)
    {
        connecting ??= TransportConnectorOptions.Default;
        listening ??= TransportListenerOptions.Default;
        var webSockets = new WebSocketConnector(connecting);
        return new TransportRegistry()
            .Add(MqttScheme.Tcp, NetworkConnector.Create(connecting.Proxy), static address => new TcpTransportListener(address))
            .Add(MqttScheme.Tls, new TlsConnector(connecting), address => ListenTls(address, listening))
            .Add(MqttScheme.WebSocket, webSockets, address => ListenWebSocket(address, null, listening))
            .Add(MqttScheme.SecureWebSocket, webSockets, address => ListenWebSocket(address, new TlsServerHandshake(address, listening), listening))
            .Add(MqttScheme.Unix, new UnixConnector(), address => new UnixTransportListener(address, listening.UnixSocketMode));
    }

    /// <summary>Adds the transport of one scheme, replacing what was there.</summary>
    /// <param name="scheme">The scheme.</param>
    /// <param name="connector">Makes its connections; null where it can only listen.</param>
    /// <param name="listener">Makes a listener that is not yet started; null where it can only connect.</param>
    /// <returns>This registry.</returns>
    public TransportRegistry Add(MqttScheme scheme, ITransportConnector? connector, Func<MqttAddress, ITransportListener>? listener)
    {
        if (connector is not null)
        {
            _connectors[scheme] = connector;
        }

        if (listener is not null)
        {
            _listeners[scheme] = listener;
        }

        return this;
    }

    /// <summary>Adds the listeners of a memory network under <c>memory:</c>.</summary>
    /// <param name="network">The network.</param>
    /// <returns>This registry.</returns>
    public TransportRegistry AddMemory(MemoryNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return Add(MqttScheme.Memory, new MemoryConnector(network), address => new MemoryListener(network, address.Path));
    }

    /// <summary>The connector for an address.</summary>
    /// <param name="address">Where to connect.</param>
    /// <returns>A connector that serves it.</returns>
    /// <exception cref="MqttTransportException">There is none for this scheme.</exception>
    public ITransportConnector GetConnector(MqttAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return _connectors.TryGetValue(address.Scheme, out ITransportConnector? connector) && connector.CanConnect(address)
            ? connector
            : throw NotAvailable($"Cannot connect to \"{address}\"", address, _connectors.Keys);
    }

    /// <summary>Connects to an address with the transport of its scheme.</summary>
    /// <param name="address">Where to.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <returns>The established connection.</returns>
    /// <exception cref="MqttTransportException">There is no such transport, or the connection could not be made.</exception>
    public ValueTask<TransportConnection> ConnectAsync(MqttAddress address, CancellationToken cancellationToken)
        => GetConnector(address).ConnectAsync(address, cancellationToken);

    /// <summary>Makes a listener for an address; it is not started yet.</summary>
    /// <param name="address">Where to listen.</param>
    /// <returns>The listener.</returns>
    /// <exception cref="MqttTransportException">There is no transport for this scheme.</exception>
    public ITransportListener CreateListener(MqttAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return _listeners.TryGetValue(address.Scheme, out Func<MqttAddress, ITransportListener>? listener)
            ? listener(address)
            : throw NotAvailable($"Cannot listen at \"{address}\"", address, _listeners.Keys);
    }

    private static HandshakeListener ListenTls(MqttAddress address, TransportListenerOptions options)
        => new(new TcpTransportListener(address), new TlsServerHandshake(address, options), "", options);

    private static HandshakeListener ListenWebSocket(MqttAddress address, TlsServerHandshake? tls, TransportListenerOptions options)
        => new(new TcpTransportListener(address), new WebSocketServerHandshake(address, tls, options), address.Path, options);

    private static MqttTransportException NotAvailable(string what, MqttAddress address, IEnumerable<MqttScheme> available)
    {
        string names = string.Join(", ", available.SelectMany(NamesOf).Order(StringComparer.Ordinal));
        return new MqttTransportException(
            TransportFailure.SchemeNotAvailable,
            $"{what}: no transport for \"{address.SchemeName}\" is available here (available: {(names.Length == 0 ? "none" : names)}).");
    }

    private static string[] NamesOf(MqttScheme scheme) => scheme switch
    {
        MqttScheme.Tcp => ["mqtt", "tcp"],
        MqttScheme.Tls => ["mqtts"],
        MqttScheme.WebSocket => ["ws"],
        MqttScheme.SecureWebSocket => ["wss"],
        MqttScheme.Unix => ["unix"],
        _ => ["memory"],
    };
}
