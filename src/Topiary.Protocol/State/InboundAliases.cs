namespace Topiary.Protocol;

/// <summary>The topic aliases that the peer has set on this connection (MQTT 5.0, section 3.3.2.3.4).</summary>
/// <remarks>Threading: not thread-safe; called from the connection's read loop only.</remarks>
public sealed class InboundAliases
{
    private byte[]?[] _topics = [];

    /// <summary>Creates one without any alias.</summary>
    /// <param name="maximum">The Topic Alias Maximum that this side has sent; 0 allows none.</param>
    public InboundAliases(int maximum)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maximum);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maximum, ushort.MaxValue);
        Maximum = maximum;
    }

    /// <summary>Highest alias allowed.</summary>
    public int Maximum { get; }

    /// <summary>Finds the topic of a PUBLISH, and remembers it if it comes with an alias.</summary>
    /// <param name="alias">The alias in the packet; 0 when it has none (a packet that carries an alias of 0 is refused by the codec).</param>
    /// <param name="topic">The topic in the packet; empty when the alias stands for it.</param>
    /// <returns>The topic; memory of the packet or of this object, the latter valid as long as it is needed.</returns>
    /// <exception cref="MqttProtocolException">The alias is above the maximum (0x94), or has not been set (0x82).</exception>
    public ReadOnlyMemory<byte> Resolve(ushort alias, ReadOnlyMemory<byte> topic)
    {
        if (alias == 0)
        {
            return topic.IsEmpty
                ? throw new MqttProtocolException(ReasonCode.ProtocolError, 0, "PUBLISH has neither a topic nor a topic alias")
                : topic;
        }

        if (alias > Maximum)
        {
            throw new MqttProtocolException(ReasonCode.TopicAliasInvalid, 0, $"Topic alias {alias} is not in the range 1 to {Maximum}");
        }

        byte[]? known = alias < _topics.Length ? _topics[alias] : null;
        if (topic.IsEmpty)
        {
            return known ?? throw new MqttProtocolException(ReasonCode.ProtocolError, 0, $"Topic alias {alias} has not been set on this connection");
        }

        if (known is null || !topic.Span.SequenceEqual(known))
        {
            Set(alias, topic.ToArray());
        }

        return topic;
    }

    private void Set(ushort alias, byte[] topic)
    {
        if (alias >= _topics.Length)
        {
            Array.Resize(ref _topics, Math.Min(Maximum + 1, Math.Max(alias + 1, Math.Max(8, _topics.Length * 2))));
        }

        _topics[alias] = topic;
    }
}
