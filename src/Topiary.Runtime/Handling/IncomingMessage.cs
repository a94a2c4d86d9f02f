using System.Text;
using Topiary.Client;
using Topiary.Protocol;

namespace Topiary.Runtime;

/// <summary>
/// A received message with a copy of its bytes, as generated code reads it. Pooled for handlers: not to be used after the
/// route has returned. Used by one thread at a time.
/// </summary>
public sealed class IncomingMessage
{
    private const int LargestKeptBuffer = 16 * 1024;
    private byte[] _buffer = [];
    private int _topicLength;
    private int _payloadLength;
    private int _propertiesLength;
    private int _orderKeyLength;
    private uint? _expirySeconds;
    private uint _subscriptionIdentifier;
    private uint[]? _moreIdentifiers;
    private MessageReceipt _receipt;
    private IncomingContext? _context;
    private ReadOnlyMemory<byte> _replacement;
    private bool _isReplaced;
    private Action? _endProgress;

    internal IncomingMessage()
    {
    }

    /// <summary>UTF-8 of the topic.</summary>
    public ReadOnlySpan<byte> Topic => _buffer.AsSpan(0, _topicLength);

    /// <summary>The payload, as middleware has left it.</summary>
    public ReadOnlySpan<byte> Payload => _isReplaced ? _replacement.Span : _buffer.AsSpan(_topicLength, _payloadLength);

    /// <summary>What is known of the message besides its levels and payload.</summary>
    public MessageContext Context => _context ??= new IncomingContext(this, _receipt, IsManual);

    /// <summary>Next one in a queue of messages; owned by the queue.</summary>
    internal IncomingMessage? Next { get; set; }

    /// <summary>What messages that are handled one after the other have in common: the topic, if nothing else is said.</summary>
    internal ReadOnlySpan<byte> OrderKey =>
        _orderKeyLength == 0 ? Topic : _buffer.AsSpan(_topicLength + _payloadLength + _propertiesLength, _orderKeyLength);

    /// <summary>Hash of <see cref="OrderKey"/>; owned by the queue.</summary>
    internal int OrderHash { get; set; }

    /// <summary>The payload as it was received.</summary>
    internal ReadOnlySpan<byte> ReceivedPayload => _buffer.AsSpan(_topicLength, _payloadLength);

    internal ReadOnlyMemory<byte> PayloadMemory => _isReplaced ? _replacement : _buffer.AsMemory(_topicLength, _payloadLength);

    /// <summary>Whether the answer to this request is put into <see cref="Reply"/>.</summary>
    internal bool CapturesReply { get; set; }

    internal CapturedReply? Reply { get; set; }

    internal RouteState? Route { get; set; }

    internal StreamReply? Stream { get; set; }

    /// <summary>Why its handling has failed for good; null as long as it has not.</summary>
    internal Exception? Failure { get; set; }

    /// <summary>The same; of an unreadable payload what the serializer said.</summary>
    internal Exception? FailureCause => Failure is UnreadablePayloadException { InnerException: { } said } ? said : Failure;

    internal long Arrival { get; private set; }

    internal QoS QoS { get; private set; }

    internal bool Retain { get; private set; }

    internal bool Duplicate { get; private set; }

    internal bool HasContext => _context is not null;

    internal bool IsAcknowledgedByProtocol => _receipt.IsAcknowledged;

    internal TimeSpan? Expiry => _expirySeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    internal uint ExpirySeconds => _expirySeconds ?? 0;

    internal string TopicText => TopicStringPool.Shared.GetString(Topic);

    internal PublishProperties Properties => new(_buffer.AsMemory(_topicLength + _payloadLength, _propertiesLength));

    private bool IsManual => Route is { Options.Ack: AckMode.Manual };

    /// <summary>Reads the payload.</summary>
    /// <typeparam name="T">Type of the payload.</typeparam>
    /// <param name="serializer">Its serializer.</param>
    /// <returns>The payload.</returns>
    /// <exception cref="MqttException">The payload is not of this shape.</exception>
    public T Read<T>(IPayloadSerializer<T> serializer)
    {
        ArgumentNullException.ThrowIfNull(serializer);
        try
        {
            return serializer.Deserialize(Payload);
        }
        catch (Exception e)
        {
            throw new UnreadablePayloadException(TopicText, typeof(T), Payload.Length, e);
        }
    }

    /// <summary>Reads a payload that may be null, which an empty one is.</summary>
    /// <typeparam name="T">Type of the payload.</typeparam>
    /// <param name="serializer">Its serializer.</param>
    /// <returns>The payload; null when it is empty.</returns>
    /// <exception cref="MqttException">The payload is not of this shape.</exception>
    public T? ReadOptional<T>(IPayloadSerializer<T> serializer) => Payload.IsEmpty ? default : Read(serializer);

    /// <summary>Says that a level of the topic does not parse: the message is not for this route. Counted, and logged once per filter.</summary>
    public void LevelsUnreadable() => Route?.OnLevelsUnreadable(this);

    /// <summary>Answers a request; without effect when nobody waits for an answer.</summary>
    /// <typeparam name="T">Type of the answer.</typeparam>
    /// <param name="value">The answer.</param>
    /// <param name="serializer">Its serializer.</param>
    /// <param name="contentType">Content type; empty for none.</param>
    /// <param name="ct">Stops the wait.</param>
    /// <returns>Completes when the answer is queued for sending.</returns>
    public ValueTask ReplyAsync<T>(T value, IPayloadSerializer<T> serializer, string contentType, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(serializer);
        EndProgress();
        return Route is { } route && TryGetReplyAddress(out var address)
            ? route.Responder.Writer.SendAsync(address, value, serializer, contentType, null, this, ct)
            : default;
    }

    /// <summary>Answers a request as soon as the handler has the answer; without effect when nobody waits for one.</summary>
    /// <typeparam name="T">Type of the answer.</typeparam>
    /// <param name="value">The answer to come.</param>
    /// <param name="serializer">Its serializer.</param>
    /// <param name="contentType">Content type; empty for none.</param>
    /// <param name="ct">Stops the wait.</param>
    /// <returns>Completes when the answer is queued for sending.</returns>
    public async ValueTask ReplyWhenAsync<T>(ValueTask<T> value, IPayloadSerializer<T> serializer, string contentType, CancellationToken ct) =>
        await ReplyAsync(await value.ConfigureAwait(false), serializer, contentType, ct).ConfigureAwait(false);

    /// <summary>Where the handler of a request reports how far it is; nobody hears of it when the requester does not want to.</summary>
    /// <typeparam name="T">Type of a report.</typeparam>
    /// <param name="serializer">Its serializer.</param>
    /// <returns>Takes reports until the request is answered.</returns>
    public IProgress<T> Progress<T>(IPayloadSerializer<T> serializer)
    {
        ArgumentNullException.ThrowIfNull(serializer);
        if (Route is not { } route || !TryGetReplyAddress(out var address) || !ReplyProperties.ReadWantsProgress(Properties))
        {
            return new NoProgress<T>();
        }

        // The address of its own: who reports may keep on after the request is answered.
        var progress = new ReplyProgress<T>(route.Responder, address.Copy(), serializer);
        _endProgress = progress.End;
        return progress;
    }

    /// <summary>Answers a request with a sequence. Ends when the sequence does, and when the requester cancels or has gone.</summary>
    /// <typeparam name="T">Type of the elements.</typeparam>
    /// <param name="values">The elements.</param>
    /// <param name="serializer">Their serializer.</param>
    /// <param name="contentType">Content type; empty for none.</param>
    /// <param name="ct">The token that the route was called with.</param>
    /// <returns>Completes when the end is queued for sending.</returns>
    public async ValueTask ReplyStreamAsync<T>(IAsyncEnumerable<T> values, IPayloadSerializer<T> serializer, string contentType, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(serializer);
        if (Stream is not { } stream)
        {
            return;
        }

        await stream.OpenAsync(ct).ConfigureAwait(false);
        await foreach (var value in values.WithCancellation(ct).ConfigureAwait(false))
        {
            ct.ThrowIfCancellationRequested();
            await stream.SendAsync(value, serializer, contentType, ct).ConfigureAwait(false);
        }

        ct.ThrowIfCancellationRequested();
        await stream.EndAsync(null, ct).ConfigureAwait(false);
    }

    /// <summary>A message of its own with a copy of a received one; nothing is acknowledged.</summary>
    internal static IncomingMessage Copy(in ReceivedMessage message)
    {
        var copy = new IncomingMessage();
        copy.Fill(message, default, arrival: 0);
        return copy;
    }

    /// <summary>Puts the message into an order by levels of its topic.</summary>
    internal void SetOrder(TopicOrder order)
    {
        var end = _topicLength + _payloadLength + _propertiesLength;
        var needed = end + order.GetMaxLength(_topicLength);
        if (_buffer.Length < needed)
        {
            Array.Resize(ref _buffer, needed);
        }

        _orderKeyLength = order.Write(Topic, _buffer.AsSpan(end));
    }

    /// <summary>Nothing is reported of this request any more.</summary>
    internal void EndProgress()
    {
        _endProgress?.Invoke();
        _endProgress = null;
    }

    /// <summary>Forgets what the middleware of the try before has changed.</summary>
    internal void BeginTry()
    {
        (_replacement, _isReplaced, Reply) = (default, false, null);
        _context?.ForgetChanges();
    }

    /// <summary>The user properties as a set that can be added to.</summary>
    internal UserProperties OpenUserProperties() => ((IncomingContext)Context).OpenUserProperties();

    /// <summary>Lets readers see another payload.</summary>
    internal void ReplacePayload(ReadOnlyMemory<byte> payload) => (_replacement, _isReplaced) = (payload, true);

    /// <summary>Copies a received message.</summary>
    internal void Fill(in ReceivedMessage message, MessageReceipt receipt, long arrival)
    {
        var properties = message.Properties;
        Fill(message.Topic.Span, message.Payload.Span, properties.Raw.Span);
        QoS = message.QoS;
        Retain = message.Retain;
        Duplicate = message.Duplicate;
        Arrival = arrival;
        _receipt = receipt;
        _expirySeconds = properties.MessageExpiryInterval;
        if (properties.HasSubscriptionIdentifiers)
        {
            TakeIdentifiers(properties);
        }
    }

    /// <summary>Fills the message with a copy of a published one; nothing is acknowledged.</summary>
    internal void Fill(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> properties, QoS qos, bool retain, uint? expirySeconds)
    {
        Fill(topic, payload, properties);
        (QoS, Retain, _expirySeconds) = (qos, retain, expirySeconds);
    }

    /// <summary>Fills the message with parts; nothing is acknowledged.</summary>
    internal void Fill(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> properties)
    {
        var length = topic.Length + payload.Length + properties.Length;
        if (_buffer.Length < length)
        {
            _buffer = new byte[Math.Max(256, length)];
        }

        topic.CopyTo(_buffer);
        payload.CopyTo(_buffer.AsSpan(topic.Length));
        properties.CopyTo(_buffer.AsSpan(topic.Length + payload.Length));
        (_topicLength, _payloadLength, _propertiesLength) = (topic.Length, payload.Length, properties.Length);
    }

    /// <summary>Ends the message's life for the broker; only the first call counts.</summary>
    internal void Settle(ReasonCode reasonCode)
    {
        if (_context is { } context)
        {
            context.Settle(reasonCode);
        }
        else
        {
            _receipt.Complete(reasonCode);
        }
    }

    /// <summary>Makes the message ready for another one; its context is of no use any more.</summary>
    internal void Reset()
    {
        _context?.Invalidate();
        EndProgress();
        if (_buffer.Length > LargestKeptBuffer)
        {
            _buffer = [];
        }

        (_topicLength, _payloadLength, _propertiesLength, _orderKeyLength) = (0, 0, 0, 0);
        (_context, _receipt, _expirySeconds, _subscriptionIdentifier, _moreIdentifiers) = (null, default, null, 0, null);
        (Next, Route, Stream, Failure) = (null, null, null, null);
        (_replacement, _isReplaced, CapturesReply, Reply) = (default, false, false, null);
    }

    internal bool TryGetReplyAddress(out ReplyAddress address)
    {
        var properties = Properties;
        address = properties.HasResponseTopic
            ? new ReplyAddress(properties.ResponseTopic, properties.CorrelationData, ExpirySeconds)
            : default;
        return !address.Topic.IsEmpty;
    }

    internal IReadOnlyList<uint> CopyIdentifiers() => _moreIdentifiers ?? (_subscriptionIdentifier == 0 ? [] : [_subscriptionIdentifier]);

    internal string? CopyContentType()
    {
        var properties = Properties;
        return properties.HasContentType ? Encoding.UTF8.GetString(properties.ContentType.Span) : null;
    }

    internal string? CopyResponseTopic()
    {
        var properties = Properties;
        return properties.HasResponseTopic ? Encoding.UTF8.GetString(properties.ResponseTopic.Span) : null;
    }

    private void TakeIdentifiers(in PublishProperties properties)
    {
        List<uint>? all = null;
        foreach (var identifier in properties.SubscriptionIdentifiers)
        {
            if (_subscriptionIdentifier == 0)
            {
                _subscriptionIdentifier = identifier;
            }
            else
            {
                all ??= [_subscriptionIdentifier];
                all.Add(identifier);
            }
        }

        _moreIdentifiers = all?.ToArray();
    }
}
