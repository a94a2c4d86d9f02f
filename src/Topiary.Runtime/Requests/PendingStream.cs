using System.Threading.Channels;
using Topiary.Client;

namespace Topiary.Runtime;

/// <summary>
/// A request for a streamed answer. At most a window of elements is on its way: the responder waits for the
/// requester's credit. Elements come in on the read loop and are taken by one reader.
/// </summary>
internal sealed class PendingStream : IPendingReply, IDisposable
{
    /// <summary>Elements that a responder may send beyond what the requester has consumed.</summary>
    public const int DefaultWindow = 64;

    /// <summary>Most that a topic can ask for.</summary>
    public const int LargestWindow = 10_000;

    private readonly Channel<ReceivedElement> _elements;
    private readonly int _window;
    private readonly CancellationTokenSource _deadline = new();
    private readonly ReplyChannel _replies;
    private readonly Correlation _correlation;
    private readonly string _topic;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly bool _keepsMessages;
    private long _lastHeard;
    private byte[]? _controlTopic;
    private long _received;
    private long _consumed;
    private long _credited;
    private volatile bool _heard;
    private volatile bool _ended;

    public PendingStream(ReplyChannel replies, Correlation correlation, string topic, TimeSpan timeout, TimeProvider time, int window, bool keepsMessages)
    {
        _window = window == 0 ? DefaultWindow : window;
        _elements = Channel.CreateBounded<ReceivedElement>(new BoundedChannelOptions(_window) { SingleReader = true });
        _replies = replies;
        _correlation = correlation;
        _topic = topic;
        _time = time;
        _keepsMessages = keepsMessages;
        Timeout = timeout;
        _lastHeard = time.GetTimestamp();
        _timer = time.CreateTimer(static state => ((PendingStream)state!).OnTimer(), this, timeout, System.Threading.Timeout.InfiniteTimeSpan);
    }

    /// <summary>Longest silence of the responder.</summary>
    public TimeSpan Timeout { get; }

    /// <summary>Fires when the responder has been silent for too long.</summary>
    public CancellationToken Deadline => _deadline.Token;

    /// <summary>The element taken last.</summary>
    public byte[] Current { get; private set; } = [];

    /// <summary>The whole message of the element taken last, if messages are kept.</summary>
    public IncomingMessage? Message { get; private set; }

    /// <inheritdoc/>
    public void OnReply(in ReceivedMessage message, StreamWord word)
    {
        var properties = message.Properties;
        Volatile.Write(ref _lastHeard, _time.GetTimestamp());
        _heard = true;
        if (ReplyProperties.ReadError(properties) is { } error)
        {
            End(error);
            return;
        }

        if (_controlTopic is null && properties.HasResponseTopic)
        {
            Volatile.Write(ref _controlTopic, properties.ResponseTopic.ToArray());
        }

        switch (word.Sign)
        {
            case StreamSign.Open:
                break;
            case StreamSign.Alive:
                SayCredit(Volatile.Read(ref _consumed));
                break;
            case StreamSign.Element:
                OnElement(word.Number, message);
                break;
            case StreamSign.End:
                End(word.Number == _received ? null : Lost(word.Number));
                break;
            default:
                // A responder that answers with one plain message streams one element.
                OnElement(_received + 1, message);
                End(null);
                break;
        }
    }

    /// <summary>Takes the next element.</summary>
    public async ValueTask<bool> MoveNextAsync(CancellationToken ct)
    {
        while (await _elements.Reader.WaitToReadAsync(ct).ConfigureAwait(false))
        {
            if (_elements.Reader.TryRead(out var element))
            {
                (Current, Message) = (element.Payload, element.Message);
                return true;
            }
        }

        return false;
    }

    /// <summary>The reader is done with an element; gives the responder credit from time to time.</summary>
    public void Consumed()
    {
        var consumed = Interlocked.Increment(ref _consumed);
        if (consumed - _credited >= Math.Max(1, _window / 2))
        {
            _credited = consumed;
            SayCredit(consumed);
        }
    }

    /// <summary>Ends the stream with a failure on this side.</summary>
    public void Fail(Exception exception) => _elements.Writer.TryComplete(exception);

    /// <summary>The reader wants no more: tells the responder, unless that has ended the stream itself.</summary>
    public void GiveUp()
    {
        if (!_ended && Volatile.Read(ref _controlTopic) is { } controlTopic)
        {
            _replies.Say(controlTopic, _correlation, ReplyProperties.Cancel);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        _deadline.Dispose();
    }

    private void OnElement(long number, in ReceivedMessage message)
    {
        if (number <= _received)
        {
            return;
        }

        if (number != _received + 1)
        {
            Fail(Lost(number - 1));
        }
        else if (_elements.Writer.TryWrite(Element(message)))
        {
            _received = number;
        }
        else
        {
            Fail(new MqttException($"The streamed answer to the request on '{_topic}' sent more than {_window} elements beyond what was read."));
        }
    }

    private ReceivedElement Element(in ReceivedMessage message) =>
        _keepsMessages ? new([], IncomingMessage.Copy(message)) : new(message.Payload.ToArray(), null);

    private void End(Exception? failure)
    {
        _ended = true;
        _elements.Writer.TryComplete(failure);
    }

    private MqttException Lost(long sent) =>
        new($"The streamed answer to the request on '{_topic}' lost elements: {sent} were sent, {_received} arrived.");

    private void SayCredit(long consumed)
    {
        if (Volatile.Read(ref _controlTopic) is { } controlTopic)
        {
            _replies.Say(controlTopic, _correlation, ReplyProperties.Counted(ReplyProperties.Credit, consumed));
        }
    }

    private void OnTimer()
    {
        var left = Timeout - _time.GetElapsedTime(Volatile.Read(ref _lastHeard));
        if (left > TimeSpan.Zero)
        {
            _timer.Change(left, System.Threading.Timeout.InfiniteTimeSpan);
            return;
        }

        Fail(_heard
            ? new TimeoutException($"The streamed answer to the request on '{_topic}' has stopped: nothing was heard of the responder for {Timeout.TotalMilliseconds:0} ms.")
            : Requester.NoAnswer(_topic, Timeout));
        CancelDeadline();
    }

    private void CancelDeadline()
    {
        try
        {
            _deadline.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The reader has left at this moment; nobody waits any more.
            _ended = true;
        }
    }

    /// <summary>An element on its way to the reader.</summary>
    /// <param name="Payload">Its payload; empty when the message is kept.</param>
    /// <param name="Message">The whole message, for middleware.</param>
    private readonly record struct ReceivedElement(byte[] Payload, IncomingMessage? Message);
}
