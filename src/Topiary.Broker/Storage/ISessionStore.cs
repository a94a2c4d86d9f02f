namespace Topiary.Broker;

/// <summary>
/// Keeps the sessions that outlive their connection. Changes are told one by one; an acknowledgement leaves only after the
/// <see cref="CommitAsync"/> that follows them has completed.
/// </summary>
/// <remarks>Threading: every method may be called by any thread; changes of one session come one at a time, in order. None may block.</remarks>
public interface ISessionStore
{
    /// <summary>Gives back what was kept. Called once, before anything else.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The sessions.</returns>
    ValueTask<IReadOnlyList<StoredSession>> LoadAsync(CancellationToken cancellationToken);

    /// <summary>A session was created or has changed.</summary>
    /// <param name="session">The session.</param>
    void SetSession(SessionRecord session);

    /// <summary>A session has ended, with everything in it.</summary>
    /// <param name="clientId">Client identifier.</param>
    void RemoveSession(string clientId);

    /// <summary>A session has subscribed, or changed a subscription.</summary>
    /// <param name="clientId">Client identifier.</param>
    /// <param name="subscription">The subscription.</param>
    void SetSubscription(string clientId, in SubscriptionRecord subscription);

    /// <summary>A session has unsubscribed.</summary>
    /// <param name="clientId">Client identifier.</param>
    /// <param name="filter">Topic filter, <c>$share/name/</c> included.</param>
    void RemoveSubscription(string clientId, string filter);

    /// <summary>A delivery of QoS 1 or 2 was added or has gone a step on.</summary>
    /// <param name="clientId">Client identifier.</param>
    /// <param name="delivery">The delivery.</param>
    void SetOutbound(string clientId, in OutboundRecord delivery);

    /// <summary>A delivery is finished or given up.</summary>
    /// <param name="clientId">Client identifier.</param>
    /// <param name="sequence">Its number.</param>
    void RemoveOutbound(string clientId, long sequence);

    /// <summary>A message of QoS 2 was received from the client.</summary>
    /// <param name="clientId">Client identifier.</param>
    /// <param name="packetId">Its packet identifier.</param>
    void AddInbound(string clientId, ushort packetId);

    /// <summary>A received message of QoS 2 was released.</summary>
    /// <param name="clientId">Client identifier.</param>
    /// <param name="packetId">Its packet identifier.</param>
    void RemoveInbound(string clientId, ushort packetId);

    /// <summary>Makes everything told so far as lasting as the store promises.</summary>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>Completes when it is; at once for a store in memory.</returns>
    ValueTask CommitAsync(CancellationToken cancellationToken);
}
