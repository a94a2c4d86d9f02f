using Topiary.Protocol;

namespace Topiary.Broker;

/// <summary>PUBLISH (MQTT 5.0, section 3.3): checked, retained, routed, and then acknowledged.</summary>
/// <remarks>The path of a message that needs no authorization allocates nothing at QoS 0 and never waits.</remarks>
internal sealed class PublishHandler(BrokerCore core)
{
    public ValueTask HandleAsync(ClientConnection connection, PacketFrame frame)
    {
        PublishPacket packet = PublishPacket.Read(frame, connection.Version);
        Check(packet);
        Topic topic = connection.ResolveTopic(packet);
        Session session = connection.Session!;
        if (packet.QoS == QoS.ExactlyOnce && session.HasInbound(packet.PacketId))
        {
            // Sent again before PUBREL: it was routed when it came first.
            connection.Writer.SendAfterCommit(new AckPacket(PacketType.PubRec, packet.PacketId), session.CommitLevel);
            return default;
        }

        if (packet.QoS != QoS.AtMostOnce)
        {
            CheckQuota(connection, session);
        }

        if (StoreRefusal(connection, topic, packet) is { } full)
        {
            RefuseUnkept(connection, packet, full);
            return default;
        }

        if (Refusal(topic, packet) is { } refusal)
        {
            Refuse(connection, packet, refusal);
            return default;
        }

        if (!core.Authorization.IsOpen)
        {
            return HandleAuthorizedAsync(connection, session, topic, packet);
        }

        Accept(connection, session, topic, packet);
        return default;
    }

    private async ValueTask HandleAuthorizedAsync(ClientConnection connection, Session session, Topic topic, PublishPacket packet)
    {
        var question = new AuthorizationRequest(
            AuthorizedAction.Publish, topic.Text, session.ClientId, session.Principal, packet.QoS, packet.Retain);
        ValueTask<bool> decision = core.Authorization.IsAllowedAsync(question, connection.Lifetime);
        EndBatchBefore(decision.IsCompleted, connection);
        bool isAllowed = await decision.ConfigureAwait(false);
        topic = core.Topics.Refresh(topic);
        Recipients? recipients = null;
        if (isAllowed && core.Authorization.ChecksDelivery)
        {
            ValueTask<Recipients> search = core.Authorization.FindRecipientsAsync(core.Index.Match(topic), topic.Name, connection.Lifetime);
            EndBatchBefore(search.IsCompleted, connection);
            recipients = await search.ConfigureAwait(false);
        }

        if (isAllowed)
        {
            Accept(connection, session, topic, packet, recipients);
        }
        else
        {
            Refuse(connection, packet, ReasonCode.NotAuthorized);
        }
    }

    // What was written to others, and acknowledged, must not wait behind user code.
    private static void EndBatchBefore(bool isDecided, ClientConnection connection)
    {
        if (!isDecided)
        {
            connection.OnBatchEnd();
        }
    }

    private void Accept(ClientConnection connection, Session session, Topic topic, in PublishPacket packet, Recipients? recipients = null)
    {
        lock (session.PacketGate)
        {
            // The next connection of the session repeats what this one has not finished.
            if (connection.Owns(session))
            {
                Route(connection, session, topic, packet, recipients);
            }
        }
    }

    private void Route(ClientConnection connection, Session session, Topic topic, in PublishPacket packet, Recipients? recipients)
    {
        if (packet.QoS == QoS.ExactlyOnce)
        {
            session.TryAddInbound(packet.PacketId);
        }

        DurabilityLevel level = LevelOf(connection, topic, packet);
        PublishOutcome outcome = core.Router.Publish(session, topic, packet, connection.Flush, level, recipients);
        connection.Batch.CountMessage(outcome.Receivers);
        if (packet.QoS != QoS.AtMostOnce)
        {
            PacketType type = packet.QoS == QoS.AtLeastOnce ? PacketType.PubAck : PacketType.PubRec;
            ReasonCode code = outcome.Receivers == 0 && connection.Version == MqttVersion.V500 ? ReasonCode.NoMatchingSubscribers : ReasonCode.Success;

            // PUBREC tells of the session too, which may have to be more durable than the message.
            DurabilityLevel waitsFor = !outcome.IsRecorded ? DurabilityLevel.Memory
                : packet.QoS == QoS.ExactlyOnce && session.CommitLevel > level ? session.CommitLevel : level;
            connection.Writer.SendAfterCommit(new AckPacket(type, packet.PacketId, code), waitsFor);
        }
    }

    private DurabilityLevel LevelOf(ClientConnection connection, Topic topic, in PublishPacket packet)
        => core.Store is null || (packet.QoS == QoS.AtMostOnce && !packet.Retain) ? DurabilityLevel.Memory : core.Durability.LevelOf(topic, connection.Level);

    private ReasonCode? StoreRefusal(ClientConnection connection, Topic topic, in PublishPacket packet)
        => core.Store is null || packet.QoS == QoS.AtMostOnce || core.Store.Refusal is not { } refusal
            || LevelOf(connection, topic, packet) == DurabilityLevel.Memory ? null : refusal;

    // MQTT 3 cannot tell the client, and an acknowledgement would be a lie: it is disconnected and tries again.
    private void RefuseUnkept(ClientConnection connection, in PublishPacket packet, ReasonCode code)
    {
        if (connection.Version == MqttVersion.V500)
        {
            Refuse(connection, packet, code);
            return;
        }

        core.Counters.Dropped(DropReason.Refused);
        connection.Batch.CountMessage(0);
        connection.Disconnect(code, null, "The store takes no messages");
    }

    // MQTT 3 cannot tell the client: the message is acknowledged and dropped.
    private void Refuse(ClientConnection connection, in PublishPacket packet, ReasonCode code)
    {
        core.Counters.Dropped(code == ReasonCode.NotAuthorized ? DropReason.NotAuthorized : DropReason.Refused);
        connection.Batch.CountMessage(0);
        ReasonCode told = connection.Version == MqttVersion.V500 ? code : ReasonCode.Success;
        switch (packet.QoS)
        {
            case QoS.AtLeastOnce:
                connection.Writer.SendAfterCommit(new AckPacket(PacketType.PubAck, packet.PacketId, told), DurabilityLevel.Memory);
                break;
            case QoS.ExactlyOnce:
                connection.Writer.SendAfterCommit(new AckPacket(PacketType.PubRec, packet.PacketId, told), DurabilityLevel.Memory);
                break;
        }
    }

    private void Check(in PublishPacket packet)
    {
        if (packet.QoS > core.Options.MaximumQoS)
        {
            throw new MqttProtocolException(ReasonCode.QoSNotSupported, 0, $"PUBLISH has QoS {(int)packet.QoS}; the maximum is {(int)core.Options.MaximumQoS}");
        }

        if (packet.Retain && !core.Options.RetainAvailable)
        {
            throw new MqttProtocolException(ReasonCode.RetainNotSupported, 0, "PUBLISH has RETAIN set; retained messages are switched off");
        }

        if (packet.Properties.HasSubscriptionIdentifiers)
        {
            throw new MqttProtocolException(ReasonCode.ProtocolError, 0, "A client's PUBLISH has a Subscription Identifier");
        }

        core.Abuse.CheckUserProperties(packet.Properties);
    }

    private void CheckQuota(ClientConnection connection, Session session)
    {
        int open = session.InboundCount;
        connection.CarriedInbound = Math.Min(connection.CarriedInbound, open);
        if (open - connection.CarriedInbound + connection.Writer.PendingAcks >= core.Options.ReceiveMaximum)
        {
            core.Counters.Reached(BrokerLimit.ReceiveMaximum);
            throw new MqttProtocolException(
                ReasonCode.ReceiveMaximumExceeded, 0, $"More than {core.Options.ReceiveMaximum} messages of QoS 1 and 2 are open");
        }
    }

    private ReasonCode? Refusal(Topic topic, in PublishPacket packet)
    {
        if (topic.IsReserved)
        {
            return ReasonCode.NotAuthorized;
        }

        if (core.Abuse.IsTooLarge(topic.Name.Length, topic.Levels))
        {
            return ReasonCode.TopicNameInvalid;
        }

        if (packet.Retain && !packet.Payload.IsEmpty
            && core.Retained.FindLimit(topic.NameSpan, topic.Name.Length + packet.Properties.Raw.Length + packet.Payload.Length) is { } limit)
        {
            core.Counters.Reached(limit);
            return ReasonCode.QuotaExceeded;
        }

        return null;
    }
}
