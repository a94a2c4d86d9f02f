using Topiary.Protocol;

namespace Topiary.Broker;

/// <summary>
/// Who is subscribed to what. Filters without a wildcard hang at their topic in the <see cref="TopicTable"/>, the others in a tree.
/// The match of a topic is cached at the topic; an epoch for each first level says whether it is still right.
/// </summary>
/// <remarks>
/// Threading: changes, and matches that are not cached, take a short lock; a cached match takes none.
/// The lock is innermost but for that of the topic table: nothing else is called while it is held.
/// </remarks>
internal sealed class SubscriptionIndex(TopicTable topics)
{
    private const int Buckets = 256;

    // Cached matches together refer to no more receivers than this; then all are forgotten.
    private const long MostCachedReceivers = 1_000_000;

    private readonly Lock _gate = new();
    private readonly TopicTree<MatchTarget> _wildcards = new();
    private readonly Dictionary<string, SharedGroup> _groups = new(StringComparer.Ordinal);
    private readonly List<MatchTarget> _found = [];
    private readonly MatchBuilder _builder = new();

    // Raised when a wildcard filter of that first level changes; the last one for filters that begin with a wildcard.
    private readonly long[] _epochs = new long[Buckets + 1];
    private long _cachedReceivers;
    private long _computed;
    private int _count;

    /// <summary>Number of subscriptions.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>What it holds besides the cache of matches: filters with a wildcard, shared subscriptions, and topics with exact ones.</summary>
    public int Held
    {
        get
        {
            lock (_gate)
            {
                return _wildcards.Count + _groups.Count + topics.Pinned;
            }
        }
    }

    /// <summary>How often a match was worked out rather than found in the cache.</summary>
    public long Computed => Volatile.Read(ref _computed);

    public static int BucketOf(ReadOnlySpan<byte> firstLevel) => Utf8Hash.Compute(firstLevel) & (Buckets - 1);

    /// <summary>Who gets the messages of a topic.</summary>
    public Match Match(Topic topic)
    {
        Match? match = topic.Match;
        return match is not null && match.Epoch == EpochOf(topic.Bucket) ? match : Compute(topic);
    }

    /// <summary>Adds or replaces a subscription of a session.</summary>
    /// <returns>The one that it replaces, or null; <paramref name="added"/> is null when the session has ended.</returns>
    public Subscription? Set(Session session, SubscribeRequest request, Func<string, SharedGroup> createGroup, out Subscription? added)
    {
        lock (_gate)
        {
            added = null;
            if (session.HasEnded)
            {
                return null;
            }

            SharedGroup? group = null;
            if (request.IsShared && !_groups.TryGetValue(request.Filter, out group))
            {
                group = createGroup(request.Filter);
                _groups.Add(request.Filter, group);
                Attach(request.TopicFilter, group, isAdded: true);
            }

            var subscription = new Subscription(session, request.Filter, request.TopicFilter, request.Options, request.Identifier, group);
            session.Subscriptions.Remove(request.Filter, out Subscription? old);

            // The same filter is a shared subscription for MQTT 5 and a plain one before, and a session may change its version.
            bool isUpdate = old?.Group is not null && group is not null;
            if (old is not null && !isUpdate)
            {
                Detach(old);
            }

            session.Subscriptions.Add(request.Filter, subscription);
            if (group is not null)
            {
                group.SetMember(subscription);
                SetShares(session);
            }
            else
            {
                Attach(subscription.TopicFilter, subscription, isAdded: true);
            }

            _count += isUpdate ? 0 : 1;
            added = subscription;
            return old;
        }
    }

    /// <summary>Removes a subscription of a session.</summary>
    /// <returns>The removed one, or null.</returns>
    public Subscription? Remove(Session session, string filter)
    {
        lock (_gate)
        {
            if (session.Subscriptions.Remove(filter, out Subscription? subscription))
            {
                Detach(subscription);
            }

            return subscription;
        }
    }

    /// <summary>Removes all subscriptions of a session that has ended.</summary>
    public void RemoveAll(Session session)
    {
        lock (_gate)
        {
            Subscription[] subscriptions = [.. session.Subscriptions.Values];
            session.Subscriptions.Clear();
            foreach (Subscription subscription in subscriptions)
            {
                Detach(subscription);
            }
        }
    }

    /// <summary>Whether a session has so many subscriptions, not counting one that a filter replaces.</summary>
    public bool HasAtLeast(Session session, int count, string filter)
    {
        lock (_gate)
        {
            return session.Subscriptions.Count >= count && !session.Subscriptions.ContainsKey(filter);
        }
    }

    /// <summary>A copy of the subscriptions of a session.</summary>
    public Subscription[] GetAll(Session session)
    {
        lock (_gate)
        {
            return [.. session.Subscriptions.Values];
        }
    }

    private static void SetShares(Session session)
        => session.Shares = [.. session.Subscriptions.Values.Where(subscription => subscription.Group is not null)];

    private void Detach(Subscription subscription)
    {
        _count--;
        if (subscription.Group is not { } group)
        {
            Attach(subscription.TopicFilter, subscription, isAdded: false);
            return;
        }

        SetShares(subscription.Session);
        if (group.RemoveMember(subscription.Session))
        {
            _groups.Remove(subscription.Filter);
            Attach(subscription.TopicFilter, group, isAdded: false);
        }
    }

    private void Attach(byte[] filter, MatchTarget target, bool isAdded)
    {
        if (filter.AsSpan().IndexOfAny((byte)'+', (byte)'#') < 0)
        {
            if (isAdded)
            {
                topics.AddExact(filter, target);
            }
            else
            {
                topics.RemoveExact(filter, target);
            }

            return;
        }

        if (isAdded)
        {
            _wildcards.Add(filter, target);
        }
        else
        {
            _wildcards.Remove(filter, target);
        }

        int slash = filter.AsSpan().IndexOf((byte)'/');
        ReadOnlySpan<byte> first = slash < 0 ? filter : filter.AsSpan(0, slash);
        int bucket = first is [(byte)'+'] or [(byte)'#'] ? Buckets : BucketOf(first);
        Volatile.Write(ref _epochs[bucket], _epochs[bucket] + 1);
    }

    private long EpochOf(int bucket) => Volatile.Read(ref _epochs[bucket]) + Volatile.Read(ref _epochs[Buckets]);

    private Match Compute(Topic topic)
    {
        bool tooMany;
        Match match;
        lock (_gate)
        {
            long epoch = EpochOf(topic.Bucket);
            _found.Clear();
            _found.AddRange(topic.Exact ?? []);
            _wildcards.Match(topic.NameSpan, _found);
            match = _builder.Build(epoch, _found);
            topic.Match = match;
            _computed++;
            _cachedReceivers += match.Count;
            tooMany = _cachedReceivers > MostCachedReceivers;
            _cachedReceivers = tooMany ? 0 : _cachedReceivers;
        }

        if (tooMany)
        {
            topics.EvictUnpinned();
        }

        return match;
    }
}
