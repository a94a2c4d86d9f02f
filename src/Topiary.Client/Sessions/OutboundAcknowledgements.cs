using Topiary.Protocol;

namespace Topiary.Client;

/// <summary>What a broker answers to messages: each answer takes the message of its packet identifier a step on.</summary>
/// <remarks>Threading: called by the read loop; the lock is that of the <see cref="OutboundSession"/>.</remarks>
internal sealed class OutboundAcknowledgements(Lock gate, PublishFlow flow, DirectPath direct, PacketIdTable ids, StoreFlow? store)
{
    /// <summary>PUBACK, or PUBREC with a failure: the message is finished. False when no message waits for it.</summary>
    public bool OnAcknowledged(ushort id, FramePlace place, ReasonCode reason, string? reasonString)
    {
        lock (gate)
        {
            if (flow.InFlight.Find(id, place) is not { } frame)
            {
                return false;
            }

            flow.Finish(frame, reason, reasonString);
            flow.Pump();
            direct.Update();
            return true;
        }
    }

    /// <summary>PUBREC without a failure. False when the identifier stands for something else, which breaks the protocol.</summary>
    public bool OnPubRec(ushort id, ReasonCode reason, ILink link)
    {
        lock (gate)
        {
            PublishFrame? frame = flow.InFlight.Find(id, FramePlace.AwaitsPubRec);
            if (frame is not null)
            {
                frame.TakenOver = reason;
                store?.OnTakenOver(frame, link);
                frame.Place = FramePlace.AwaitsPubComp;
            }
            else if (flow.InFlight.Find(id, FramePlace.AwaitsPubComp) is { } released)
            {
                if (store?.MaySend(released) == false)
                {
                    // PUBREL goes out when the first PUBREC is recorded.
                    return true;
                }
            }
            else
            {
                if (ids[id] is not null)
                {
                    return false;
                }

                link.Output.TryWriteControl(new AckPacket(PacketType.PubRel, id, ReasonCode.PacketIdentifierNotFound), link.Version);
                return true;
            }

            if (store is null || frame is null)
            {
                Release(id, link);
            }

            return true;
        }
    }

    /// <summary>PUBCOMP. One for an unknown identifier is no error: a PUBREL that was sent twice may be answered twice.</summary>
    public bool OnPubComp(ushort id)
    {
        lock (gate)
        {
            if (flow.InFlight.Find(id, FramePlace.AwaitsPubComp) is { } frame)
            {
                flow.Finish(frame, frame.TakenOver, null);
                flow.Pump();
                direct.Update();
                return true;
            }

            return ids[id] is null;
        }
    }

    /// <summary>Sends PUBREL.</summary>
    public static void Release(ushort id, ILink link)
    {
        if (!link.Output.TryWriteControl(new AckPacket(PacketType.PubRel, id), link.Version))
        {
            // PUBREL is sent again when the session is resumed.
            link.Fail(InboundSession.AcknowledgementsStuck());
        }
    }
}
