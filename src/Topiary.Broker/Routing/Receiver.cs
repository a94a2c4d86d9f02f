namespace Topiary.Broker;

/// <summary>One session that gets one copy of a message, and how. Immutable.</summary>
/// <param name="session">The session.</param>
/// <param name="qos">Highest QoS granted by the subscriptions that match.</param>
/// <param name="retainAsPublished">Whether the retain flag stays as published.</param>
/// <param name="identifiers">Identifiers of all subscriptions that match and have one.</param>
internal sealed class Receiver(Session session, QoS qos, bool retainAsPublished, uint[] identifiers)
{
    public Session Session { get; } = session;

    /// <summary>The receiver for a session; the same object for all subscriptions of a session for which it would be alike, so that routing finds it in the cache.</summary>
    public static Receiver Of(Session session, QoS qos, bool retainAsPublished, uint[] identifiers)
    {
        if (identifiers.Length > 0)
        {
            return new Receiver(session, qos, retainAsPublished, identifiers);
        }

        // Threads that race make two that are alike.
        Receiver?[] plain = session.PlainReceivers ??= new Receiver?[6];
        return plain[((int)qos * 2) + (retainAsPublished ? 1 : 0)] ??= new Receiver(session, qos, retainAsPublished, []);
    }

    public QoS QoS { get; } = qos;

    public bool RetainAsPublished { get; } = retainAsPublished;

    public uint[] Identifiers { get; } = identifiers;

    /// <summary>Whether something else applies when the session itself is the publisher: <see cref="ForPublisher"/>.</summary>
    public bool HasNoLocal { get; init; }

    /// <summary>What the session gets of its own messages when a subscription with No Local takes part; null for nothing.</summary>
    public Receiver? ForPublisher { get; init; }
}
