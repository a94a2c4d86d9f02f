using System.Globalization;
using System.Text;

namespace Topiary.Fuzz;

/// <summary>Holds what the broker has sent against the model.</summary>
internal sealed class Inspector(BrokerModel model, Func<DateTimeOffset> now)
{
    // Subscription identifiers are told to clients of version 5 only.
    private bool _isFive;

    /// <summary>One packet has come.</summary>
    /// <returns>An acknowledgement that an eager client owes for it.</returns>
    public AckPacket? Receive(ModelConnection connection, PacketFrame frame, int size)
    {
        ModelSession session = connection.Session;
        MqttVersion version = connection.Wire.Version;
        _isFive = version == MqttVersion.V500;
        Require(size <= connection.MaximumPacketSize, session, $"{frame.Type} of {size} bytes is larger than the client's maximum of {connection.MaximumPacketSize}");
        switch (frame.Type)
        {
            case PacketType.Publish:
                return Receive(connection, PublishPacket.Read(frame, version));
            case PacketType.PubRel:
                return Release(connection, AckPacket.Read(frame, version));
            case PacketType.PubAck or PacketType.PubRec or PacketType.PubComp:
                AckPacket ack = AckPacket.Read(frame, version);
                Settle(connection, ack.Type, ack.PacketId, version == MqttVersion.V500 ? [ack.ReasonCode] : null);
                return null;
            case PacketType.SubAck:
                SubAckPacket subAck = SubAckPacket.Read(frame, version);
                Settle(connection, PacketType.SubAck, subAck.PacketId, [.. subAck.ReasonCodes]);
                return null;
            case PacketType.UnsubAck:
                UnsubAckPacket unsubAck = UnsubAckPacket.Read(frame, version);
                Settle(connection, PacketType.UnsubAck, unsubAck.PacketId, version == MqttVersion.V500 ? [.. unsubAck.ReasonCodes] : null);
                return null;
            case PacketType.PingResp:
                Settle(connection, PacketType.PingResp, 0, null);
                return null;
            case PacketType.Disconnect:
                ReasonCode code = DisconnectPacket.Read(frame, version).ReasonCode;
                Require(connection.Ending.Contains(code), session, $"DISCONNECT {code}; allowed: {string.Join(", ", connection.Ending)}");
                return null;
            default:
                throw new FuzzFailureException($"{session.ClientId}: a {frame.Type} that nobody asked for");
        }
    }

    /// <summary>After a step has come to rest: everything that was due has come.</summary>
    public void CheckNothingIsOwed(ModelConnection connection)
    {
        ModelSession session = connection.Session;
        Require(connection.Ending.Length > 0 || connection.Due.Count == 0, session, $"no answer: {string.Join(", ", connection.Due.Select(due => $"{due.Type} {due.PacketId}"))}");
        if (session.Connection != connection)
        {
            return;
        }

        Copy? lost = session.Fleeting.Find(copy => !IsTooLarge(copy.Message, connection) && !copy.Message.IsExpired(now()));
        Require(lost is null, session, $"lost: {lost}");
        Copy? unreleased = session.InFlight.Find(copy => copy is { IsStale: true, IsReleased: true });
        Require(unreleased is null, session, $"PUBREL not sent again: {unreleased}");
        if (!session.HasQuota)
        {
            return;
        }

        session.InFlight.RemoveAll(copy => copy.IsStale && IsTooLarge(copy.Message, connection));
        session.Waiting.RemoveAll(copy => copy.Message.IsExpired(now()) || IsTooLarge(copy.Message, connection));
        session.Replays.RemoveAll(replay => replay.IsOptional || IsTooLarge(model.Retained[replay.Topic], connection));
        Copy? stale = session.InFlight.Find(copy => copy.IsStale && !copy.IsOptional && !IsFloating(session, copy));
        Require(stale is null, session, $"not sent again: {stale}");
        Require(session.Replays.Count == 0, session, $"retained message not sent: {session.Replays.FirstOrDefault()}");
        Copy? waiting = session.Waiting.Find(copy => !copy.IsOptional);
        Require(waiting is null, session, $"lost, or held back without need: {waiting}");
        foreach (ModelSubscription member in session.Subscriptions.Values.Where(s => s.Group is not null))
        {
            ModelMessage? held = member.Group!.Waiting.Find(message => !message.IsExpired(now()) && !message.IsLarge && model.Rights.MayReceive(session.ClientId, message.Topic));
            Require(held is null, session, $"not given to {member.Filter}: {held}");
        }
    }

    /// <summary>Ends a step: what was to come in it only, is over.</summary>
    public void EndStep()
    {
        foreach (ModelSession session in model.Sessions.Values)
        {
            session.Fleeting.Clear();
            if (session.Connection is { MaximumPacketSize: not int.MaxValue } connection)
            {
                session.Replays.FindAll(replay => IsTooLarge(model.Retained[replay.Topic], connection)).ForEach(replay => replay.IsOptional = true);
                session.Waiting.FindAll(copy => IsTooLarge(copy.Message, connection)).ForEach(copy => copy.IsOptional = true);
                session.InFlight.FindAll(copy => copy.IsStale && IsTooLarge(copy.Message, connection)).ForEach(copy => copy.IsOptional = true);
            }
        }

        foreach (ModelGroup group in model.Groups.Values)
        {
            ModelMessage? lost = group.Fleeting.Find(message => !message.IsLarge && !message.IsExpired(now()));
            if (lost is not null)
            {
                throw new FuzzFailureException($"{group.Filter}: lost: {lost}");
            }

            group.Fleeting.Clear();
        }
    }

    private static bool IsTooLarge(ModelMessage message, ModelConnection connection) => message.IsLarge && connection.MaximumPacketSize != int.MaxValue;

    private static bool IsFloating(ModelSession session, Copy copy) => copy.Group?.Floating.Contains((session, copy)) == true;

    private static void Settle(ModelConnection connection, PacketType type, ushort packetId, ReasonCode[]? codes)
    {
        int index = connection.Due.FindIndex(due => due.Type == type && due.PacketId == packetId);
        Require(index >= 0, connection.Session, $"a {type} for {packetId} that is not due");
        ReasonCode[]? wanted = connection.Due[index].Codes;
        bool fits = wanted is null || codes is null || wanted.SequenceEqual(codes);
        Require(fits, connection.Session, $"{type} for {packetId} with {string.Join(' ', codes ?? [])} instead of {string.Join(' ', wanted ?? [])}");
        connection.Due.RemoveAt(index);
    }

    private static AckPacket? Release(ModelConnection connection, AckPacket packet)
    {
        ModelSession session = connection.Session;
        Copy? copy = session.InFlight.Find(c => c.PacketId == packet.PacketId && c.QoS == QoS.ExactlyOnce);
        if (copy is null)
        {
            Settle(connection, PacketType.PubRel, packet.PacketId, connection.Wire.Version == MqttVersion.V500 ? [packet.ReasonCode] : null);
            return null;
        }

        Require(copy.IsReleased, session, $"PUBREL before PUBREC: {copy}");
        copy.IsStale = false;
        copy.CountsHere = true;
        int due = connection.Due.FindIndex(d => d.Type == PacketType.PubRel && d.PacketId == packet.PacketId);
        if (due >= 0)
        {
            connection.Due.RemoveAt(due);
        }

        return new AckPacket(PacketType.PubComp, packet.PacketId);
    }

    private AckPacket? Receive(ModelConnection connection, PublishPacket packet)
    {
        ModelSession session = connection.Session;
        string topic = Resolve(connection, packet);
        Copy copy = packet.Duplicate ? FindAgain(session, topic, packet) : FindNew(session, topic, packet);
        if (packet.QoS != QoS.AtMostOnce)
        {
            Require(session.HasQuota, session, $"more than {connection.SendLimit} messages in flight: {copy}");
            Require(!session.InFlight.Exists(c => c != copy && c.PacketId == packet.PacketId), session, $"packet identifier {packet.PacketId} is in use: {copy}");
            copy.PacketId = packet.PacketId;
            copy.IsStale = false;
            copy.CountsHere = true;
            if (!packet.Duplicate)
            {
                session.InFlight.Add(copy);
            }
        }

        if (connection.Wire.Version == MqttVersion.V500)
        {
            uint? left = copy.Message.ExpiresAt is { } at ? (uint)Math.Max(0, Math.Ceiling((at - now()).TotalSeconds)) : null;
            Require(packet.Properties.MessageExpiryInterval == left, session, $"Message Expiry Interval {packet.Properties.MessageExpiryInterval} instead of {left}: {copy}");
        }

        return packet.QoS switch
        {
            QoS.AtLeastOnce => new AckPacket(PacketType.PubAck, packet.PacketId),
            QoS.ExactlyOnce => new AckPacket(PacketType.PubRec, packet.PacketId),
            _ => null,
        };
    }

    private static string Resolve(ModelConnection connection, PublishPacket packet)
    {
        ushort alias = packet.Properties.TopicAlias;
        Require(alias <= connection.AliasMaximum, connection.Session, $"topic alias {alias} is above the client's maximum of {connection.AliasMaximum}");
        if (!packet.Topic.IsEmpty)
        {
            string topic = Encoding.UTF8.GetString(packet.Topic.Span);
            if (alias != 0)
            {
                connection.Wire.Aliases[alias] = topic;
            }

            return topic;
        }

        Require(connection.Wire.Aliases.ContainsKey(alias), connection.Session, $"topic alias {alias} was never set");
        return connection.Wire.Aliases[alias];
    }

    private Copy FindAgain(ModelSession session, string topic, PublishPacket packet)
    {
        Copy? copy = session.InFlight.Find(c => c.PacketId == packet.PacketId);
        string what = $"sent again as {Describe(topic, packet)}";
        Require(copy is { IsStale: true }, session, $"not waiting to be sent again: {copy}, {what}");
        Require(!copy!.IsReleased, session, $"delivered twice after PUBREC: {copy}, {what}");
        Require(Fits(copy, topic, packet), session, $"changed: {copy}, {what}");
        Copy? earlier = session.InFlight.Find(c => c is { IsStale: true, IsReleased: false, IsOptional: false } && !IsFloating(session, c)
            && !IsTooLarge(c.Message, session.Connection!));
        Require(IsFloating(session, copy) || copy.IsOptional || earlier == copy, session, $"before {earlier}: {what}");
        copy.Group?.Floating.Remove((session, copy));
        return copy;
    }

    private Copy FindNew(ModelSession session, string topic, PublishPacket packet)
    {
        if (TakeFitting(session.Fleeting, topic, packet) is { } fleeting)
        {
            return fleeting;
        }

        // What the broker may have dropped comes last: it may look like something that it may not drop.
        return TakeReplay(session, topic, packet, optional: false) ?? TakeWaiting(session, topic, packet) ?? TakeReplay(session, topic, packet, optional: true)
            ?? TakeShared(session, topic, packet)
            ?? throw new FuzzFailureException($"{session.ClientId}: a message that is not due: {Describe(topic, packet)}");
    }

    private Copy? TakeReplay(ModelSession session, string topic, PublishPacket packet, bool optional)
    {
        int index = session.Replays.FindIndex(r => r.Topic == topic && packet.Retain && r.IsOptional == optional
            && Fits(new Copy(model.Retained[topic], Lower(model.Retained[topic].QoS, r.QoS), true, r.Identifiers, null), topic, packet));
        if (index < 0)
        {
            return null;
        }

        Replay found = session.Replays[index];
        session.Replays.RemoveAt(index);
        return new Copy(model.Retained[topic], packet.QoS, true, found.Identifiers, null);
    }

    private Copy? TakeWaiting(ModelSession session, string topic, PublishPacket packet)
    {
        session.Waiting.RemoveAll(copy => copy.Message.IsExpired(now()));
        int index = session.Waiting.FindIndex(copy => Fits(copy, topic, packet));
        if (index < 0)
        {
            return null;
        }

        Copy taken = session.Waiting[index];
        Copy? earlier = session.Waiting.Take(index).FirstOrDefault(copy => !copy.IsOptional && !IsTooLarge(copy.Message, session.Connection!) && copy.QoS == taken.QoS
            && copy.Message.Publisher == taken.Message.Publisher && copy.Message.IsWill == taken.Message.IsWill && copy.Message.Topic == topic);
        Require(earlier is null, session, $"out of order: {taken} before {earlier}");
        session.Waiting.RemoveAt(index);
        return taken;
    }

    private Copy? TakeShared(ModelSession session, string topic, PublishPacket packet)
    {
        foreach (ModelSubscription member in session.Subscriptions.Values.Where(s => s.Group is not null))
        {
            ModelGroup group = member.Group!;
            if (!model.Rights.MayReceive(session.ClientId, topic))
            {
                continue;
            }

            Copy ToCopy(ModelMessage m) => new(
                m, Lower(m.QoS, member.Options.MaximumQoS), m.Retain && member.Options.RetainAsPublished, [member.Identifier], group);
            group.Waiting.RemoveAll(message => message.IsExpired(now()));
            foreach (List<ModelMessage> list in (List<ModelMessage>[])[group.Fleeting, group.Waiting])
            {
                if (list.Find(message => Fits(ToCopy(message), topic, packet)) is { } found)
                {
                    list.Remove(found);
                    return ToCopy(found);
                }
            }

            (ModelSession holder, Copy floating) = group.Floating.Find(f => Fits(ToCopy(f.Copy.Message), topic, packet) && !f.Copy.Message.IsExpired(now()));
            if (floating is not null)
            {
                group.Floating.Remove((holder, floating));
                holder.InFlight.Remove(floating);
                return ToCopy(floating.Message);
            }
        }

        return null;
    }

    private Copy? TakeFitting(List<Copy> copies, string topic, PublishPacket packet)
    {
        int index = copies.FindIndex(copy => Fits(copy, topic, packet));
        if (index < 0)
        {
            return null;
        }

        Copy found = copies[index];
        copies.RemoveAt(index);
        return found;
    }

    private bool Fits(Copy copy, string topic, PublishPacket packet) => copy.Message.Topic == topic && copy.QoS == packet.QoS && copy.Retain == packet.Retain
        && packet.Payload.Span.SequenceEqual(copy.Message.Payload)
        && (IdentifiersOf(packet) is var identifiers && (!_isFive || identifiers.SequenceEqual(copy.Identifiers)));

    private static uint[] IdentifiersOf(PublishPacket packet)
    {
        var identifiers = new List<uint>();
        foreach (uint identifier in packet.Properties.SubscriptionIdentifiers)
        {
            identifiers.Add(identifier);
        }

        return [.. identifiers.Order()];
    }

    private static QoS Lower(QoS left, QoS right) => left < right ? left : right;

    private static string Describe(string topic, PublishPacket packet) => string.Create(CultureInfo.InvariantCulture,
        $"{topic} \"{Encoding.UTF8.GetString(packet.Payload.Span[..Math.Min(12, packet.Payload.Length)])}\" QoS {(int)packet.QoS}{(packet.Retain ? " retain" : "")}{(packet.Duplicate ? " dup" : "")} [{string.Join(',', IdentifiersOf(packet))}] id {packet.PacketId}");

    private static void Require(bool holds, ModelSession session, string otherwise)
    {
        if (!holds)
        {
            throw new FuzzFailureException($"{session.ClientId}: {otherwise}");
        }
    }
}
