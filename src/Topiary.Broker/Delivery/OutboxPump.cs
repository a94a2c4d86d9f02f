namespace Topiary.Broker;

/// <summary>The order in which an outbox sends: what it holds, and what goes next as credit, room and the store allow.</summary>
/// <remarks>Threading: guarded by the outbox.</remarks>
internal sealed class OutboxPump(Session session, BrokerCore core, Outbox outbox, StoredDeliveries stored)
{
    public StoredDeliveries Stored { get; } = stored;

    public SendWindow Window { get; } = new(session, core, stored);

    public WaitingQueue Waiting { get; } = new(core.QueueLimits, core.Counters);

    public RetainedReplays Replays { get; } = new();

    /// <summary>Whether nothing is sent before the output of the connection has room again.</summary>
    public bool WaitsForRoom { get; set; }

    /// <summary>Whether somebody waits for the store to let go what is held back.</summary>
    public bool WaitsForCommit { get; set; }

    /// <summary>What the store has kept for sure.</summary>
    public long Committed { get; set; }

    /// <summary>Whether a message may pass by all queues.</summary>
    public bool MaySend
        => !WaitsForRoom && !Window.IsReplaying && !Window.IsHolding && Replays.IsEmpty && Waiting.Count == 0 && Window.HasQuota;

    /// <summary>What an attempt has come to.</summary>
    /// <returns>False: it must wait. True also when it was dropped because it is too large for the client.</returns>
    public bool IsSent(SendOutcome outcome, ClientConnection connection, FlushSet flush, bool mayWait = true)
    {
        if (outcome == SendOutcome.Sent)
        {
            flush.Add(connection);
            return true;
        }

        if (outcome == SendOutcome.TooLarge)
        {
            core.Counters.Dropped(DropReason.TooLarge);
            return true;
        }

        if (mayWait)
        {
            WaitForRoom(connection);
        }

        return false;
    }

    /// <summary>Lets a message wait, and the store be told of it if it is to know.</summary>
    /// <returns>False when the client is to be disconnected because of it.</returns>
    public bool Enqueue(FanOut message, in Delivery delivery)
    {
        bool taken = Waiting.TryAdd(delivery, core.Clock, out List<Delivery>? dropped);
        dropped?.ForEach(d => Stored.Forget(d));
        if (taken && delivery.Key.IsStored)
        {
            message.AddDelivery(outbox, new DeliveryRecord(
                delivery.Key, DeliveryState.Queued, 0, delivery.QoS, delivery.Retain, delivery.Identifiers));
        }

        return taken || core.QueueLimits.Overflow != OverflowPolicy.Disconnect;
    }

    /// <summary>Sends what may be sent now: what is in flight, what is held back, retained messages, what waits, what shared subscriptions have.</summary>
    public void Pump(ClientConnection? connection, FlushSet flush)
    {
        if (connection is null || WaitsForRoom)
        {
            return;
        }

        if (Window.IsReplaying)
        {
            flush.Add(connection);
            if (!Window.Resend(connection))
            {
                WaitForRoom(connection);
                return;
            }
        }

        if (Window.IsReplaying || !SendHeld(connection, flush))
        {
            return;
        }

        if (ReplayRetained(connection, flush) && SendWaiting(connection, flush))
        {
            FetchShared(connection, flush);
        }

        if (Window.IsHolding && !WaitsForCommit)
        {
            WaitsForCommit = true;
            _ = HeldSends.ReleaseAsync(outbox, session, core);
        }
    }

    private bool SendHeld(ClientConnection connection, FlushSet flush)
    {
        if (!Window.IsHolding)
        {
            return true;
        }

        flush.Add(connection);
        if (Window.SendHeld(connection, Committed))
        {
            return true;
        }

        WaitForRoom(connection);
        return false;
    }

    private bool ReplayRetained(ClientConnection connection, FlushSet flush)
    {
        while (Replays.TryPeek(core.Clock.UtcNow, out RetainedReplay? replay, out StoredMessage? message))
        {
            QoS qos = message.QoS < replay.QoS ? message.QoS : replay.QoS;
            if ((qos != QoS.AtMostOnce && !Window.HasQuota)
                || !TrySend(connection, new Delivery(default, message, qos, true, replay.Identifiers, null), flush))
            {
                return false;
            }

            replay.Advance();
        }

        return true;
    }

    private bool SendWaiting(ClientConnection connection, FlushSet flush)
    {
        while (Waiting.Count > 0 && Window.HasQuota)
        {
            Delivery delivery = Waiting.First;
            if (!delivery.IsReady)
            {
                return false;
            }

            if (delivery.Message!.IsExpired(core.Clock.UtcNow))
            {
                core.Counters.Dropped(DropReason.Expired);
                Stored.Forget(delivery);
            }
            else if (!TrySend(connection, delivery, flush))
            {
                return false;
            }

            Waiting.TakeFirst();
        }

        return Waiting.Count == 0;
    }

    private void FetchShared(ClientConnection connection, FlushSet flush)
    {
        // Nobody can be asked here; what is not known to be allowed waits for another member, or for this one to be asked about.
        Func<Delivery, bool>? mayHave = core.Authorization.ChecksDelivery && session.Shares.Length > 0
            ? delivery => session.Rights.Find(delivery.Message!.Topic.Span) is true
            : null;
        foreach (Subscription member in session.Shares)
        {
            while (Window.HasQuota && member.Group!.TryTake(core.Clock.UtcNow, mayHave) is { } waiting)
            {
                StoredMessage message = waiting.Message!;
                QoS granted = member.Options.MaximumQoS;
                QoS qos = message.QoS < granted ? message.QoS : granted;
                bool retain = message.Retain && member.Options.RetainAsPublished;
                if (!TrySend(connection, waiting with { QoS = qos, Retain = retain, Identifiers = member.Receiver.Identifiers }, flush))
                {
                    member.Group.GiveBack(waiting);
                    return;
                }

                if (qos == QoS.AtMostOnce)
                {
                    Stored.Forget(waiting);
                }
            }
        }
    }

    private bool TrySend(ClientConnection connection, in Delivery delivery, FlushSet flush) => IsSent(
        delivery.QoS == QoS.AtMostOnce ? connection.Writer.TryPublish(core.ToOutgoing(delivery, 0, duplicate: false)) : Window.TrySend(connection, delivery),
        connection,
        flush);

    private void WaitForRoom(ClientConnection connection)
    {
        if (!WaitsForRoom && !connection.Output.IsCompleted)
        {
            WaitsForRoom = true;
            _ = outbox.PumpWhenDrainedAsync(connection);
        }
    }
}
