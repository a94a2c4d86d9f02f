namespace Topiary.Client;

/// <summary>Messages that cannot be sent yet: the accepted ones, bounded, and behind them those that wait for room.</summary>
/// <remarks>Threading: guarded by the outbound session's lock.</remarks>
internal sealed class PublishQueue(OfflineQueueOptions options)
{
    private readonly FrameList _accepted = new(static frame => frame.PlaceLinks);
    private readonly FrameList _overflow = new(static frame => frame.PlaceLinks);
    private int _acceptedQoS0;

    public int Count => _accepted.Count;

    public long Bytes => _accepted.Bytes;

    public int Waiting => _overflow.Count;

    public bool IsEmpty => _accepted.Count == 0 && _overflow.Count == 0;

    /// <summary>Whether a QoS 0 message may go ahead of the queue without overtaking another one.</summary>
    public bool HoldsNoQoS0 => _acceptedQoS0 == 0 && _overflow.Count == 0;

    public PublishFrame? First => _accepted.First;

    public PublishFrame? FirstWaiting => _overflow.First;

    public PublishFrame? After(PublishFrame frame) => _accepted.After(frame);

    public bool HasRoomFor(PublishFrame frame)
        => _accepted.Count == 0 || (_accepted.Count < options.MaxMessages && _accepted.Bytes + frame.Length <= options.MaxBytes);

    public void Add(PublishFrame frame)
    {
        Enter(frame);
        _accepted.AddLast(frame);
    }

    /// <summary>Puts back what was sent in a session that is lost; in front, bounds or not, since it was accepted before.</summary>
    public void AddFirst(PublishFrame frame)
    {
        Enter(frame);
        _accepted.AddFirst(frame);
    }

    public void AddWaiting(PublishFrame frame)
    {
        frame.Place = FramePlace.Overflow;
        _overflow.AddLast(frame);
    }

    public void Remove(PublishFrame frame)
    {
        if (frame.Place == FramePlace.Queued)
        {
            _accepted.Remove(frame);
            _acceptedQoS0 -= frame.QoS == QoS.AtMostOnce ? 1 : 0;
        }
        else
        {
            _overflow.Remove(frame);
        }

        frame.Place = FramePlace.None;
    }

    private void Enter(PublishFrame frame)
    {
        frame.Place = FramePlace.Queued;
        _acceptedQoS0 += frame.QoS == QoS.AtMostOnce ? 1 : 0;
    }
}
