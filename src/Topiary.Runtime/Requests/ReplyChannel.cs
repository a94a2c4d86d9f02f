using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Topiary.Client;
using Topiary.Protocol;

namespace Topiary.Runtime;

/// <summary>
/// The one subscription of a client on which answers to its requests arrive, and requesters' words about the streams that
/// it sends. Subscribed on first use at QoS 0: answers are outside Receive Maximum, so no handler can hold them up.
/// Thread-safe; <see cref="OnMessage"/> runs on the read loop.
/// </summary>
internal sealed class ReplyChannel : IMessageReceiver
{
    private readonly MqttClient _client;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<Correlation, IPendingReply> _pending = new();
    private readonly ConcurrentDictionary<Correlation, IRequesterWords> _answering = new();
    private readonly EarlyCancellations _early = new();
    private readonly Lock _lock = new();
    private readonly ulong _requester;
    private readonly string _topic;
    private Task? _subscribed;
    private ulong _lastNumber;

    public ReplyChannel(MqttClient client, string? clientId, ILogger logger)
    {
        _client = client;
        _logger = logger;
        Span<byte> random = stackalloc byte[24];
        RandomNumberGenerator.Fill(random);
        _requester = BitConverter.ToUInt64(random);

        // Access rules can name the client; the random level keeps strangers from guessing the topic.
        var owner = !string.IsNullOrEmpty(clientId) && TopicLevelRules.IsLevel(clientId) ? clientId + "/" : "";
        _topic = $"topiary/reply/{owner}{Convert.ToHexStringLower(random[8..])}";
        Topic = Encoding.UTF8.GetBytes(_topic);
    }

    /// <summary>Topic of this client's answers, in UTF-8.</summary>
    public byte[] Topic { get; }

    /// <summary>Requests without an answer so far.</summary>
    public int PendingCount => _pending.Count;

    /// <summary>Makes what a request carries.</summary>
    public RequestTicket CreateTicket(int window) => new(Topic, new Correlation(_requester, Interlocked.Increment(ref _lastNumber)), window);

    /// <summary>Waits until the broker has taken the subscription; completes at once after the first time.</summary>
    public ValueTask EnsureSubscribedAsync(CancellationToken ct)
    {
        var subscribed = Volatile.Read(ref _subscribed);
        return subscribed is { IsCompletedSuccessfully: true } ? default : new ValueTask(SubscribeOnceAsync(ct));
    }

    public void Add(Correlation correlation, IPendingReply reply) => _pending[correlation] = reply;

    public void Remove(Correlation correlation) => _pending.TryRemove(correlation, out _);

    /// <summary>Lets a requester's words reach who answers it, also one that came before; false when another one has the same correlation.</summary>
    public bool TryAdd(Correlation correlation, IRequesterWords answering)
    {
        if (!_answering.TryAdd(correlation, answering))
        {
            return false;
        }

        if (_early.Contains(correlation))
        {
            answering.OnWord(new StreamWord(StreamSign.Cancel, 0));
        }

        return true;
    }

    public void Remove(Correlation correlation, IRequesterWords answering) => _answering.TryRemove(new(correlation, answering));

    /// <summary>A requester does not wait any more. On the read loop.</summary>
    public void OnCancelled(Correlation correlation)
    {
        // Remembered first: whoever begins to answer meanwhile looks there after it can be found.
        _early.Add(correlation);
        if (_answering.TryGetValue(correlation, out var answering))
        {
            answering.OnWord(new StreamWord(StreamSign.Cancel, 0));
        }
    }

    /// <inheritdoc/>
    public void OnMessage(in ReceivedMessage message, MessageReceipt receipt)
    {
        receipt.Complete();
        var properties = message.Properties;
        var word = ReplyProperties.ReadStream(properties);
        if (!Correlation.TryRead(properties.CorrelationData.Span, out var correlation))
        {
            Log.ForeignReply(_logger, _topic);
            return;
        }

        if (word.Sign is StreamSign.Credit or StreamSign.Cancel)
        {
            if (_answering.TryGetValue(correlation, out var answering))
            {
                answering.OnWord(word);
            }

            return;
        }

        if (_pending.TryGetValue(correlation, out var reply))
        {
            reply.OnReply(message, word);
        }
        else if (word.Sign is StreamSign.Open or StreamSign.Element or StreamSign.Alive && properties.HasResponseTopic)
        {
            // The stream was given up before its responder could be told.
            Say(properties.ResponseTopic.ToArray(), correlation, ReplyProperties.Cancel);
        }
        else
        {
            Log.LateReply(_logger, correlation.Number);
        }
    }

    /// <summary>Tells a responder something about a request or stream. Nobody waits for it: the words are repeated when asked for.</summary>
    public void Say(byte[] controlTopic, Correlation correlation, string word)
    {
        var frame = _client.RentFrame();
        frame.QoS = QoS.AtMostOnce;
        frame.AppendTopic(controlTopic);
        Span<byte> data = stackalloc byte[Correlation.Size];
        correlation.Write(data);
        frame.SetCorrelationData(data);
        frame.AddUserProperty(ReplyProperties.Stream, word);
        _ = SayAsync(_client.PublishAsync(frame, CancellationToken.None));
    }

    private async Task SayAsync(ValueTask<MqttPublishResult> publish)
    {
        try
        {
            await publish.ConfigureAwait(false);
        }
        catch (MqttException e)
        {
            Log.StreamControlFailed(_logger, e);
        }
        catch (ObjectDisposedException e)
        {
            Log.StreamControlFailed(_logger, e);
        }
    }

    private Task SubscribeOnceAsync(CancellationToken ct)
    {
        Task subscribed;
        lock (_lock)
        {
            if (_subscribed is null || _subscribed.IsFaulted || _subscribed.IsCanceled)
            {
                _subscribed = SubscribeAsync();
            }

            subscribed = _subscribed;
        }

        return subscribed.WaitAsync(ct);
    }

    private async Task SubscribeAsync() =>
        await _client.SubscribeAsync(
            new SubscriptionSpec(_topic, QoS.AtMostOnce) { RetainHandling = RetainHandling.DoNotSend }, this, CancellationToken.None).ConfigureAwait(false);
}
