using System.Diagnostics.CodeAnalysis;
using Topiary.Runtime;

namespace Topiary;

/// <summary>The messages of a topic whose payload is a struct; see <see cref="TopicStream{TMessage}"/>.</summary>
/// <typeparam name="TMessage">Levels, payload and context of a message.</typeparam>
/// <typeparam name="TPayload">Type of the payload.</typeparam>
[SuppressMessage("Naming", "CA1711:Identifiers should not have incorrect suffix", Justification = "A stream of messages, not of bytes.")]
public sealed class ValueTopicStream<TMessage, TPayload> : TopicStream<TMessage>
    where TPayload : struct
{
    private readonly TopicSelection<TMessage, TPayload> _selection;

    /// <summary>Creates one. For generated code.</summary>
    /// <param name="topics">Where it is read from.</param>
    /// <param name="selection">What it selects.</param>
    public ValueTopicStream(ITopics topics, TopicSelection<TMessage, TPayload> selection)
        : base(topics, selection) => _selection = selection;

    private ValueTopicStream(ITopics topics, TopicSelection<TMessage, TPayload> selection, int capacity, FullMode fullMode)
        : base(topics, selection, capacity, fullMode) => _selection = selection;

    /// <inheritdoc cref="TopicStream{TMessage}.Buffered"/>
    public new ValueTopicStream<TMessage, TPayload> Buffered(int capacity, FullMode fullMode) => new(Topics, _selection, capacity, fullMode);

    /// <summary>The retained value of a topic whose levels are all given.</summary>
    /// <param name="ct">Stops the wait.</param>
    /// <returns>The value, or null when the broker keeps none.</returns>
    /// <exception cref="InvalidOperationException">A level was left out.</exception>
    /// <exception cref="MqttPayloadException">The value cannot be read.</exception>
    public async ValueTask<TPayload?> LatestAsync(CancellationToken ct = default)
    {
        var (found, message) = await FindLatestAsync(ct).ConfigureAwait(false);
        return found ? _selection.PayloadOf(message) : null;
    }

    /// <summary>
    /// The retained value of a topic whose levels are all given, followed as it changes. Completes when it is known what the
    /// broker keeps now.
    /// </summary>
    /// <param name="ct">Stops the wait.</param>
    /// <returns>The state; to be disposed.</returns>
    /// <exception cref="InvalidOperationException">A level was left out.</exception>
    public ValueTask<RetainedState<TPayload>> StateAsync(CancellationToken ct = default) => FollowAsync(_selection, ct);
}
