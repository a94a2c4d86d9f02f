using Topiary.Protocol;

namespace Topiary.Broker;

/// <summary>One subscription of one session. Immutable: subscribing again replaces it.</summary>
internal sealed class Subscription : MatchTarget
{
    public Subscription(Session session, string filter, byte[] topicFilter, SubscriptionOptions options, uint identifier, SharedGroup? group)
    {
        Session = session;
        Filter = filter;
        TopicFilter = topicFilter;
        Options = options;
        Identifier = identifier;
        Group = group;
        IsExact = topicFilter.AsSpan().IndexOfAny((byte)'+', (byte)'#') < 0;
        uint[] identifiers = identifier == 0 ? [] : [identifier];
        Receiver = options.NoLocal
            ? new Receiver(session, options.MaximumQoS, options.RetainAsPublished, identifiers) { HasNoLocal = true }
            : Receiver.Of(session, options.MaximumQoS, options.RetainAsPublished, identifiers);
    }

    public Session Session { get; }

    /// <summary>The filter as the client wrote it, <c>$share/name/</c> included.</summary>
    public string Filter { get; }

    /// <summary>UTF-8 of the filter without <c>$share/name/</c>.</summary>
    public byte[] TopicFilter { get; }

    public SubscriptionOptions Options { get; }

    /// <summary>Subscription Identifier; 0 for none.</summary>
    public uint Identifier { get; }

    public SharedGroup? Group { get; }

    public bool IsExact { get; }

    /// <summary>What a message gets that matches this subscription alone.</summary>
    public Receiver Receiver { get; }
}
