using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Topiary.Protocol;

namespace Topiary.Client;

/// <summary>
/// Receives messages: takes QoS 2 ones once, hands each to its receivers, and acknowledges in the order of arrival when all receivers
/// have completed. It outlives connections.
/// </summary>
/// <remarks>Threading: messages come from the read loop of the one connection; receipts are completed by any thread. The lock is not held while receivers are called.</remarks>
internal sealed class InboundSession(SubscriptionTable subscriptions, MqttClientOptions options, ClientStore? store, ILogger log)
{
    private const int LargestPool = 4096;

    private readonly Lock _gate = new();
    private readonly InboundQoS2 _exactlyOnce = new();
    private readonly Dictionary<ushort, InboundDelivery> _openExactlyOnce = [];
    private readonly Stack<InboundDelivery> _pool = new();
    private readonly List<IMessageReceiver> _targets = [];
    private readonly List<IBatchEndListener> _gathering = [];
    private int _open;
    private long _received;
    private long _unrouted;

    /// <summary>Messages that a receiver has not completed yet.</summary>
    public int Open => Volatile.Read(ref _open);

    public long Received => Volatile.Read(ref _received);

    /// <summary>Messages for which there was no receiver.</summary>
    public long Unrouted => Volatile.Read(ref _unrouted);

    public static Exception AcknowledgementsStuck()
        => new MqttException("The broker does not read: there is no room left for acknowledgements in the client's output.");

    /// <summary>A broker has accepted the client.</summary>
    public void OnConnected(bool sessionPresent)
    {
        if (sessionPresent)
        {
            return;
        }

        lock (_gate)
        {
            _exactlyOnce.Clear();
            _openExactlyOnce.Clear();
            store?.ClearInbound();
        }
    }

    /// <summary>Takes over what an earlier run has left. Before the first connection.</summary>
    public void Load(IReadOnlyList<ushort> handled)
    {
        lock (_gate)
        {
            foreach (ushort id in handled)
            {
                _exactlyOnce.TryAdd(id);
            }
        }
    }

    /// <summary>PUBLISH, with its topic alias resolved.</summary>
    /// <exception cref="MqttProtocolException">The broker sends more than the client's Receive Maximum allows.</exception>
    public void OnPublish(in PublishPacket packet, ReadOnlyMemory<byte> topic, ILink link)
    {
        InboundDelivery? delivery = null;
        if (packet.QoS != QoS.AtMostOnce && !TryOpen(in packet, link, out delivery))
        {
            return;
        }

        Volatile.Write(ref _received, _received + 1);
        ReadOnlySpan<Subscription> matches = subscriptions.Match(topic.Span, packet.Properties);
        ReadOnlySpan<IMessageReceiver> targets = matches.Length == 1 ? matches[0].Receivers : Gather(matches);
        if (targets.IsEmpty)
        {
            Volatile.Write(ref _unrouted, _unrouted + 1);
            log.MessageUnrouted(System.Text.Encoding.UTF8.GetString(topic.Span));
        }

        var message = new ReceivedMessage(topic, packet);
        delivery?.Begin(Math.Max(1, targets.Length));
        if (targets.IsEmpty)
        {
            delivery?.Complete(delivery.Version, 0, ReasonCode.Success);
        }

        for (int i = 0; i < targets.Length; i++)
        {
            Deliver(targets[i], in message, delivery is null ? default : new MessageReceipt(delivery, i));
        }

        _targets.Clear();
    }

    // All receivers of several subscriptions.
    private ReadOnlySpan<IMessageReceiver> Gather(ReadOnlySpan<Subscription> matches)
    {
        foreach (Subscription subscription in matches)
        {
            _targets.AddRange(subscription.Receivers);
        }

        return CollectionsMarshal.AsSpan(_targets);
    }

    /// <summary>Lets a receiver know, once, when the read loop has been through what has arrived. Called by the read loop only.</summary>
    public void NotifyAtBatchEnd(IBatchEndListener listener) => _gathering.Add(listener);

    /// <summary>The read loop has been through what has arrived.</summary>
    public void OnBatchEnd()
    {
        foreach (IBatchEndListener listener in _gathering)
        {
            listener.OnBatchEnd();
        }

        _gathering.Clear();
    }

    /// <summary>PUBREL: the identifier may be used for a new message.</summary>
    public void OnPubRel(ushort id, ILink link)
    {
        bool known;
        lock (_gate)
        {
            known = _exactlyOnce.Remove(id);
            _openExactlyOnce.Remove(id);
            store?.RemoveInbound(id);
        }

        if (store is null)
        {
            Complete(id, known, link);
            return;
        }

        CompleteWhenSafe(store, id, known, link);
    }

    // The broker may use the identifier again at once: that it is free has to be known after a restart too.
    private static void CompleteWhenSafe(ClientStore store, ushort id, bool known, ILink link) => store.WhenSafe(() =>
    {
        Complete(id, known, link);
        link.FlushFromReceiver();
    });

    // In methods of their own: without a store nothing is allocated.
    private static void AcknowledgeWhenSafe(ClientStore store, ILink link, long ticket, ReasonCode reason)
        => store.WhenSafe(() => Acknowledge(link, ticket, reason));

    private static void Complete(ushort id, bool known, ILink link)
    {
        if (!link.Output.TryWriteControl(new AckPacket(PacketType.PubComp, id, known ? ReasonCode.Success : ReasonCode.PacketIdentifierNotFound), link.Version))
        {
            link.Fail(AcknowledgementsStuck());
        }
    }

    /// <summary>All receivers of a delivery have completed.</summary>
    public void Finish(InboundDelivery delivery)
    {
        ILink link;
        long ticket;
        ReasonCode reason;
        bool isStored = false;
        lock (_gate)
        {
            (link, ticket, reason) = (delivery.Link, delivery.Ticket, delivery.Reason);
            if (delivery.QoS == QoS.ExactlyOnce && _openExactlyOnce.TryGetValue(delivery.PacketId, out InboundDelivery? current) && current == delivery)
            {
                _openExactlyOnce.Remove(delivery.PacketId);
                if (reason.IsFailure() && link.Version == MqttVersion.V500)
                {
                    // A refused message is not taken: its identifier is free at once.
                    _exactlyOnce.Remove(delivery.PacketId);
                }
                else if (store is not null)
                {
                    store.AddInbound(delivery.PacketId);
                    isStored = true;
                }
            }

            _open--;
            delivery.Recycle();
            if (_pool.Count < LargestPool)
            {
                _pool.Push(delivery);
            }
        }

        if (isStored)
        {
            AcknowledgeWhenSafe(store!, link, ticket, reason);
        }
        else
        {
            Acknowledge(link, ticket, reason);
        }
    }

    private static void Acknowledge(ILink link, long ticket, ReasonCode reason)
    {
        if (!link.Acks.Complete(ticket, reason))
        {
            return;
        }

        bool stuck = false;
        while (link.Acks.TryTake(out AckEntry ack))
        {
            stuck |= !link.Output.TryWriteControl(new AckPacket(ack.Type, ack.PacketId, ack.ReasonCode), link.Version);
        }

        if (stuck)
        {
            link.Fail(AcknowledgementsStuck());
        }
        else
        {
            link.FlushFromReceiver();
        }
    }

    // False: a repetition of a QoS 2 message, which is acknowledged but not delivered again.
    private bool TryOpen(in PublishPacket packet, ILink link, out InboundDelivery? delivery)
    {
        delivery = null;
        long ticket;
        lock (_gate)
        {
            if (packet.QoS == QoS.ExactlyOnce && !_exactlyOnce.TryAdd(packet.PacketId))
            {
                InboundDelivery? earlier = _openExactlyOnce.GetValueOrDefault(packet.PacketId);
                if (earlier is not null && earlier.Link == link)
                {
                    return false;
                }

                ticket = link.Acks.Open(PacketType.PubRec, packet.PacketId);
                if (earlier is not null)
                {
                    // Its receivers are still at work; PUBREC goes out on this connection when they are done.
                    (earlier.Link, earlier.Ticket) = (link, ticket);
                    return false;
                }
            }
            else
            {
                int limit = link.Version == MqttVersion.V500 ? options.ReceiveMaximum : ushort.MaxValue;
                if (link.Acks.Count >= limit)
                {
                    throw new MqttProtocolException(ReasonCode.ReceiveMaximumExceeded, 0, $"The broker has sent more than {limit} messages that are not acknowledged");
                }

                ticket = link.Acks.Open(packet.QoS == QoS.AtLeastOnce ? PacketType.PubAck : PacketType.PubRec, packet.PacketId);
                delivery = _pool.TryPop(out InboundDelivery? pooled) ? pooled : new InboundDelivery(this);
                delivery.Open(link, ticket, packet.PacketId, packet.QoS);
                _open++;
                if (packet.QoS == QoS.ExactlyOnce)
                {
                    _openExactlyOnce[packet.PacketId] = delivery;
                }

                return true;
            }
        }

        Acknowledge(link, ticket, ReasonCode.Success);
        return false;
    }

    private void Deliver(IMessageReceiver receiver, in ReceivedMessage message, MessageReceipt receipt)
    {
        try
        {
            receiver.OnMessage(in message, receipt);
        }
        catch (Exception e)
        {
            // User code: its failure must not end the connection of everybody else.
            log.ReceiverFailed(e, receiver.GetType().FullName ?? receiver.GetType().Name);
            receipt.Complete(ReasonCode.UnspecifiedError);
        }
    }
}
