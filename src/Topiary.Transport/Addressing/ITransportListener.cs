namespace Topiary.Transport;

/// <summary>Accepts connections at one address.</summary>
public interface ITransportListener : IAsyncDisposable
{
    /// <summary>The bound address, with the real port once started, for instance <c>tcp://127.0.0.1:1883</c>.</summary>
    string Address { get; }

    /// <summary>Binds and begins to listen.</summary>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <returns>Completes when connections can be made.</returns>
    /// <exception cref="MqttTransportException">The address is in use, is not this machine's, or may not be used.</exception>
    ValueTask StartAsync(CancellationToken cancellationToken);

    /// <summary>Waits for the next connection.</summary>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>The connection; null once the listener has been disposed.</returns>
    /// <exception cref="MqttTransportException">No socket is left (<see cref="TransportFailure.TooManyConnections"/>); a later call may succeed.</exception>
    ValueTask<TransportConnection?> AcceptAsync(CancellationToken cancellationToken);
}
