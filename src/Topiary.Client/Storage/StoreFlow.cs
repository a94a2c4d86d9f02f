namespace Topiary.Client;

/// <summary>Ties the messages of the outbound session to the store: records each step, and lets it be taken once the record is safe.</summary>
/// <remarks>Threading: guarded by the lock of the <see cref="OutboundSession"/> that owns it.</remarks>
internal sealed class StoreFlow(ClientStore store)
{
    private readonly Queue<StoredMessage> _unaccepted = new();
    private readonly Queue<(StoredMessage Message, ILink Link)> _releases = new();

    /// <summary>Whether a message is, or is to be, in the store.</summary>
    public static bool Keeps(PublishFrame frame) => frame.QoS != QoS.AtMostOnce;

    /// <summary>Why no message can be taken now; null when one can.</summary>
    public MqttStoreException? Refusal() => store.Refusal();

    /// <summary>Whether what is to be sent of a message is safe.</summary>
    public bool MaySend(PublishFrame frame) => frame.Stored is not { } message || message.Required <= store.SafePosition;

    /// <summary>A message waits in the queue.</summary>
    public void OnQueued(PublishFrame frame) => Record(frame, new DeliveryProgress(FramePlace.Queued, 0, ReasonCode.Success));

    /// <summary>A message has got a packet identifier.</summary>
    public void OnReserved(PublishFrame frame, ushort id) => Record(frame, new DeliveryProgress(InFlightWindow.PlaceOf(frame), id, ReasonCode.Success));

    /// <summary>PUBREC has come; PUBREL goes out when that is safe.</summary>
    public void OnTakenOver(PublishFrame frame, ILink link)
    {
        Record(frame, new DeliveryProgress(FramePlace.AwaitsPubComp, frame.PacketId, frame.TakenOver));
        _releases.Enqueue((frame.Stored!, link));
    }

    /// <summary>A message is done.</summary>
    public void OnDone(PublishFrame frame) => store.Remove(frame);

    /// <summary>A message that is safe now, for whom somebody waits just for that; null when there is none.</summary>
    public PublishFrame? NextAccepted()
    {
        while (_unaccepted.TryPeek(out StoredMessage? message) && message.AcceptedAt <= store.SafePosition)
        {
            _unaccepted.Dequeue();
            if (store.CompletesWhenStored && message.Frame is { } frame)
            {
                return frame;
            }
        }

        return null;
    }

    /// <summary>A message whose PUBREL may go out on a connection; null when there is none.</summary>
    public PublishFrame? NextReleased(ILink link)
    {
        while (_releases.TryPeek(out var next) && next.Message.Required <= store.SafePosition)
        {
            _releases.Dequeue();
            if (next.Link == link && next.Message.Frame is { Place: FramePlace.AwaitsPubComp } frame)
            {
                return frame;
            }
        }

        return null;
    }

    /// <summary>Takes out a message that the store could not take; null when there is none left.</summary>
    public PublishFrame? NextRefused()
    {
        while (_unaccepted.TryDequeue(out StoredMessage? message))
        {
            if (message.AcceptedAt > store.SafePosition && message.Frame is { } frame)
            {
                return frame;
            }
        }

        return null;
    }

    private void Record(PublishFrame frame, in DeliveryProgress progress)
    {
        if (frame.Stored is null)
        {
            store.Add(frame, progress);
            _unaccepted.Enqueue(frame.Stored!);
        }
        else
        {
            store.Change(frame, progress);
        }

        store.Commit();
    }
}
