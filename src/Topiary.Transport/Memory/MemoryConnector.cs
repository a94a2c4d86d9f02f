namespace Topiary.Transport;

/// <summary>Connects to the listeners of a <see cref="MemoryNetwork"/>.</summary>
/// <remarks>Threading: any thread.</remarks>
public sealed class MemoryConnector : ITransportConnector
{
    private readonly MemoryNetwork _network;

    /// <summary>Creates one.</summary>
    /// <param name="network">The network.</param>
    public MemoryConnector(MemoryNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        _network = network;
    }

    /// <inheritdoc/>
    public bool CanConnect(MqttAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.Scheme == MqttScheme.Memory;
    }

    /// <inheritdoc/>
    public ValueTask<TransportConnection> ConnectAsync(MqttAddress address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<TransportConnection>(_network.Connect(address.Path));
    }
}
