using Topiary.Protocol;

namespace Topiary.Client;

/// <summary>Finds the receivers of a message: by subscription identifier where the broker gives them, else by topic.</summary>
/// <remarks>Threading: any thread.</remarks>
internal sealed class SubscriptionTable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<uint, Subscription> _byIdentifier = [];
    private readonly TopicTree<Subscription> _byTopic = new();
    private readonly List<Subscription> _matches = [];

    public void Add(Subscription subscription)
    {
        lock (_gate)
        {
            _byIdentifier.Add(subscription.Identifier, subscription);
            _byTopic.Add(subscription.MatchUtf8, subscription);
        }
    }

    public void Remove(Subscription subscription)
    {
        lock (_gate)
        {
            _byIdentifier.Remove(subscription.Identifier);
            _byTopic.Remove(subscription.MatchUtf8, subscription);
        }
    }

    /// <summary>Adds the receivers of a message to a list. Called by the read loop only.</summary>
    public void Match(ReadOnlySpan<byte> topic, PublishProperties properties, List<IMessageReceiver> receivers)
    {
        lock (_gate)
        {
            bool found = false;
            if (properties.HasSubscriptionIdentifiers)
            {
                foreach (uint identifier in properties.SubscriptionIdentifiers)
                {
                    // A session that is older than this client may know other identifiers; the filter has to fit too.
                    if (_byIdentifier.TryGetValue(identifier, out Subscription? subscription) && TopicMatcher.Matches(subscription.MatchUtf8, topic))
                    {
                        receivers.AddRange(subscription.Receivers);
                        found = true;
                    }
                }
            }

            if (found)
            {
                return;
            }

            _byTopic.Match(topic, _matches);
            foreach (Subscription subscription in _matches)
            {
                receivers.AddRange(subscription.Receivers);
            }

            _matches.Clear();
        }
    }
}
