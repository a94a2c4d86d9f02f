using System.Text;
using Microsoft.Extensions.Logging;
using Topiary.Protocol;
using Topiary.Storage;

namespace Topiary.Client;

/// <summary>
/// Everything that goes out with a packet identifier or waits to go: the queue, the window of unfinished messages, their deadlines.
/// It outlives connections.
/// </summary>
/// <remarks>
/// Threading: any thread; one lock, which is never held while a send runs or user code is called (completions are queued, not run).
/// Order of locks: this one before that of a <see cref="Transport.WriteQueue"/>.
/// </remarks>
internal sealed class OutboundSession : IDisposable
{
    private readonly Lock _gate = new();
    private readonly MqttClientOptions _options;
    private readonly PacketIdTable _ids = new();
    private readonly PublishFlow _flow;
    private readonly PublishDeadlines _deadlines;
    private readonly Action<object?, CancellationToken> _cancel;
    private readonly StoreFlow? _store;
    private readonly DirectPath _direct;

    public OutboundSession(MqttClientOptions options, ClientStore? store, ILogger log)
    {
        _options = options;
        _store = store is null ? null : new StoreFlow(store);
        _deadlines = new PublishDeadlines(options.TimeProvider, options.OperationTimeout, OnDeadline);
        _flow = new PublishFlow(options, _ids, _deadlines, _store, log) { Closed = PublishErrors.NotStarted };
        _direct = new DirectPath(_flow);
        Identifiers = new OutboundIdentifiers(_gate, _ids);
        Stored = _store is null ? null : new OutboundStore(_gate, _flow, _direct, _store);
        Acknowledgements = new OutboundAcknowledgements(_gate, _flow, _direct, _ids, _store);
        _cancel = (frame, token) => Cancel((PublishFrame)frame!, token);
    }

    /// <summary>What is done about the broker's answers.</summary>
    public OutboundAcknowledgements Acknowledgements { get; }

    /// <summary>What is done about what the store tells; null without one.</summary>
    public OutboundStore? Stored { get; }

    /// <summary>The packet identifiers, of which SUBSCRIBE and UNSUBSCRIBE need some too.</summary>
    public OutboundIdentifiers Identifiers { get; }

    /// <summary>Counters, taken together.</summary>
    public OutboundCounters Counters
    {
        get
        {
            lock (_gate)
            {
                return new OutboundCounters(_flow.InFlight.Count, _flow.Queue.Count + _flow.Queue.Waiting, _flow.Queue.Bytes, _flow.Published + (_flow.Link?.Direct.Count ?? 0), _flow.Dropped);
            }
        }
    }

    /// <summary>Publishes a frame, which is owned from here on.</summary>
    public ValueTask<MqttPublishResult> PublishAsync(PublishFrame frame, CancellationToken ct)
    {
        if (!frame.HasCheckedTopic && !TopicValidator.IsValidName(frame.Topic))
        {
            ArgumentException invalid = PublishErrors.InvalidTopic(frame);
            frame.Return();
            throw invalid;
        }

        if (ct.IsCancellationRequested)
        {
            frame.Return();
            return ValueTask.FromCanceled<MqttPublishResult>(ct);
        }

        if (frame.QoS == QoS.AtMostOnce && _direct.TrySend(frame))
        {
            return new ValueTask<MqttPublishResult>(new MqttPublishResult(ReasonCode.Success));
        }

        return PublishInOrderAsync(frame, ct);
    }

    private ValueTask<MqttPublishResult> PublishInOrderAsync(PublishFrame frame, CancellationToken ct)
    {
        ILink? link;
        Exception? failure = null;
        ValueTask<MqttPublishResult> result = default;
        bool finished;
        lock (_gate)
        {
            link = _flow.Link;
            failure = _store is null || _flow.Closed is not null || !StoreFlow.Keeps(frame) ? null : _store.Refusal();
            finished = failure is not null || TryTake(frame, ref failure, ref result);
            _direct.Update();
        }

        if (finished && (failure is not null || frame.QoS == QoS.AtMostOnce))
        {
            frame.Return();
            link?.FlushMessages();
            return failure is null ? new ValueTask<MqttPublishResult>(new MqttPublishResult(ReasonCode.Success)) : ValueTask.FromException<MqttPublishResult>(failure);
        }

        link?.FlushMessages();
        if (ct.CanBeCanceled && !result.IsCompletedSuccessfully)
        {
            // The frame cannot be recycled before the caller has had its result, so this cannot reach another message.
            frame.Cancellation = ct.UnsafeRegister(_cancel, frame);
        }

        return result;
    }

    // True: it is sent, or refused. False: it is held.
    private bool TryTake(PublishFrame frame, ref Exception? failure, ref ValueTask<MqttPublishResult> result)
    {
        try
        {
            return _flow.TrySendAtOnce(frame, ref failure, ref result) || failure is not null || !_flow.TryEnqueue(frame, ref failure, ref result);
        }
        catch (LogException e)
        {
            failure = new MqttStoreException($"Publish to '{frame.TopicText()}' refused by the file store of the client. {e.Message}", e);
            return true;
        }
    }

    /// <summary>The client starts to connect: messages are accepted from now on.</summary>
    public void Open()
    {
        lock (_gate)
        {
            _flow.Closed = null;
            _direct.Update();
        }
    }

    /// <summary>The client has stopped: nothing is accepted, and nobody waits any longer. Unfinished messages stay, for a later connection.</summary>
    public void Close(Func<Exception> reason)
    {
        lock (_gate)
        {
            _flow.Closed = reason;
            PublishFrame? next;
            for (PublishFrame? queued = _flow.Queue.First; queued is not null; queued = next)
            {
                next = _flow.Queue.After(queued);
                if (queued.Stored is not null)
                {
                    // It stays, for a later connection or a later run.
                    _flow.FailWaiter(queued, reason());
                    continue;
                }

                _flow.Dropped++;
                _flow.Discard(queued, reason());
            }

            while (_flow.Queue.FirstWaiting is { } waiting)
            {
                _flow.Dropped++;
                _flow.Discard(waiting, reason());
            }

            for (PublishFrame? frame = _flow.InFlight.First; frame is not null; frame = _flow.InFlight.After(frame))
            {
                _flow.FailWaiter(frame, reason());
            }

            _direct.Update();
        }
    }

    /// <summary>A broker has accepted the client. Called on the read loop, before any other packet of the connection is handled.</summary>
    public void OnConnected(ILink link, bool sessionPresent, IReadOnlyList<PublishFrame> births)
    {
        lock (_gate)
        {
            _flow.Link = link;
            _flow.WaitsForDrain = false;
            if (!sessionPresent)
            {
                _flow.StartAnew();
            }

            _flow.AddBirths(births);

            _flow.InFlight.BeginConnection(link.Limits.ReceiveMaximum);
            for (PublishFrame? frame = _flow.InFlight.First; frame is not null; frame = _flow.InFlight.After(frame))
            {
                _flow.BeginDeadline(frame);
            }

            for (PublishFrame? frame = _flow.Queue.First; frame is not null; frame = _flow.Queue.After(frame))
            {
                _flow.BeginDeadline(frame);
            }

            _flow.Pump();
            _direct.Update();
        }
    }

    /// <summary>The connection has ended. Deadlines rest until the next one.</summary>
    public void OnDisconnected(ILink link)
    {
        lock (_gate)
        {
            if (_flow.Link != link)
            {
                return;
            }

            _flow.Published += link.Direct.Count;
            _flow.Link = null;
            _direct.Update();
            for (PublishFrame? frame = _flow.InFlight.First; frame is not null; frame = _flow.InFlight.After(frame))
            {
                _deadlines.Remove(frame);
            }

            for (PublishFrame? frame = _flow.Queue.First; frame is not null; frame = _flow.Queue.After(frame))
            {
                _deadlines.Remove(frame);
            }
        }
    }

    /// <summary>The output of the connection has room again.</summary>
    public void OnDrained(ILink link)
    {
        lock (_gate)
        {
            if (_flow.Link == link)
            {
                _flow.WaitsForDrain = false;
                _flow.Pump();
                _direct.Update();
            }
        }
    }

    public void Dispose() => _deadlines.Dispose();

    private void Cancel(PublishFrame frame, CancellationToken token)
    {
        lock (_gate)
        {
            if (frame.IsAwaited)
            {
                _flow.GiveUp(frame, new OperationCanceledException(token));
                _direct.Update();
            }
        }
    }

    private void OnDeadline()
    {
        lock (_gate)
        {
            while (_deadlines.TakeDue() is { } frame)
            {
                _flow.GiveUp(frame, PublishErrors.TimedOut(frame, _flow, _options.OperationTimeout));
            }

            _direct.Update();
        }
    }
}
