namespace Topiary.Broker;

/// <summary>Turns what the index found for a topic into a <see cref="Match"/>: overlapping subscriptions of a session become one receiver.</summary>
/// <remarks>Threading: called under the lock of the index, which guards the marks in the sessions too.</remarks>
internal sealed class MatchBuilder
{
    private readonly List<Receiver> _receivers = [];
    private readonly List<List<Subscription>?> _overlaps = [];
    private readonly List<SharedGroup> _groups = [];
    private long _stamp;

    public Match Build(long epoch, List<MatchTarget> found)
    {
        _stamp++;
        _receivers.Clear();
        _overlaps.Clear();
        _groups.Clear();
        foreach (MatchTarget target in found)
        {
            if (target is SharedGroup group)
            {
                _groups.Add(group);
            }
            else
            {
                Add((Subscription)target);
            }
        }

        for (int i = 0; i < _receivers.Count; i++)
        {
            if (_overlaps[i] is { } overlap)
            {
                _receivers[i] = Merge(overlap);
            }
        }

        return new Match(epoch, [.. _receivers], [.. _groups]);
    }

    private void Add(Subscription subscription)
    {
        Session session = subscription.Session;
        if (session.MatchStamp != _stamp)
        {
            session.MatchStamp = _stamp;
            session.MatchIndex = _receivers.Count;
            session.MatchFirst = subscription;
            _receivers.Add(subscription.Receiver);
            _overlaps.Add(null);
            return;
        }

        (_overlaps[session.MatchIndex] ??= [session.MatchFirst!]).Add(subscription);
    }

    private static Receiver Merge(List<Subscription> subscriptions)
    {
        List<Subscription> own = subscriptions.FindAll(s => !s.Options.NoLocal);
        Receiver merged = Combine(subscriptions, null, false);
        return own.Count == subscriptions.Count
            ? merged
            : Combine(subscriptions, own.Count == 0 ? null : Combine(own, null, false), true);
    }

    private static Receiver Combine(List<Subscription> subscriptions, Receiver? forPublisher, bool hasNoLocal)
    {
        Session session = subscriptions[0].Session;
        QoS qos = subscriptions.Max(s => s.Options.MaximumQoS);
        bool retainAsPublished = subscriptions.Exists(s => s.Options.RetainAsPublished);
        uint[] identifiers = [.. subscriptions.Select(s => s.Identifier).Where(identifier => identifier != 0)];
        return hasNoLocal
            ? new Receiver(session, qos, retainAsPublished, identifiers) { ForPublisher = forPublisher, HasNoLocal = true }
            : Receiver.Of(session, qos, retainAsPublished, identifiers);
    }
}
