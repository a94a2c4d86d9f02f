using Microsoft.Extensions.Logging;
using Topiary.Protocol;

namespace Topiary.Client;

/// <summary>
/// Moves messages: from the caller into the output or the queue, from the queue into the output as quota and room allow, and out of the
/// window when they are finished.
/// </summary>
/// <remarks>Threading: guarded by the lock of the <see cref="OutboundSession"/> that owns it.</remarks>
internal sealed class PublishFlow(MqttClientOptions options, PacketIdTable ids, PublishDeadlines deadlines, StoreFlow? store, ILogger log)
{
    private readonly TimeProvider _time = options.TimeProvider;
    private readonly FrameWriter _writer = new(options.TimeProvider);

    public InFlightWindow InFlight { get; } = new(ids);

    public PublishQueue Queue { get; } = new(options.OfflineQueue);

    /// <summary>The connection; null while there is none.</summary>
    public ILink? Link { get; set; }

    /// <summary>Why nothing is accepted; null when messages are.</summary>
    public Func<Exception>? Closed { get; set; }

    /// <summary>The output is full; nothing is sent until it tells that it has room.</summary>
    public bool WaitsForDrain { get; set; }

    public long Published { get; set; }

    public long Dropped { get; set; }

    /// <summary>Whether nothing is before a QoS 0 message.</summary>
    public bool MaySendQoS0AtOnce => Closed is null && Link is not null && !WaitsForDrain && InFlight.NextResend is null && Queue.HoldsNoQoS0;

    // True: sent; the result is set unless QoS is 0.
    public bool TrySendAtOnce(PublishFrame frame, ref Exception? failure, ref ValueTask<MqttPublishResult> result)
    {
        if (Closed is not null)
        {
            failure = Closed();
            return false;
        }

        if (Link is null || WaitsForDrain || InFlight.NextResend is { IsReserved: false } || (InFlight.NextResend is not null && frame.QoS == QoS.AtMostOnce) || !(Queue.IsEmpty || (frame.QoS == QoS.AtMostOnce && Queue.HoldsNoQoS0)))
        {
            return false;
        }

        SendOutcome outcome = Send(frame, Link, ref failure);
        if (outcome == SendOutcome.Sent && frame.QoS != QoS.AtMostOnce)
        {
            result = frame.Begin(awaited: true);
            deadlines.Add(frame);
        }

        return outcome == SendOutcome.Sent;
    }

    private SendOutcome Send(PublishFrame frame, ILink link, ref Exception? failure)
    {
        if (FrameWriter.Check(frame, link) is { } refusal)
        {
            failure = refusal;
            return SendOutcome.Refused;
        }

        if (frame.QoS == QoS.AtMostOnce)
        {
            return CountIfSent(_writer.TryWrite(frame, link, 0, duplicate: false), link);
        }

        ushort id = InFlight.HasPlace ? InFlight.TakeId(frame) : (ushort)0;
        if (id == 0)
        {
            return SendOutcome.NoQuota;
        }

        if (store is not null)
        {
            // It is written when the record of its identifier is safe.
            try
            {
                store.OnReserved(frame, id);
            }
            catch
            {
                InFlight.FreeId(id);
                throw;
            }

            InFlight.Reserve(frame, id);
            return SendOutcome.Sent;
        }

        if (!_writer.TryWrite(frame, link, id, duplicate: false))
        {
            InFlight.FreeId(id);
            return CountIfSent(false, link);
        }

        InFlight.Add(frame, id);
        return CountIfSent(true, link);
    }

    private SendOutcome CountIfSent(bool sent, ILink link)
    {
        if (sent)
        {
            Published++;
            return SendOutcome.Sent;
        }

        WaitForDrain(link);
        return SendOutcome.NoRoom;
    }

    private void WaitForDrain(ILink link)
    {
        if (!WaitsForDrain && !link.Output.IsCompleted)
        {
            WaitsForDrain = true;
            link.NotifyWhenDrained();
        }
    }

    // True: the frame is held; false: it is not, and a failure says why.
    public bool TryEnqueue(PublishFrame frame, ref Exception? failure, ref ValueTask<MqttPublishResult> result)
    {
        frame.Begun = _time.GetTimestamp();
        bool hasRoom = Queue.Waiting == 0 && Queue.HasRoomFor(frame);
        if (!hasRoom && options.OfflineQueue.FullMode == OfflineFullMode.Reject)
        {
            failure = new MqttQueueFullException(
                $"Publish to '{frame.TopicText()}' refused: the client's queue is full ({Queue.Count} messages, {Queue.Bytes} bytes) and OfflineQueue.FullMode is Reject.");
            return false;
        }

        while (!hasRoom && options.OfflineQueue.FullMode == OfflineFullMode.DropOldest)
        {
            DropOldest();
            hasRoom = Queue.HasRoomFor(frame);
        }

        if (hasRoom)
        {
            EnterQueue(frame);
            result = frame.Begin(awaited: frame.QoS != QoS.AtMostOnce);
        }
        else
        {
            Queue.AddWaiting(frame);
            result = frame.Begin(awaited: true);
        }

        if (frame.IsAwaited && (Link is not null || !hasRoom))
        {
            deadlines.Add(frame);
        }

        return true;
    }

    private void EnterQueue(PublishFrame frame)
    {
        if (StoreFlow.Keeps(frame))
        {
            store?.OnQueued(frame);
        }

        Queue.Add(frame);
    }

    private void DropOldest()
    {
        Dropped++;
        PublishFrame oldest = Queue.First!;
        log.MessageDropped(oldest.TopicText());
        Discard(oldest, new MqttQueueFullException(
            $"Publish to '{oldest.TopicText()}' was dropped for a newer one: the client's queue is full and OfflineQueue.FullMode is DropOldest."));
    }

    // Sends again what is unfinished, then what is queued, as far as quota and output allow.
    public void Pump()
    {
        if (Link is not { } link)
        {
            return;
        }

        while (InFlight.NextResend is { } unfinished)
        {
            if (WaitsForDrain || store?.MaySend(unfinished) == false || !TryResend(unfinished, link))
            {
                return;
            }
        }

        while (!WaitsForDrain && NextQueued() is { } frame)
        {
            if (_writer.IsExpired(frame))
            {
                Dropped++;
                Discard(frame, new MqttPublishException($"Publish to '{frame.TopicText()}': the message expired before it could be sent.", frame.TopicText(), ReasonCode.UnspecifiedError));
                continue;
            }

            if (!TrySendQueued(frame, link))
            {
                break;
            }
        }

        Promote();
    }

    private PublishFrame? NextQueued()
    {
        if (Queue.First is null)
        {
            Promote();
        }

        return Queue.First;
    }

    private bool TrySendQueued(PublishFrame frame, ILink link)
    {
        // The frame is in one list at a time, and sending puts it into the window.
        Queue.Remove(frame);
        Exception? failure = null;
        switch (Send(frame, link, ref failure))
        {
            case SendOutcome.Sent:
                if (frame.QoS == QoS.AtMostOnce)
                {
                    CompleteWaiter(frame, ReasonCode.Success);
                    Release(frame);
                }

                return true;
            case SendOutcome.Refused:
                Refuse(frame, failure!);
                return true;
            default:
                Queue.AddFirst(frame);
                return false;
        }
    }

    private bool TryResend(PublishFrame frame, ILink link)
    {
        bool sent;
        if (frame.Place == FramePlace.AwaitsPubComp)
        {
            sent = link.Output.TryWriteControl(new AckPacket(PacketType.PubRel, frame.PacketId), link.Version);
        }
        else if (!InFlight.HasQuota)
        {
            return false;
        }
        else if (FrameWriter.Check(frame, link) is { } refusal)
        {
            // The broker's limits have become narrower: this message can never be finished.
            InFlight.Remove(frame);
            Refuse(frame, refusal);
            return true;
        }
        else
        {
            sent = _writer.TryWrite(frame, link, frame.PacketId, duplicate: frame.WasSent);
        }

        if (sent)
        {
            Published += frame.WasSent ? 0 : 1;
            InFlight.Resent(frame);
        }
        else
        {
            WaitForDrain(link);
        }

        return sent;
    }

    // Lets those that wait for room in.
    private void Promote()
    {
        while (Queue.FirstWaiting is { } waiting && Queue.HasRoomFor(waiting))
        {
            Queue.Remove(waiting);
            EnterQueue(waiting);
            if (waiting.QoS == QoS.AtMostOnce)
            {
                CompleteWaiter(waiting, ReasonCode.Success);
            }
            else if (Link is null)
            {
                deadlines.Remove(waiting);
            }
        }
    }

    // The broker has lost the session: what is unfinished becomes new messages, in order; what the broker had taken over is done.
    public void StartAnew()
    {
        PublishFrame? previous;
        for (PublishFrame? frame = InFlight.Last; frame is not null; frame = previous)
        {
            previous = frame.PlaceLinks.Previous;
            bool takenOver = frame.Place == FramePlace.AwaitsPubComp;
            InFlight.Remove(frame);
            if (takenOver)
            {
                CompleteWaiter(frame, frame.TakenOver);
                Release(frame);
            }
            else
            {
                frame.WasSent = false;
                store?.OnQueued(frame);
                Queue.AddFirst(frame);
            }
        }
    }

    // Puts the messages of a new connection before all that waits, in place of those of the last one.
    public void AddBirths(IReadOnlyList<PublishFrame> births)
    {
        PublishFrame? next;
        for (PublishFrame? frame = Queue.First; frame is not null; frame = next)
        {
            next = Queue.After(frame);
            if (frame.IsBirth)
            {
                Discard(frame, new MqttDisconnectedException($"Publish to '{frame.TopicText()}': the connection that it was for has been lost."));
            }
        }

        for (int i = births.Count - 1; i >= 0; i--)
        {
            births[i].Begun = _time.GetTimestamp();
            births[i].BeginUnawaited();
            Queue.AddFirst(births[i]);
        }
    }

    public void BeginDeadline(PublishFrame frame)
    {
        if (frame.IsAwaited)
        {
            deadlines.Remove(frame);
            deadlines.Add(frame);
        }
    }

    public void Finish(PublishFrame frame, ReasonCode reason, string? reasonString)
    {
        InFlight.Remove(frame);
        if (!reason.IsFailure())
        {
            CompleteWaiter(frame, reason);
        }
        else if (frame.IsAwaited)
        {
            string topic = frame.TopicText();
            FailWaiter(frame, new MqttPublishException(ReasonText.Refused($"Publish to '{topic}'", reason, reasonString), topic, reason));
        }
        else if (frame.Stored is not null)
        {
            log.StoredMessageRefused(frame.TopicText(), ReasonText.Of(reason));
        }

        Release(frame);
    }

    /// <summary>The store holds a message: who waits just for that need wait no longer.</summary>
    public void Accept(PublishFrame frame)
    {
        if (frame.IsAwaited && !frame.IsBirth)
        {
            frame.IsAwaited = false;
            deadlines.Remove(frame);
            frame.Complete(new MqttPublishResult(ReasonCode.Success) { IsStored = true });
        }
    }

    /// <summary>The session needs a message no longer, nor does the store.</summary>
    private void Release(PublishFrame frame)
    {
        store?.OnDone(frame);
        frame.Release();
    }

    // It can never be sent on this connection, and nobody holds it back for another one.
    private void Refuse(PublishFrame frame, Exception why)
    {
        Dropped++;
        if (!frame.IsAwaited && frame.Stored is not null)
        {
            log.StoredMessageRefused(frame.TopicText(), why.Message);
        }

        FailWaiter(frame, why);
        Release(frame);
    }

    private void CompleteWaiter(PublishFrame frame, ReasonCode reason)
    {
        if (frame.IsAwaited)
        {
            frame.IsAwaited = false;
            deadlines.Remove(frame);
            frame.Complete(new MqttPublishResult(reason));
        }
    }

    public void FailWaiter(PublishFrame frame, Exception exception)
    {
        if (frame.IsAwaited)
        {
            frame.IsAwaited = false;
            deadlines.Remove(frame);
            frame.Fail(exception);
        }
    }

    // Takes a frame that has not been sent out of the queue, for good.
    public void Discard(PublishFrame frame, Exception exception)
    {
        Queue.Remove(frame);
        FailWaiter(frame, exception);
        Release(frame);
    }

    // The store could not take it, so it has not been sent.
    public void Withdraw(PublishFrame frame, Exception exception)
    {
        if (frame.Place is FramePlace.Queued)
        {
            Discard(frame, exception);
            return;
        }

        InFlight.Remove(frame);
        FailWaiter(frame, exception);
        Release(frame);
    }

    // Nobody waits any longer: withdraws the frame if it has not been sent; otherwise only the wait ends.
    public void GiveUp(PublishFrame frame, Exception exception)
    {
        if (frame.Place is FramePlace.Queued or FramePlace.Overflow)
        {
            Discard(frame, exception);
            Promote();
        }
        else if (frame.Stored is not null && !frame.WasSent)
        {
            Withdraw(frame, exception);
            Promote();
        }
        else
        {
            FailWaiter(frame, exception);
        }
    }
}
