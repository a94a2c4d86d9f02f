namespace Topiary.Client;

/// <summary>The way of QoS 0 messages around the lock of the outbound session, while nothing is before them.</summary>
/// <remarks>Threading: any thread sends; <see cref="Update"/> under the lock of the <see cref="OutboundSession"/>.</remarks>
internal sealed class DirectPath(PublishFlow flow)
{
    // The connection while they may be written to it.
    private ILink? _link;

    /// <summary>Writes a message of QoS 0 to the connection. False: it may not be, or there is no room.</summary>
    public bool TrySend(PublishFrame frame)
    {
        if (Volatile.Read(ref _link) is not { } link || !FrameWriter.IsWithin(frame, link.Limits)
            || !link.Output.TryWrite(new DirectPacket(frame, link.Direct), link.Version))
        {
            return false;
        }

        frame.Pool.ReturnUntouched(frame);
        link.FlushMessages();
        return true;
    }

    /// <summary>Called under the lock at the end of whatever may have changed it. Topic aliases are the lock's, so there is no way around it with them.</summary>
    public void Update()
    {
        ILink? direct = flow.MaySendQoS0AtOnce && flow.Link!.Limits.TopicAliasMaximum == 0 ? flow.Link : null;
        if (_link != direct)
        {
            Volatile.Write(ref _link, direct);
        }
    }
}
