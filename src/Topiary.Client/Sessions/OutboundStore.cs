namespace Topiary.Client;

/// <summary>What the store tells the outbound session: what an earlier run has left, what is safe, and what could not be made so.</summary>
/// <remarks>Threading: any thread; the lock is that of the <see cref="OutboundSession"/>.</remarks>
internal sealed class OutboundStore(Lock gate, PublishFlow flow, DirectPath direct, StoreFlow store)
{
    /// <summary>Takes over what an earlier run has left. Before the first connection.</summary>
    public void Load(IReadOnlyList<StoredMessage> messages)
    {
        lock (gate)
        {
            foreach (StoredMessage message in messages)
            {
                PublishFrame frame = message.Frame!;
                frame.BeginUnawaited();
                if (message.Progress.Place == FramePlace.Queued || !flow.InFlight.TryRestore(frame, message.Progress))
                {
                    flow.Queue.Add(frame);
                }
            }

            direct.Update();
        }
    }

    /// <summary>The store holds more than before: what waited for that goes on.</summary>
    public void OnCommitted()
    {
        ILink? link;
        lock (gate)
        {
            link = flow.Link;
            while (store.NextAccepted() is { } accepted)
            {
                flow.Accept(accepted);
            }

            while (link is not null && store.NextReleased(link) is { } released)
            {
                OutboundAcknowledgements.Release(released.PacketId, link);
            }

            flow.Pump();
            direct.Update();
        }

        link?.FlushMessages();
    }

    /// <summary>The store could not take what it was given last: nothing of it has been sent, and nothing will be.</summary>
    public void OnStoreFailed(MqttStoreException exception)
    {
        lock (gate)
        {
            while (store.NextRefused() is { } refused)
            {
                flow.Withdraw(refused, exception);
            }

            direct.Update();
        }
    }
}
