namespace Topiary.Runtime;

/// <summary>A selection of one topic of a contract: its filter, and how its messages are read. Emitted by the generator.</summary>
/// <typeparam name="TMessage">Levels, payload and context of a message.</typeparam>
public abstract class TopicSelection<TMessage>
{
    /// <summary>Filter to subscribe to.</summary>
    public abstract string Filter { get; }

    /// <summary>The contract's template of the topic, which names what is traced and measured; the filter when it is not known.</summary>
    public virtual string Template => Filter;

    /// <summary>Highest quality of service at which messages are wanted.</summary>
    public abstract QoS QoS { get; }

    /// <summary>Reads a message.</summary>
    /// <param name="message">Message whose topic matches <see cref="Filter"/>.</param>
    /// <param name="value">What was read.</param>
    /// <returns>False when a level of the topic does not parse.</returns>
    public abstract bool TryRead(IncomingMessage message, out TMessage value);
}
