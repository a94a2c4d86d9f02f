namespace Topiary;

/// <summary>One exchange of enhanced authentication with one broker. An exception ends the connection.</summary>
public interface IMqttAuthenticationExchange
{
    /// <summary>The first data: of CONNECT, or of the AUTH that asks for a new authentication.</summary>
    /// <param name="cancellationToken">Fires when the attempt has timed out or the client stops.</param>
    /// <returns>Authentication Data; null for none.</returns>
    ValueTask<ReadOnlyMemory<byte>?> StartAsync(CancellationToken cancellationToken);

    /// <summary>The broker wants more.</summary>
    /// <param name="data">Its Authentication Data; null when absent.</param>
    /// <param name="cancellationToken">Fires when the attempt has timed out or the client stops.</param>
    /// <returns>Authentication Data; null for none.</returns>
    ValueTask<ReadOnlyMemory<byte>?> ContinueAsync(ReadOnlyMemory<byte>? data, CancellationToken cancellationToken);

    /// <summary>The broker is content: here it may have to prove itself.</summary>
    /// <param name="data">Its last Authentication Data; null when absent.</param>
    /// <param name="cancellationToken">Fires when the attempt has timed out or the client stops.</param>
    /// <returns>Completes when the client is content too.</returns>
    ValueTask CompleteAsync(ReadOnlyMemory<byte>? data, CancellationToken cancellationToken);
}
