using System.Text;
using Topiary.Protocol;

namespace Topiary.Broker;

/// <summary>Drops what is forbidden by now: when asked to, and when a client comes back to its session.</summary>
/// <remarks>Threading: any thread.</remarks>
internal sealed class Revocations(BrokerCore core)
{
    public async ValueTask<RevocationResult> RevokeAsync(Revocation what, CancellationToken cancellationToken)
    {
        var sum = default(RevocationResult);
        if (core.Authorization.IsOpen)
        {
            return sum;
        }

        foreach (Session session in core.Sessions.All.Where(session => what.IsAbout(session.ClientId, session.Principal)))
        {
            RevocationResult one = await RecheckAsync(session, what, cancellationToken).ConfigureAwait(false);
            sum = new RevocationResult(sum.Subscriptions + one.Subscriptions, sum.QueuedMessages + one.QueuedMessages, 0);
        }

        int retained = what.RetainedMessages ? await RecheckRetainedAsync(what, cancellationToken).ConfigureAwait(false) : 0;
        await core.CommitAsync(core.Durability.Default).ConfigureAwait(false);
        return sum with { RetainedMessages = retained };
    }

    /// <summary>Looks at one session.</summary>
    public async ValueTask<RevocationResult> RecheckAsync(Session session, Revocation what, CancellationToken cancellationToken)
    {
        session.Rights.Clear();
        List<Subscription> removed = what.Subscriptions ? await RecheckSubscriptionsAsync(session, cancellationToken).ConfigureAwait(false) : [];
        int queued = 0;
        if (what.QueuedMessages)
        {
            queued = await RecheckQueueAsync(session, removed, cancellationToken).ConfigureAwait(false);
        }

        if (core.Authorization.ChecksDelivery)
        {
            await core.Authorization.AskAboutSharesAsync(session, cancellationToken).ConfigureAwait(false);
            queued += await RecheckReplaysAsync(session, cancellationToken).ConfigureAwait(false);
        }

        // What waited behind that, and what waits for a member of a shared subscription that may have it, as this one may by now.
        var flush = new FlushSet();
        session.Outbox.Pump(flush);
        flush.Flush();

        return new RevocationResult(removed.Count, queued, 0);
    }

    private async ValueTask<List<Subscription>> RecheckSubscriptionsAsync(Session session, CancellationToken cancellationToken)
    {
        var removed = new List<Subscription>();
        foreach (Subscription subscription in core.Index.GetAll(session))
        {
            var request = new AuthorizationRequest(
                AuthorizedAction.Subscribe,
                Encoding.UTF8.GetString(subscription.TopicFilter),
                session.ClientId,
                session.Principal,
                subscription.Options.MaximumQoS,
                false);
            if (!await core.Authorization.IsAllowedAsync(request, cancellationToken).ConfigureAwait(false)
                && core.Index.Remove(session, subscription.Filter) is not null)
            {
                removed.Add(subscription);
                session.Outbox.CancelReplay(subscription.Filter);
                if (session.IsKept)
                {
                    core.Store?.RemoveSubscription(session.Number, subscription.Filter);
                }
            }
        }

        return removed;
    }

    private async ValueTask<int> RecheckQueueAsync(Session session, List<Subscription> removed, CancellationToken cancellationToken)
    {
        var forbidden = new HashSet<StoredMessage>();
        Subscription[] left = core.Index.GetAll(session);
        foreach (StoredMessage message in session.Outbox.GetMessages())
        {
            bool isOrphan = removed.Exists(s => Matches(s, message)) && !Array.Exists(left, s => Matches(s, message));
            if (isOrphan
                || (core.Authorization.ChecksDelivery && !await core.Authorization.MayReceiveAsync(session, message.Topic, cancellationToken).ConfigureAwait(false)))
            {
                forbidden.Add(message);
            }
        }

        int count = forbidden.Count == 0 ? 0 : session.Outbox.Remove(forbidden);
        core.Counters.Dropped(DropReason.NotAuthorized, count);
        return count;
    }

    private async ValueTask<int> RecheckReplaysAsync(Session session, CancellationToken cancellationToken)
    {
        var forbidden = new HashSet<RetainedTopic>();
        foreach (RetainedTopic topic in session.Outbox.GetReplayTopics())
        {
            if (!await core.Authorization.MayDeliverRetainedAsync(session, topic, cancellationToken).ConfigureAwait(false))
            {
                forbidden.Add(topic);
            }
        }

        int count = forbidden.Count == 0 ? 0 : session.Outbox.CancelReplays(forbidden);
        core.Counters.Dropped(DropReason.NotAuthorized, count);
        return count;
    }

    private async ValueTask<int> RecheckRetainedAsync(Revocation what, CancellationToken cancellationToken)
    {
        int count = 0;
        foreach (RetainedTopic topic in core.Retained.GetAll())
        {
            if (topic.Message is { PublisherId: not null } message && what.IsAbout(message.PublisherId, message.PublisherPrincipal)
                && !await core.Authorization.MayStillPublishAsync(message, cancellationToken).ConfigureAwait(false)
                && core.Retained.TryRemove(topic, message))
            {
                count++;
            }
        }

        return count;
    }

    private static bool Matches(Subscription subscription, StoredMessage message) => TopicMatcher.Matches(subscription.TopicFilter, message.Topic.Span);
}
