namespace Topiary.Broker;

/// <summary>Decides what a client may do. One function for publish, will, retained and subscribe.</summary>
public interface IAuthorizer
{
    /// <summary>Decides about one topic or filter.</summary>
    /// <param name="request">Who wants to do what.</param>
    /// <param name="cancellationToken">Fires when the connection has ended.</param>
    /// <returns>True when it may be done. An exception counts as false and is logged.</returns>
    ValueTask<bool> AuthorizeAsync(AuthorizationRequest request, CancellationToken cancellationToken);
}
