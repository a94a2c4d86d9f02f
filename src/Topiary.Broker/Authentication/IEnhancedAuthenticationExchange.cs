namespace Topiary.Broker;

/// <summary>One exchange of enhanced authentication with one client.</summary>
public interface IEnhancedAuthenticationExchange
{
    /// <summary>Takes the client's next data: that of CONNECT or of the AUTH that asks for a new authentication first, then that of each AUTH.</summary>
    /// <param name="data">Authentication Data; null when absent. Its memory belongs to the callee.</param>
    /// <param name="cancellationToken">Fires when the connection has ended or took too long.</param>
    /// <returns>What happens next. An exception refuses the client and is logged.</returns>
    ValueTask<EnhancedAuthenticationStep> ContinueAsync(ReadOnlyMemory<byte>? data, CancellationToken cancellationToken);
}
