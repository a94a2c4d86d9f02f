using System.Diagnostics.CodeAnalysis;
using Topiary.Client;
using Topiary.Protocol;
using Topiary.Runtime;

namespace Topiary;

/// <summary>
/// The messages of a topic, typed. Enumerating subscribes; leaving the loop, or cancelling, ends the subscription. Streams
/// of the same filter share one subscription of the broker. Immutable: may be enumerated often, also at the same time.
/// </summary>
/// <remarks>
/// A message whose levels or payload cannot be read is left out, and logged. Messages and their contexts may be kept. The
/// buffer is stated by <see cref="Buffered"/>; without it 1,000 messages with <see cref="FullMode.Wait"/>, by which QoS 1
/// and 2 messages are acknowledged as they are read: a reader that stands still then holds up all such messages of the
/// client once Receive Maximum is reached.
/// </remarks>
/// <typeparam name="TMessage">Levels, payload and context of a message.</typeparam>
[SuppressMessage("Naming", "CA1711:Identifiers should not have incorrect suffix", Justification = "A stream of messages, not of bytes.")]
public class TopicStream<TMessage> : IAsyncEnumerable<TMessage>
{
    private const int DefaultCapacity = 1000;

    /// <summary>Creates one. For generated code.</summary>
    /// <param name="topics">Where it is read from.</param>
    /// <param name="selection">What it selects.</param>
    public TopicStream(ITopics topics, TopicSelection<TMessage> selection)
        : this(topics, selection, DefaultCapacity, FullMode.Wait)
    {
    }

    private protected TopicStream(ITopics topics, TopicSelection<TMessage> selection, int capacity, FullMode fullMode)
    {
        ArgumentNullException.ThrowIfNull(topics);
        ArgumentNullException.ThrowIfNull(selection);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        Topics = topics;
        Selection = selection;
        Capacity = capacity;
        FullMode = fullMode;
    }

    /// <summary>The filter that is subscribed to.</summary>
    public string Filter => Selection.Filter;

    internal ITopics Topics { get; }

    internal TopicSelection<TMessage> Selection { get; }

    private protected int Capacity { get; }

    private protected FullMode FullMode { get; }

    /// <summary>The same messages with another buffer.</summary>
    /// <param name="capacity">Messages that may wait for the reader, 1 or more.</param>
    /// <param name="fullMode">What happens beyond that.</param>
    /// <returns>A stream with that buffer.</returns>
    public TopicStream<TMessage> Buffered(int capacity, FullMode fullMode) => new(Topics, Selection, capacity, fullMode);

    /// <summary>Subscribes and reads.</summary>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>The messages as they come; endless.</returns>
    public async IAsyncEnumerator<TMessage> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        var source = Topics.Source;
        var reader = new SelectionReader<TMessage>(Selection, source);
        var buffer = new StreamBuffer(Filter, Capacity, FullMode, source);
        var subscription = await source.Client.SubscribeAsync(new SubscriptionSpec(Filter, Selection.QoS), buffer, cancellationToken).ConfigureAwait(false);
        try
        {
            while (true)
            {
                var message = await buffer.TakeAsync(cancellationToken).ConfigureAwait(false);
                if (source.Middleware is { } middleware)
                {
                    var (isRead, passed) = await reader.ReadAsync(message, middleware, cancellationToken).ConfigureAwait(false);
                    Observe(message, reader, isRead);
                    if (isRead)
                    {
                        yield return passed;
                    }
                }
                else
                {
                    var isRead = reader.TryRead(message, out var value);
                    Observe(message, reader, isRead);
                    if (isRead)
                    {
                        yield return value!;
                    }
                }
            }
        }
        finally
        {
            buffer.Close();
            await subscription.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>
    /// The last message that the broker keeps for a single topic. When none has come by the time that the broker has
    /// answered the subscription and a second question sent after it, there is none.
    /// </summary>
    private protected async ValueTask<(bool Found, TMessage Message)> FindLatestAsync(CancellationToken ct)
    {
        RequireOneTopic("LatestAsync");
        return await AskRetainedAsync(ct).ConfigureAwait(false) is { } message
            ? await ReadLatestAsync(message, Topics.Source, ct).ConfigureAwait(false)
            : default;
    }

    /// <summary>Whether the broker keeps a message for a single topic.</summary>
    internal async ValueTask<bool> IsRetainedAsync(CancellationToken ct) => await AskRetainedAsync(ct).ConfigureAwait(false) is not null;

    /// <summary>Asks the broker something; it answers in order, after what it sends for earlier subscriptions.</summary>
    internal async ValueTask RoundTripAsync(CancellationToken ct)
    {
        var source = Topics.Source;
        var marker = new SubscriptionSpec($"topiary/marker/{Guid.NewGuid():N}", QoS.AtMostOnce) { RetainHandling = RetainHandling.DoNotSend };
        var subscription = await source.Client.SubscribeAsync(marker, new LatestMessage(source.Time), ct).ConfigureAwait(false);
        await subscription.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Follows the retained value of a single topic.</summary>
    private protected async ValueTask<RetainedState<T>> FollowAsync<T>(TopicSelection<TMessage, T> selection, CancellationToken ct)
    {
        RequireOneTopic("StateAsync");
        var source = Topics.Source;
        var reader = new SelectionReader<TMessage>(Selection, source);
        StateFollower<TMessage, T>? follower = null;
        var state = new RetainedState<T>(Filter, state => follower = new StateFollower<TMessage, T>(this, state, async (message, stop) =>
        {
            var (isRead, value) = source.Middleware is { } middleware
                ? await reader.ReadAsync(message, middleware, stop).ConfigureAwait(false)
                : (reader.TryRead(message, out var read), read);
            Observe(message, reader, isRead);
            return isRead ? (true, selection.PayloadOf(value!)) : default;
        }));
        await follower!.StartAsync(ct).ConfigureAwait(false);
        return state;
    }

    private void RequireOneTopic(string method)
    {
        if (Filter.AsSpan().ContainsAny('+', '#'))
        {
            throw new InvalidOperationException($"{method} needs every level: '{Filter}' may have many retained messages. Enumerate the stream in its place.");
        }
    }

    private async ValueTask<IncomingMessage?> AskRetainedAsync(CancellationToken ct)
    {
        var source = Topics.Source;
        var latest = new LatestMessage(source.Time);
        var subscription = await source.Client.SubscribeAsync(new SubscriptionSpec(Filter, QoS.AtMostOnce), latest, ct).ConfigureAwait(false);
        try
        {
            if (latest.Message is null)
            {
                await RoundTripAsync(ct).ConfigureAwait(false);
            }

            return latest.Message;
        }
        finally
        {
            await subscription.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask<(bool Found, TMessage Message)> ReadLatestAsync(IncomingMessage message, TopicSource source, CancellationToken ct)
    {
        (bool Found, TMessage Message) latest = default;
        try
        {
            if (source.Middleware is { } middleware)
            {
                await middleware.ReadAsync(
                    message,
                    MessageKind.OneWay,
                    Filter,
                    read => latest = (SelectionReader<TMessage>.Read(Selection, read, out var value), value),
                    ct).ConfigureAwait(false);
            }
            else
            {
                latest = (SelectionReader<TMessage>.Read(Selection, message, out var value), value);
            }
        }
        catch (Exception e)
        {
            OnReceived(message, e is MqttPayloadException { InnerException: { } said } ? said : e);
            throw;
        }

        if (latest.Found)
        {
            OnReceived(message, failure: null);
        }

        return latest;
    }

    /// <summary>A message that is not of the selection, or that the middleware has kept, was not received.</summary>
    private void Observe(IncomingMessage message, SelectionReader<TMessage> reader, bool isRead)
    {
        if (isRead || reader.Failure is not null)
        {
            OnReceived(message, reader.Failure);
        }
    }

    /// <summary>Traces and counts a message that was taken, or could not be read.</summary>
    internal void OnReceived(IncomingMessage message, Exception? failure)
    {
        if (Instruments.ObserveReceiving)
        {
            var properties = Instruments.Source.HasListeners() ? message.Properties.UserProperties.ToUserProperties() : UserProperties.Empty;
            var taken = new TakenMessage(message.TopicText, message.Payload.Length, message.QoS, properties) { Template = Selection.Template, Subscription = Filter };
            ReceiveTelemetry.OnReceived(Topics.Source.Client, taken, failure);
        }
    }
}
