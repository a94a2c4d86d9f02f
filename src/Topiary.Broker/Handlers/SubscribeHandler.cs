using System.Text;
using Topiary.Protocol;

namespace Topiary.Broker;

/// <summary>SUBSCRIBE (MQTT 5.0, section 3.8): each filter by itself, one answer, then the retained messages.</summary>
internal sealed class SubscribeHandler(BrokerCore core)
{
    public ValueTask HandleAsync(ClientConnection connection, PacketFrame frame)
    {
        SubscribePacket packet = SubscribePacket.Read(frame, connection.Version);
        core.Abuse.CheckUserProperties(packet.UserProperties.Count);
        if (!core.Authorization.IsOpen)
        {
            return HandleAuthorizedAsync(connection, packet);
        }

        Replay(connection, Subscribe(connection, packet, refused: null));
        return default;
    }

    private async ValueTask HandleAuthorizedAsync(ClientConnection connection, SubscribePacket packet)
    {
        // What was written to others must not wait behind user code.
        connection.OnBatchEnd();
        Session session = connection.Session!;
        var refused = new bool[packet.Subscriptions.Count];
        for (int i = 0; i < refused.Length; i++)
        {
            SubscribeRequest request = ToRequest(connection, packet, i);
            var question = new AuthorizationRequest(
                AuthorizedAction.Subscribe,
                request.IsShared ? Encoding.UTF8.GetString(request.TopicFilter) : request.Filter,
                session.ClientId,
                session.Principal,
                request.Options.MaximumQoS,
                false);
            refused[i] = !await core.Authorization.IsAllowedAsync(question, connection.Lifetime).ConfigureAwait(false);
        }

        if (!connection.IsOpen)
        {
            return;
        }

        List<RetainedReplay>? replays = Subscribe(connection, packet, refused);
        if (core.Authorization.ChecksDelivery)
        {
            await CheckDeliveryAsync(connection, session, replays).ConfigureAwait(false);
        }

        Replay(connection, replays);
    }

    // Retained messages, and those that wait for a shared subscription, are asked about as live ones are.
    private async ValueTask CheckDeliveryAsync(ClientConnection connection, Session session, List<RetainedReplay>? replays)
    {
        // The answer need not wait for user code.
        connection.OnBatchEnd();
        connection.Output.Flush();
        foreach (RetainedReplay replay in replays ?? [])
        {
            for (int i = replay.Topics.Count - 1; i >= 0; i--)
            {
                if (!await core.Authorization.MayDeliverRetainedAsync(session, replay.Topics[i], connection.Lifetime).ConfigureAwait(false))
                {
                    replay.Topics.RemoveAt(i);
                    core.Counters.Dropped(DropReason.NotAuthorized);
                }
            }
        }

        if (session.Shares.Length > 0)
        {
            await core.Authorization.AskAboutSharesAsync(session, connection.Lifetime).ConfigureAwait(false);
            session.Outbox.Pump(connection.Flush);
        }
    }

    private static void Replay(ClientConnection connection, List<RetainedReplay>? replays)
    {
        Session session = connection.Session!;
        replays?.ForEach(replay => session.Outbox.Replay(replay, connection.Flush));
        if (session.Shares.Length > 0)
        {
            // What waited for a member of a shared subscription has found one.
            session.Outbox.Pump(connection.Flush);
        }
    }

    private List<RetainedReplay>? Subscribe(ClientConnection connection, SubscribePacket packet, bool[]? refused)
    {
        var codes = new ReasonCode[packet.Subscriptions.Count];
        List<RetainedReplay>? replays = null;
        for (int i = 0; i < codes.Length; i++)
        {
            codes[i] = refused is not null && refused[i]
                ? ReasonCode.NotAuthorized
                : Subscribe(connection.Session!, ToRequest(connection, packet, i), ref replays);
        }

        connection.Writer.SendAfterCommit(new SubAckPacket { PacketId = packet.PacketId, ReasonCodes = codes }, connection.Session!.CommitLevel);
        return replays;
    }

    private ReasonCode Subscribe(Session session, in SubscribeRequest request, ref List<RetainedReplay>? replays)
    {
        if (core.Abuse.IsTooLarge(request.TopicFilter.Length, request.TopicFilter.AsSpan().Count((byte)'/') + 1))
        {
            return ReasonCode.TopicFilterInvalid;
        }

        if (session.IsKept && core.Store?.Refusal is { } unkept)
        {
            return unkept;
        }

        if (core.Index.HasAtLeast(session, core.Options.MaximumSubscriptions, request.Filter))
        {
            core.Counters.Reached(BrokerLimit.Subscriptions);
            return ReasonCode.QuotaExceeded;
        }

        Subscription? replaced = core.Index.Set(session, request, core.CreateGroup, out Subscription? added);
        if (added is null)
        {
            return ReasonCode.UnspecifiedError;
        }

        if (session.IsKept)
        {
            core.Store?.SetSubscription(session.Number, request.ToRecord());
        }

        RetainHandling handling = request.Options.RetainHandling;
        bool wantsRetained = handling == RetainHandling.SendAtSubscribe || (handling == RetainHandling.SendIfNew && replaced is null);
        if (wantsRetained && !request.IsShared && core.Retained.Match(request.TopicFilter) is { Count: > 0 } topics)
        {
            (replays ??= []).Add(new RetainedReplay(request.Filter, topics, request.Options.MaximumQoS, added.Receiver.Identifiers));
        }

        return (ReasonCode)request.Options.MaximumQoS;
    }

    private SubscribeRequest ToRequest(ClientConnection connection, SubscribePacket packet, int index)
    {
        (string filter, SubscriptionOptions options) = packet.Subscriptions[index];
        if (options.MaximumQoS > core.Options.MaximumQoS)
        {
            options = options with { MaximumQoS = core.Options.MaximumQoS };
        }

        // Only MQTT 5 has shared subscriptions; before, $share is a level like any other.
        string? inner = null;
        bool isShared = connection.Version == MqttVersion.V500 && SharedFilter.TryParse(filter, out _, out inner);
        return new SubscribeRequest(filter, Encoding.UTF8.GetBytes(isShared ? inner! : filter), options, packet.SubscriptionIdentifier ?? 0, isShared);
    }
}
