using System.Runtime.InteropServices;
using Topiary.Protocol;

namespace Topiary.Client;

/// <summary>Finds the subscriptions of a message: by subscription identifier where the broker gives them, else by topic.</summary>
/// <remarks>Threading: any thread.</remarks>
internal sealed class SubscriptionTable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<uint, Subscription> _byIdentifier = [];
    private readonly TopicTree<Subscription> _byTopic = new();
    private readonly List<Subscription> _matches = [];
    private readonly MatchCache _recent = new();

    // Never 0, which is that of no entry.
    private int _version = 1;

    public void Add(Subscription subscription)
    {
        lock (_gate)
        {
            _byIdentifier.Add(subscription.Identifier, subscription);
            _byTopic.Add(subscription.MatchUtf8, subscription);
            Volatile.Write(ref _version, _version + 1);
        }
    }

    public void Remove(Subscription subscription)
    {
        lock (_gate)
        {
            _byIdentifier.Remove(subscription.Identifier);
            _byTopic.Remove(subscription.MatchUtf8, subscription);
            Volatile.Write(ref _version, _version + 1);
        }
    }

    /// <summary>The subscriptions of a message, valid until the next call. Called by the read loop only.</summary>
    public ReadOnlySpan<Subscription> Match(ReadOnlySpan<byte> topic, PublishProperties properties)
    {
        bool isIdentified = properties.HasSubscriptionIdentifiers;
        if (!isIdentified && _recent.Find(topic, Volatile.Read(ref _version)) is { } known)
        {
            return known;
        }

        lock (_gate)
        {
            _matches.Clear();
            if (isIdentified && MatchIdentifiers(topic, in properties))
            {
                return CollectionsMarshal.AsSpan(_matches);
            }

            _byTopic.Match(topic, _matches);
            if (!isIdentified)
            {
                _recent.Keep(topic, _version, CollectionsMarshal.AsSpan(_matches));
            }

            return CollectionsMarshal.AsSpan(_matches);
        }
    }

    private bool MatchIdentifiers(ReadOnlySpan<byte> topic, in PublishProperties properties)
    {
        foreach (uint identifier in properties.SubscriptionIdentifiers)
        {
            // A session that is older than this client may know other identifiers; the filter has to fit too.
            if (_byIdentifier.TryGetValue(identifier, out Subscription? subscription) && TopicMatcher.Matches(subscription.MatchUtf8, topic))
            {
                _matches.Add(subscription);
            }
        }

        return _matches.Count > 0;
    }
}
