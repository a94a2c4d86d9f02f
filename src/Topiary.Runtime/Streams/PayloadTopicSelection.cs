namespace Topiary.Runtime;

/// <summary>A selection of a topic that has a payload.</summary>
/// <typeparam name="TMessage">Levels, payload and context of a message.</typeparam>
/// <typeparam name="TPayload">Type of the payload.</typeparam>
public abstract class TopicSelection<TMessage, TPayload> : TopicSelection<TMessage>
{
    /// <summary>The payload of a message.</summary>
    /// <param name="value">The message.</param>
    /// <returns>Its payload.</returns>
    public abstract TPayload PayloadOf(in TMessage value);
}
