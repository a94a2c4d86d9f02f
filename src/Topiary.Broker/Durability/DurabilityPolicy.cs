using System.Text;
using Topiary.Protocol;

namespace Topiary.Broker;

/// <summary>How durable what is. Without a store nothing is.</summary>
/// <remarks>Threading: immutable.</remarks>
internal sealed class DurabilityPolicy
{
    private readonly bool _isOn;
    private readonly DurabilityLevel _level;
    private readonly Dictionary<string, DurabilityLevel> _levelOf;
    private readonly (byte[] Filter, DurabilityLevel Level)[] _rules;

    public DurabilityPolicy(MqttBrokerOptions options)
    {
        _isOn = options.Store is not null;
        _level = options.Durability;
        _levelOf = new Dictionary<string, DurabilityLevel>(options.DurabilityOf, StringComparer.Ordinal);
        _rules = _isOn ? [.. options.DurabilityRules.Select(rule => (Encoding.UTF8.GetBytes(rule.Filter), rule.Level))] : [];
    }

    /// <summary>That of what has no listener of its own.</summary>
    public DurabilityLevel Default => _isOn ? _level : DurabilityLevel.Memory;

    /// <summary>That of the sessions, and of the messages to which no rule applies, of one listener.</summary>
    public DurabilityLevel LevelOf(string listener)
        => _isOn && _levelOf.TryGetValue(listener, out DurabilityLevel level) ? level : Default;

    /// <summary>That of the messages of a topic.</summary>
    public DurabilityLevel LevelOf(Topic topic, DurabilityLevel listener)
    {
        foreach ((byte[] filter, DurabilityLevel level) in _rules)
        {
            if (TopicMatcher.Matches(filter, topic.NameSpan))
            {
                return level;
            }
        }

        return listener;
    }
}
