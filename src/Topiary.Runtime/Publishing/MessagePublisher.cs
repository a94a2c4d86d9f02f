using System.Runtime.CompilerServices;
using Topiary.Client;

namespace Topiary.Runtime;

/// <summary>What generated publishers call: begins messages, and sends what they wrote. One per client; thread-safe.</summary>
public sealed class MessagePublisher
{
    private readonly MqttClient _client;
    private readonly Requester _requester;
    private readonly PublishPipeline? _middleware;
    private readonly Action<OutgoingMessage>? _capture;

    internal MessagePublisher(MqttClient client, Requester requester, PublishPipeline? middleware)
    {
        _client = client;
        _requester = requester;
        _middleware = middleware;
    }

    /// <summary>A publisher that publishes nothing: what would be published is captured.</summary>
    internal MessagePublisher(Action<OutgoingMessage> capture)
    {
        _client = null!;
        _requester = null!;
        _capture = capture;
    }

    /// <summary>Begins a one-way message.</summary>
    /// <param name="declaration">The topic.</param>
    /// <param name="options">What this publish says differently; null for nothing.</param>
    /// <returns>The message, for one local variable.</returns>
    public OutgoingMessage Begin(TopicDeclaration declaration, PublishOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(declaration);
        var expiry = options?.Expiry is { } life ? WholeSeconds(life) : declaration.ExpirySeconds;
        var frame = _capture is null ? _client.RentFrame() : PublishFrame.Create();
        frame.QoS = options?.QoS ?? declaration.QoS;
        frame.Retain = options?.Retain ?? declaration.Retain;
        frame.ExpirySeconds = expiry;
        return new OutgoingMessage(frame, declaration, options, request: null) { IsCaptured = _capture is not null };
    }

    /// <summary>Begins a request. Its deadline travels as message expiry; it is never retained.</summary>
    /// <param name="declaration">The topic.</param>
    /// <param name="options">User properties and quality of service of this request; null for nothing.</param>
    /// <param name="wantsProgress">Whether the responder shall report how far it is.</param>
    /// <returns>The message, for one local variable.</returns>
    /// <exception cref="NotSupportedException">The client speaks MQTT 3.1.1.</exception>
    public OutgoingMessage BeginRequest(TopicDeclaration declaration, PublishOptions? options = null, bool wantsProgress = false)
    {
        ArgumentNullException.ThrowIfNull(declaration);
        if (_capture is not null)
        {
            throw new InvalidOperationException($"'{declaration.Template}' is a request; a last will or a birth is a one-way message.");
        }

        var ticket = _requester.CreateTicket(declaration);
        ticket.WantsProgress = wantsProgress;
        var frame = _client.RentFrame();
        frame.QoS = options?.QoS ?? declaration.QoS;
        frame.Retain = false;

        // Rounded down: a responder that gets the request at the last moment still answers before the deadline.
        frame.ExpirySeconds = (uint)Math.Max(1, Math.Floor(declaration.Timeout.TotalSeconds));
        return new OutgoingMessage(frame, declaration, options, ticket);
    }

    /// <summary>Publishes a message. QoS 0 completes when it is queued, QoS 1 and 2 when the broker has acknowledged it.</summary>
    /// <param name="message">The message; given up by the caller.</param>
    /// <param name="ct">Stops the wait; withdraws what has not begun to be sent.</param>
    /// <returns>Completes when the quality of service is satisfied.</returns>
    public ValueTask PublishAsync(OutgoingMessage message, CancellationToken ct)
    {
        message.WriteProperties();
        if (_capture is not null)
        {
            _capture(message);
            return default;
        }

        return message.Activity is not null || Instruments.ObserveSending ? PublishObservedAsync(message, ct) : SendAsync(message, ct);
    }

    /// <summary>Sends a request and waits for its answer.</summary>
    /// <typeparam name="TResponse">Type of the answer.</typeparam>
    /// <param name="message">The request; given up by the caller.</param>
    /// <param name="serializer">Reads the answer.</param>
    /// <param name="ct">Stops the wait; withdraws a request that has not begun to be sent.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="MqttRequestException">The responder refused, or failed.</exception>
    /// <exception cref="MqttNoResponderException">Nobody subscribes to the topic.</exception>
    /// <exception cref="TimeoutException">No answer came within the deadline.</exception>
    /// <exception cref="MqttPayloadException">The answer cannot be read.</exception>
    public ValueTask<TResponse> RequestAsync<TResponse>(OutgoingMessage message, IPayloadSerializer<TResponse> serializer, CancellationToken ct)
    {
        message.WriteProperties();
        return AskAsync(message, serializer, null, ct);
    }

    /// <summary>Sends a request, passes reports of its progress on, and waits for its answer.</summary>
    /// <typeparam name="TResponse">Type of the answer.</typeparam>
    /// <typeparam name="TProgress">Type of a report.</typeparam>
    /// <param name="message">The request; given up by the caller.</param>
    /// <param name="serializer">Reads the answer.</param>
    /// <param name="progress">Hears of progress, one report after the other; null for nobody.</param>
    /// <param name="progressSerializer">Reads the reports.</param>
    /// <param name="ct">Stops the wait; withdraws a request that has not begun to be sent.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="MqttRequestException">The responder refused, or failed.</exception>
    /// <exception cref="MqttNoResponderException">Nobody subscribes to the topic.</exception>
    /// <exception cref="TimeoutException">No answer came within the deadline, which progress does not put off.</exception>
    /// <exception cref="MqttPayloadException">The answer cannot be read.</exception>
    public ValueTask<TResponse> RequestAsync<TResponse, TProgress>(
        OutgoingMessage message,
        IPayloadSerializer<TResponse> serializer,
        IProgress<TProgress>? progress,
        IPayloadSerializer<TProgress> progressSerializer,
        CancellationToken ct)
    {
        message.WriteProperties();
        return AskAsync(message, serializer, progress is null ? null : new ProgressSink<TProgress>(progress, progressSerializer), ct);
    }

    /// <summary>
    /// Sends a request for a streamed answer each time the sequence is enumerated. Ending the enumeration early, or the
    /// token, stops the responder too.
    /// </summary>
    /// <typeparam name="TResponse">Type of the elements.</typeparam>
    /// <param name="begin">Writes the request; called once for each enumeration.</param>
    /// <param name="serializer">Reads the elements.</param>
    /// <param name="ct">Stops the stream.</param>
    /// <returns>The elements in the order in which the responder sent them.</returns>
    public IAsyncEnumerable<TResponse> RequestStream<TResponse>(
        Func<OutgoingMessage> begin, IPayloadSerializer<TResponse> serializer, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(begin);
        ArgumentNullException.ThrowIfNull(serializer);
        return Instruments.ObserveSending ? StreamObservedAsync(begin, serializer, ct) : _requester.StreamAsync(begin, serializer, ct);
    }

    internal static uint WholeSeconds(TimeSpan life)
    {
        if (life <= TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(life), life, "PublishOptions.Expiry must be more than zero.");
        }

        return (uint)Math.Min(uint.MaxValue, Math.Ceiling(life.TotalSeconds));
    }

    private ValueTask SendAsync(in OutgoingMessage message, CancellationToken ct)
    {
        if (_middleware is not null)
        {
            return _middleware.PublishAsync(message, ct);
        }

        var publish = _client.PublishAsync(message.Frame, ct);
        if (!publish.IsCompletedSuccessfully)
        {
            return WithoutResultAsync(publish);
        }

        _ = publish.Result;
        return default;
    }

    private ValueTask<TResponse> AskAsync<TResponse>(
        in OutgoingMessage message, IPayloadSerializer<TResponse> serializer, IProgressSink? progress, CancellationToken ct) =>
        message.Activity is not null || Instruments.ObserveSending
            ? RequestObservedAsync(message, serializer, progress, ct)
            : _requester.RequestAsync(message, serializer, progress, ct);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask PublishObservedAsync(OutgoingMessage message, CancellationToken ct)
    {
        var span = new SendSpan(_client, message);
        try
        {
            await SendAsync(message, ct).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            span.End(e);
            throw;
        }

        span.End(null);
    }

    private async ValueTask<TResponse> RequestObservedAsync<TResponse>(
        OutgoingMessage message, IPayloadSerializer<TResponse> serializer, IProgressSink? progress, CancellationToken ct)
    {
        var span = new SendSpan(_client, message);
        try
        {
            var response = await _requester.RequestAsync(message, serializer, progress, ct).ConfigureAwait(false);
            span.End(null);
            return response;
        }
        catch (Exception e)
        {
            span.End(e);
            throw;
        }
    }

    private async IAsyncEnumerable<TResponse> StreamObservedAsync<TResponse>(
        Func<OutgoingMessage> begin, IPayloadSerializer<TResponse> serializer, [EnumeratorCancellation] CancellationToken ct)
    {
        SendSpan? span = null;
        Exception? failure = null;
        var elements = _requester.StreamAsync(Begin, serializer, ct).GetAsyncEnumerator(ct);
        try
        {
            while (true)
            {
                try
                {
                    if (!await elements.MoveNextAsync().ConfigureAwait(false))
                    {
                        break;
                    }
                }
                catch (Exception e)
                {
                    failure = e;
                    throw;
                }

                yield return elements.Current;
            }
        }
        finally
        {
            await elements.DisposeAsync().ConfigureAwait(false);
            span?.End(failure);
        }

        OutgoingMessage Begin()
        {
            var message = begin();
            message.WriteProperties();
            span = new SendSpan(_client, message);
            return message;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private static async ValueTask WithoutResultAsync(ValueTask<MqttPublishResult> publish) => await publish.ConfigureAwait(false);
}
