using Topiary.Protocol;

namespace Topiary.Broker;

/// <summary>The topics that one client publishes to: its aliases, and the last one by name.</summary>
/// <remarks>Threading: the connection's read loop.</remarks>
internal sealed class InboundTopics(BrokerCore core)
{
    private Topic?[] _aliases = [];
    private Topic? _last;

    /// <summary>The topic of a PUBLISH, by name or alias.</summary>
    public Topic Resolve(in PublishPacket packet)
    {
        ushort alias = packet.Properties.TopicAlias;
        if (alias != 0 || packet.Topic.IsEmpty)
        {
            return ResolveAlias(alias, packet.Topic);
        }

        Topic? last = _last;
        if (last is not null && !last.IsEvicted && last.NameSpan.SequenceEqual(packet.Topic.Span))
        {
            return last;
        }

        return _last = core.Topics.GetOrAdd(packet.Topic.Span);
    }

    private Topic ResolveAlias(ushort alias, ReadOnlyMemory<byte> name)
    {
        if (alias > core.Options.TopicAliasMaximum)
        {
            core.Counters.Reached(BrokerLimit.TopicAlias);
            throw new MqttProtocolException(
                ReasonCode.TopicAliasInvalid, 0, $"Topic alias {alias} is above the maximum of {core.Options.TopicAliasMaximum}");
        }

        Topic? known = alias < _aliases.Length ? _aliases[alias] : null;
        if (name.IsEmpty)
        {
            known = known ?? throw new MqttProtocolException(ReasonCode.ProtocolError, 0, $"Topic alias {alias} has not been set");
            return known.IsEvicted ? _aliases[alias] = core.Topics.Refresh(known) : known;
        }

        if (known is null || known.IsEvicted || !known.NameSpan.SequenceEqual(name.Span))
        {
            if (alias >= _aliases.Length)
            {
                Array.Resize(ref _aliases, Math.Min(core.Options.TopicAliasMaximum + 1, Math.Max(alias + 1, _aliases.Length * 2)));
            }

            known = _aliases[alias] = core.Topics.GetOrAdd(name.Span);
        }

        return known;
    }
}
