namespace Topiary.Client;

/// <summary>The packet identifiers of what the client sends.</summary>
/// <remarks>Threading: any thread; the lock is that of the <see cref="OutboundSession"/>.</remarks>
internal sealed class OutboundIdentifiers(Lock gate, PacketIdTable ids)
{
    /// <summary>Takes a packet identifier for SUBSCRIBE or UNSUBSCRIBE; 0 when none is free.</summary>
    public ushort Take(object owner)
    {
        lock (gate)
        {
            return ids.Take(owner);
        }
    }

    /// <summary>Gives the identifier of a SUBSCRIBE or UNSUBSCRIBE back if it is in use for just that kind of owner.</summary>
    public TOwner? Free<TOwner>(ushort id)
        where TOwner : class
    {
        lock (gate)
        {
            if (ids[id] is not TOwner owner)
            {
                return null;
            }

            ids.Free(id);
            return owner;
        }
    }
}
