namespace Topiary.Transport;

/// <summary>What a listener and its peer agree on before bytes of MQTT flow.</summary>
internal interface IServerHandshake
{
    /// <summary>Looks at the options; before the listener is bound.</summary>
    /// <exception cref="MqttTransportException">An option cannot be used.</exception>
    void Prepare();

    /// <summary>Agrees with one peer; owns the connection and aborts it on failure.</summary>
    /// <param name="connection">The connection below.</param>
    /// <param name="cancellationToken">When it has taken too long.</param>
    /// <returns>The connection above.</returns>
    ValueTask<TransportConnection> PerformAsync(TransportConnection connection, CancellationToken cancellationToken);
}
