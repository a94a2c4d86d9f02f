using Topiary.Client;

namespace Topiary.Runtime;

/// <summary>
/// The responding side of one streamed answer: numbers the elements, waits for the requester's credit, and stops when the
/// requester cancels or is not heard of any more. Elements are sent by one handler; words come in on the read loop.
/// </summary>
internal sealed class StreamReply : IRequesterWords, IDisposable
{
    private const int SilentIntervals = 4;
    private readonly ReplyChannel _replies;
    private readonly ReplyWriter _writer;
    private readonly ReplyAddress _address;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop;
    private readonly SemaphoreSlim _credit;
    private readonly int _window;
    private readonly TimeSpan _interval;
    private readonly bool _hearsRequester;
    private readonly Lock _lock = new();
    private ITimer? _timer;
    private bool _isDisposed;
    private long _lastHeard;
    private long _granted;
    private long _sent;

    public StreamReply(ReplyChannel replies, ReplyWriter writer, ReplyAddress address, int window, TimeSpan interval, TimeProvider time, CancellationToken stopping)
    {
        _window = window;
        _credit = new SemaphoreSlim(window);
        _replies = replies;
        _writer = writer;
        _address = address;
        _time = time;
        _interval = interval;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        _lastHeard = time.GetTimestamp();
        _hearsRequester = address.Correlation is { } correlation && replies.TryAdd(correlation, this);
    }

    /// <summary>Fires when the requester cancels or has gone, and when handlers must stop.</summary>
    public CancellationToken Stopped => _stop.Token;

    /// <summary>True once the requester has cancelled or has gone.</summary>
    public bool IsGivenUp { get; private set; }

    /// <summary>Tells the requester that the stream begins, and where its words go.</summary>
    public async ValueTask OpenAsync(CancellationToken ct)
    {
        await _replies.EnsureSubscribedAsync(ct).ConfigureAwait(false);
        _timer = _time.CreateTimer(static state => ((StreamReply)state!).OnTimer(), this, _interval, _interval);
        await _writer.SendAsync(_address, _replies.Topic, ReplyProperties.Open, ct).ConfigureAwait(false);
    }

    /// <summary>Sends an element as soon as the requester has room for it.</summary>
    public async ValueTask SendAsync<T>(T element, IPayloadSerializer<T> serializer, string contentType, CancellationToken ct)
    {
        if (_hearsRequester)
        {
            await _credit.WaitAsync(ct).ConfigureAwait(false);
        }

        _sent++;
        await _writer.SendAsync(_address, element, serializer, contentType, ReplyProperties.Number(_sent), request: null, ct).ConfigureAwait(false);
    }

    /// <summary>True once the end has been sent.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>Ends the stream, with a refusal or without.</summary>
    public ValueTask EndAsync(MqttRequestException? error, CancellationToken ct)
    {
        IsEnded = true;
        return IsGivenUp ? default : _writer.SendEndAsync(_address, ReplyProperties.Counted(ReplyProperties.End, _sent), error, ct);
    }

    /// <inheritdoc/>
    public void OnWord(StreamWord word)
    {
        Volatile.Write(ref _lastHeard, _time.GetTimestamp());
        if (word.Sign == StreamSign.Cancel)
        {
            GiveUp();
            return;
        }

        // Counts are of all elements so far: a word that was lost or came twice does no harm.
        var more = (int)Math.Min(word.Number - _granted, _window);
        if (more > 0)
        {
            _granted += more;
            _credit.Release(more);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer?.Dispose();
        lock (_lock)
        {
            _isDisposed = true;
        }

        _stop.Dispose();
        if (_hearsRequester && _address.Correlation is { } correlation)
        {
            _replies.Remove(correlation, this);
        }
    }

    private void OnTimer()
    {
        if (_hearsRequester && _time.GetElapsedTime(Volatile.Read(ref _lastHeard)) > _interval * SilentIntervals)
        {
            GiveUp();
        }
        else
        {
            _writer.Say(_address, _replies.Topic, ReplyProperties.Alive);
        }
    }

    private void GiveUp()
    {
        IsGivenUp = true;
        lock (_lock)
        {
            if (!_isDisposed)
            {
                // What is registered with the token is the handler's own code: it runs on another thread.
                _ = _stop.CancelAsync();
            }
        }
    }
}
