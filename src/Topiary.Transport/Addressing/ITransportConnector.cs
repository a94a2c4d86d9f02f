namespace Topiary.Transport;

/// <summary>Makes connections to addresses of some schemes.</summary>
public interface ITransportConnector
{
    /// <summary>Whether this connector serves the address.</summary>
    /// <param name="address">The address.</param>
    /// <returns>True when <see cref="ConnectAsync"/> may be called with it.</returns>
    bool CanConnect(MqttAddress address);

    /// <summary>Connects.</summary>
    /// <param name="address">Where to.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <returns>The established connection.</returns>
    /// <exception cref="MqttTransportException">It could not be made; the message says why.</exception>
    ValueTask<TransportConnection> ConnectAsync(MqttAddress address, CancellationToken cancellationToken);
}
