namespace Topiary.Client;

/// <summary>QoS 1 and 2 messages that are sent but not finished, in the order in which they were first sent, and how many more may be sent.</summary>
/// <remarks>
/// With a store, a message gets its place and its identifier first and is written once the record of them is safe; such a place is reserved, and
/// counts against the quota as a sent message does.
/// Threading: guarded by the outbound session's lock.
/// </remarks>
internal sealed class InFlightWindow(PacketIdTable ids)
{
    private readonly FrameList _frames = new(static frame => frame.PlaceLinks);
    private int _quota;
    private int _quotaMaximum;
    private int _reserved;

    public int Count => _frames.Count;

    public PublishFrame? First => _frames.First;

    public PublishFrame? Last => _frames.Last;

    /// <summary>The next frame that has to be sent, mostly again, on this connection; null when that is done.</summary>
    public PublishFrame? NextResend { get; private set; }

    public bool HasQuota => _quota > 0;

    /// <summary>Whether one more message may get a place.</summary>
    public bool HasPlace => _quota - _reserved > 0;

    public int QuotaMaximum => _quotaMaximum;

    public PublishFrame? After(PublishFrame frame) => _frames.After(frame);

    /// <summary>A connection begins: the quota starts anew, and everything that is not finished is sent again.</summary>
    public void BeginConnection(int receiveMaximum)
    {
        _quota = _quotaMaximum = receiveMaximum;
        NextResend = _frames.First;
        _reserved = 0;
        for (PublishFrame? frame = _frames.First; frame is not null; frame = _frames.After(frame))
        {
            frame.IsReserved = false;
        }
    }

    public ushort TakeId(PublishFrame frame) => ids.Take(frame);

    public void FreeId(ushort id) => ids.Free(id);

    public static FramePlace PlaceOf(PublishFrame frame) => frame.QoS == QoS.AtLeastOnce ? FramePlace.AwaitsPubAck : FramePlace.AwaitsPubRec;

    public void Add(PublishFrame frame, ushort id)
    {
        frame.PacketId = id;
        frame.Place = PlaceOf(frame);
        frame.WasSent = true;
        _frames.AddLast(frame);
        _quota--;
    }

    /// <summary>Gives a message a place before it is written.</summary>
    public void Reserve(PublishFrame frame, ushort id)
    {
        frame.PacketId = id;
        frame.Place = PlaceOf(frame);
        frame.IsReserved = true;
        _reserved++;
        _frames.AddLast(frame);
        NextResend ??= frame;
    }

    /// <summary>Puts back what an earlier run had sent. False: its identifier is in use.</summary>
    public bool TryRestore(PublishFrame frame, in DeliveryProgress progress)
    {
        if (!ids.TryTake(progress.PacketId, frame))
        {
            return false;
        }

        (frame.PacketId, frame.Place, frame.TakenOver, frame.WasSent) = (progress.PacketId, progress.Place, progress.TakenOver, true);
        _frames.AddLast(frame);
        return true;
    }

    /// <summary>A frame has been sent again; the next one follows.</summary>
    public void Resent(PublishFrame frame)
    {
        // A PUBREL needs no quota to go, but its PUBCOMP gives one back: without charging it, the broker could get one message too many.
        _quota--;
        ReleaseReserved(frame);
        frame.WasSent = true;
        NextResend = _frames.After(frame);
    }

    /// <summary>The message that a received identifier stands for, if it waits for just that packet.</summary>
    public PublishFrame? Find(ushort id, FramePlace place) => ids[id] is PublishFrame frame && frame.Place == place ? frame : null;

    public bool IsUsedByMessage(ushort id) => ids[id] is PublishFrame;

    /// <summary>The message is finished, or starts anew in another session.</summary>
    public void Remove(PublishFrame frame)
    {
        if (NextResend == frame)
        {
            NextResend = _frames.After(frame);
        }

        _frames.Remove(frame);
        ids.Free(frame.PacketId);
        frame.PacketId = 0;
        frame.Place = FramePlace.None;
        if (!ReleaseReserved(frame))
        {
            _quota = Math.Min(_quota + 1, _quotaMaximum);
        }
    }

    private bool ReleaseReserved(PublishFrame frame)
    {
        if (!frame.IsReserved)
        {
            return false;
        }

        frame.IsReserved = false;
        _reserved--;
        return true;
    }
}
