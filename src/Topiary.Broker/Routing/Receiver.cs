namespace Topiary.Broker;

/// <summary>One session that gets one copy of a message, and how. Immutable.</summary>
/// <param name="session">The session.</param>
/// <param name="qos">Highest QoS granted by the subscriptions that match.</param>
/// <param name="retainAsPublished">Whether the retain flag stays as published.</param>
/// <param name="identifiers">Identifiers of all subscriptions that match and have one.</param>
internal sealed class Receiver(Session session, QoS qos, bool retainAsPublished, uint[] identifiers)
{
    public Session Session { get; } = session;

    public QoS QoS { get; } = qos;

    public bool RetainAsPublished { get; } = retainAsPublished;

    public uint[] Identifiers { get; } = identifiers;

    /// <summary>Whether something else applies when the session itself is the publisher: <see cref="ForPublisher"/>.</summary>
    public bool HasNoLocal { get; init; }

    /// <summary>What the session gets of its own messages when a subscription with No Local takes part; null for nothing.</summary>
    public Receiver? ForPublisher { get; init; }
}
