namespace Topiary.Broker;

/// <summary>
/// Keeps what outlives the broker's process: the sessions that outlive their connection, what is on its way to them, and the retained messages.
/// Changes are told one by one and take effect in the order in which they are told; an acknowledgement leaves only after
/// <see cref="CommitAsync"/> has completed for them.
/// </summary>
/// <remarks>
/// Threading: every method may be called by any thread, with locks of the broker held, so none may block or call back. What concerns a session,
/// shared subscription or delivery that the store does not know is no error: it has ended already.
/// </remarks>
public interface IBrokerStore : IAsyncDisposable
{
    /// <summary>What a client is told whose message cannot be kept now; null while messages can be kept.</summary>
    ReasonCode? Refusal { get; }

    /// <summary>Where the store stands after the last change that it was told.</summary>
    long Position { get; }

    /// <summary>Gives back what was kept. Called once, before anything else.</summary>
    /// <param name="context">What the broker gives it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The state.</returns>
    /// <exception cref="MqttException">It cannot be opened.</exception>
    ValueTask<StoredState> OpenAsync(StoreContext context, CancellationToken cancellationToken);

    /// <summary>A session was created or has changed.</summary>
    /// <param name="session">The session.</param>
    void SetSession(SessionRecord session);

    /// <summary>A session has ended, with everything in it.</summary>
    /// <param name="session">Number of the session.</param>
    void RemoveSession(long session);

    /// <summary>A session has subscribed, or changed a subscription.</summary>
    /// <param name="session">Number of the session.</param>
    /// <param name="subscription">The subscription.</param>
    void SetSubscription(long session, in SubscriptionRecord subscription);

    /// <summary>A session has unsubscribed.</summary>
    /// <param name="session">Number of the session.</param>
    /// <param name="filter">Topic filter, <c>$share/name/</c> included.</param>
    void RemoveSubscription(long session, string filter);

    /// <summary>A shared subscription has its first member whose session is kept.</summary>
    /// <param name="group">Its number.</param>
    /// <param name="filter">Its filter, <c>$share/name/</c> included.</param>
    void SetGroup(long group, string filter);

    /// <summary>A shared subscription has no member any more whose session is kept.</summary>
    /// <param name="group">Its number.</param>
    void RemoveGroup(long group);

    /// <summary>A message was published: kept once, however many deliveries it has.</summary>
    /// <param name="publish">Everything that it changes.</param>
    void Publish(in PublishRecord publish);

    /// <summary>A topic has no retained message any more.</summary>
    /// <param name="message">The one that it had.</param>
    void RemoveRetained(StoredMessage message);

    /// <summary>A delivery was added to a message that is known already, or to none: then its packet identifier alone is kept.</summary>
    /// <param name="message">The message, or null.</param>
    /// <param name="delivery">The delivery.</param>
    void AddDelivery(StoredMessage? message, in DeliveryRecord delivery);

    /// <summary>A delivery has gone a step on.</summary>
    /// <param name="key">The delivery.</param>
    /// <param name="state">How far it has come.</param>
    /// <param name="packetId">Its packet identifier.</param>
    void SetDelivery(DeliveryKey key, DeliveryState state, ushort packetId);

    /// <summary>A delivery of a shared subscription belongs to a session from now on.</summary>
    /// <param name="from">The delivery.</param>
    /// <param name="to">What it has become.</param>
    void MoveDelivery(DeliveryKey from, in DeliveryRecord to);

    /// <summary>A delivery is finished or given up.</summary>
    /// <param name="key">The delivery.</param>
    void RemoveDelivery(DeliveryKey key);

    /// <summary>A received message of QoS 2 was released.</summary>
    /// <param name="session">Number of the session that sent it.</param>
    /// <param name="packetId">Its packet identifier.</param>
    void RemoveInbound(long session, ushort packetId);

    /// <summary>Makes every change up to a position as lasting as a level says.</summary>
    /// <param name="position">The position.</param>
    /// <param name="level">The level.</param>
    /// <returns>Completes when it is; fails when it cannot be.</returns>
    ValueTask CommitAsync(long position, DurabilityLevel level);

    /// <summary>What it holds and has done.</summary>
    /// <returns>The figures of this moment.</returns>
    StoreStatistics GetStatistics();
}
