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

    // The connection while QoS 0 messages may be written to it without the lock: nothing is before them.
    private ILink? _direct;

    public OutboundSession(MqttClientOptions options, ClientStore? store, ILogger log)
    {
        _options = options;
        _store = store is null ? null : new StoreFlow(store);
        _deadlines = new PublishDeadlines(options.TimeProvider, options.OperationTimeout, OnDeadline);
        _flow = new PublishFlow(options, _ids, _deadlines, _store, log) { Closed = NotStarted };
        _cancel = (frame, token) => Cancel((PublishFrame)frame!, token);
    }

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

    public static Exception NotStarted() => new MqttDisconnectedException("The client is not connected and not connecting; call ConnectAsync first.");

    public static ArgumentException InvalidTopic(PublishFrame frame) => new(
        frame.Topic.IsEmpty
            ? "A message needs a topic; it is empty."
            : $"'{frame.TopicText()}' is no topic to publish to: it holds a wildcard ('+' or '#') or U+0000, is no UTF-8, or has more than 65,535 bytes.",
        nameof(frame));

    /// <summary>Publishes a frame, which is owned from here on.</summary>
    public ValueTask<MqttPublishResult> PublishAsync(PublishFrame frame, CancellationToken ct)
    {
        if (!frame.HasCheckedTopic && !TopicValidator.IsValidName(frame.Topic))
        {
            ArgumentException invalid = InvalidTopic(frame);
            frame.Return();
            throw invalid;
        }

        if (ct.IsCancellationRequested)
        {
            frame.Return();
            return ValueTask.FromCanceled<MqttPublishResult>(ct);
        }

        if (frame.QoS == QoS.AtMostOnce && TrySendDirectly(frame))
        {
            return new ValueTask<MqttPublishResult>(new MqttPublishResult(ReasonCode.Success));
        }

        return PublishInOrderAsync(frame, ct);
    }

    private bool TrySendDirectly(PublishFrame frame)
    {
        if (Volatile.Read(ref _direct) is not { } link || !FrameWriter.IsWithin(frame, link.Limits)
            || !link.Output.TryWrite(new DirectPacket(frame, link.Direct), link.Version))
        {
            return false;
        }

        frame.Pool.ReturnUntouched(frame);
        link.FlushMessages();
        return true;
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
            UpdateDirect();
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

    // Called under the lock at the end of whatever may have changed it. Topic aliases are the lock's, so there is no way around it with them.
    private void UpdateDirect()
    {
        ILink? direct = _flow.MaySendQoS0AtOnce && _flow.Link!.Limits.TopicAliasMaximum == 0 ? _flow.Link : null;
        if (_direct != direct)
        {
            Volatile.Write(ref _direct, direct);
        }
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
            UpdateDirect();
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

            UpdateDirect();
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
            UpdateDirect();
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
            UpdateDirect();
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
                UpdateDirect();
            }
        }
    }

    /// <summary>PUBACK, or PUBREC with a failure: the message is finished. False when no message waits for it.</summary>
    public bool OnAcknowledged(ushort id, FramePlace place, ReasonCode reason, string? reasonString)
    {
        lock (_gate)
        {
            if (_flow.InFlight.Find(id, place) is not { } frame)
            {
                return false;
            }

            _flow.Finish(frame, reason, reasonString);
            _flow.Pump();
            UpdateDirect();
            return true;
        }
    }

    /// <summary>PUBREC without a failure. False when the identifier stands for something else, which breaks the protocol.</summary>
    public bool OnPubRec(ushort id, ReasonCode reason, ILink link)
    {
        lock (_gate)
        {
            PublishFrame? frame = _flow.InFlight.Find(id, FramePlace.AwaitsPubRec);
            if (frame is not null)
            {
                frame.TakenOver = reason;
                _store?.OnTakenOver(frame, link);
                frame.Place = FramePlace.AwaitsPubComp;
            }
            else if (_flow.InFlight.Find(id, FramePlace.AwaitsPubComp) is { } released)
            {
                if (_store?.MaySend(released) == false)
                {
                    // PUBREL goes out when the first PUBREC is recorded.
                    return true;
                }
            }
            else
            {
                if (_ids[id] is not null)
                {
                    return false;
                }

                link.Output.TryWriteControl(new AckPacket(PacketType.PubRel, id, ReasonCode.PacketIdentifierNotFound), link.Version);
                return true;
            }

            if (_store is null || frame is null)
            {
                Release(id, link);
            }

            return true;
        }
    }

    /// <summary>Takes over what an earlier run has left. Before the first connection.</summary>
    public void Load(IReadOnlyList<StoredMessage> messages)
    {
        lock (_gate)
        {
            foreach (StoredMessage message in messages)
            {
                PublishFrame frame = message.Frame!;
                frame.BeginUnawaited();
                if (message.Progress.Place == FramePlace.Queued || !_flow.InFlight.TryRestore(frame, message.Progress))
                {
                    _flow.Queue.Add(frame);
                }
            }

            UpdateDirect();
        }
    }

    /// <summary>The store holds more than before: what waited for that goes on.</summary>
    public void OnCommitted()
    {
        ILink? link;
        lock (_gate)
        {
            link = _flow.Link;
            while (_store!.NextAccepted() is { } accepted)
            {
                _flow.Accept(accepted);
            }

            while (link is not null && _store.NextReleased(link) is { } released)
            {
                Release(released.PacketId, link);
            }

            _flow.Pump();
            UpdateDirect();
        }

        link?.FlushMessages();
    }

    /// <summary>The store could not take what it was given last: nothing of it has been sent, and nothing will be.</summary>
    public void OnStoreFailed(MqttStoreException exception)
    {
        lock (_gate)
        {
            while (_store!.NextRefused() is { } refused)
            {
                _flow.Withdraw(refused, exception);
            }

            UpdateDirect();
        }
    }

    private static void Release(ushort id, ILink link)
    {
        if (!link.Output.TryWriteControl(new AckPacket(PacketType.PubRel, id), link.Version))
        {
            // PUBREL is sent again when the session is resumed.
            link.Fail(InboundSession.AcknowledgementsStuck());
        }
    }

    /// <summary>PUBCOMP. One for an unknown identifier is no error: a PUBREL that was sent twice may be answered twice.</summary>
    public bool OnPubComp(ushort id)
    {
        lock (_gate)
        {
            if (_flow.InFlight.Find(id, FramePlace.AwaitsPubComp) is { } frame)
            {
                _flow.Finish(frame, frame.TakenOver, null);
                _flow.Pump();
                UpdateDirect();
                return true;
            }

            return _ids[id] is null;
        }
    }

    /// <summary>Takes a packet identifier for SUBSCRIBE or UNSUBSCRIBE; 0 when none is free.</summary>
    public ushort TakeId(object owner)
    {
        lock (_gate)
        {
            return _ids.Take(owner);
        }
    }

    /// <summary>Gives the identifier of a SUBSCRIBE or UNSUBSCRIBE back if it is in use for just that kind of owner.</summary>
    public TOwner? FreeId<TOwner>(ushort id)
        where TOwner : class
    {
        lock (_gate)
        {
            if (_ids[id] is not TOwner owner)
            {
                return null;
            }

            _ids.Free(id);
            return owner;
        }
    }

    public void Dispose() => _deadlines.Dispose();

    private static TimeoutException TimedOut(PublishFrame frame, TimeSpan timeout, string state)
        => new($"Publish to '{frame.TopicText()}' (QoS {(int)frame.QoS}) timed out after {timeout}: {state}");

    private void Cancel(PublishFrame frame, CancellationToken token)
    {
        lock (_gate)
        {
            if (frame.IsAwaited)
            {
                _flow.GiveUp(frame, new OperationCanceledException(token));
                UpdateDirect();
            }
        }
    }

    private void OnDeadline()
    {
        lock (_gate)
        {
            while (_deadlines.TakeDue() is { } frame)
            {
                string state = frame.Place switch
                {
                    FramePlace.Overflow => $"the client's queue is full ({_flow.Queue.Count} messages, {_flow.Queue.Bytes} bytes). The message was not sent.",
                    FramePlace.Queued when !_flow.InFlight.HasQuota => $"the broker's Receive Maximum of {_flow.InFlight.QuotaMaximum} is used up by unacknowledged messages. The message was not sent.",
                    FramePlace.Queued => "the connection is too slow for what is queued. The message was not sent.",
                    FramePlace.AwaitsPubComp => "the broker has taken the message over but not answered PUBREL.",
                    _ => "the broker has not acknowledged the message, which may still be delivered.",
                };
                _flow.GiveUp(frame, TimedOut(frame, _options.OperationTimeout, state));
            }

            UpdateDirect();
        }
    }
}
