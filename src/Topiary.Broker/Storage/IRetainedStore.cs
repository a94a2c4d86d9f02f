namespace Topiary.Broker;

/// <summary>Keeps the retained messages.</summary>
/// <remarks>Threading: every method may be called by any thread; changes of one topic come one at a time, in order. None may block.</remarks>
public interface IRetainedStore
{
    /// <summary>Gives back what was kept. Called once, before anything else.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>One message for each topic.</returns>
    ValueTask<IReadOnlyList<StoredMessage>> LoadAsync(CancellationToken cancellationToken);

    /// <summary>A topic has a new retained message.</summary>
    /// <param name="message">The message.</param>
    void Set(StoredMessage message);

    /// <summary>A topic has no retained message any more.</summary>
    /// <param name="topic">UTF-8 of the topic name.</param>
    void Remove(ReadOnlyMemory<byte> topic);

    /// <summary>Makes everything told so far as lasting as the store promises.</summary>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>Completes when it is; at once for a store in memory.</returns>
    ValueTask CommitAsync(CancellationToken cancellationToken);
}
