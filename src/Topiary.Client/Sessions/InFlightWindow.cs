namespace Topiary.Client;

/// <summary>QoS 1 and 2 messages that are sent but not finished, in the order in which they were first sent, and how many more may be sent.</summary>
/// <remarks>Threading: guarded by the outbound session's lock.</remarks>
internal sealed class InFlightWindow(PacketIdTable ids)
{
    private readonly FrameList _frames = new(static frame => frame.PlaceLinks);
    private int _quota;
    private int _quotaMaximum;

    public int Count => _frames.Count;

    public PublishFrame? First => _frames.First;

    public PublishFrame? Last => _frames.Last;

    /// <summary>The next frame that has to be sent again on this connection; null when that is done.</summary>
    public PublishFrame? NextResend { get; private set; }

    public bool HasQuota => _quota > 0;

    public int QuotaMaximum => _quotaMaximum;

    public PublishFrame? After(PublishFrame frame) => _frames.After(frame);

    /// <summary>A connection begins: the quota starts anew, and everything that is not finished is sent again.</summary>
    public void BeginConnection(int receiveMaximum)
    {
        _quota = _quotaMaximum = receiveMaximum;
        NextResend = _frames.First;
    }

    public ushort TakeId(PublishFrame frame) => ids.Take(frame);

    public void FreeId(ushort id) => ids.Free(id);

    public void Add(PublishFrame frame, ushort id)
    {
        frame.PacketId = id;
        frame.Place = frame.QoS == QoS.AtLeastOnce ? FramePlace.AwaitsPubAck : FramePlace.AwaitsPubRec;
        _frames.AddLast(frame);
        _quota--;
    }

    /// <summary>A frame has been sent again; the next one follows.</summary>
    public void Resent(PublishFrame frame)
    {
        // A PUBREL needs no quota to go, but its PUBCOMP gives one back: without charging it, the broker could get one message too many.
        _quota--;
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
        _quota = Math.Min(_quota + 1, _quotaMaximum);
    }
}
