namespace Topiary.Broker;

/// <summary>
/// Decides what a client may do. One function for publishing, wills and subscribing, and where <see cref="ChecksDelivery"/> says so for every delivery too:
/// live, retained, queued, shared and of wills.
/// </summary>
public interface IAuthorizer
{
    /// <summary>
    /// Whether each delivery is asked about (<see cref="AuthorizedAction.Receive"/>), and at the delivery of a retained message or a will whether its publisher
    /// still may publish it. Decisions about receiving are remembered for <see cref="MqttBrokerOptions.AuthorizationCacheLifetime"/>. Constant; false by default.
    /// </summary>
    bool ChecksDelivery => false;

    /// <summary>Decides about one topic or filter.</summary>
    /// <param name="request">Who wants to do what.</param>
    /// <param name="cancellationToken">Fires when the connection has ended.</param>
    /// <returns>True when it may be done. An exception counts as false and is logged.</returns>
    ValueTask<bool> AuthorizeAsync(AuthorizationRequest request, CancellationToken cancellationToken);
}
