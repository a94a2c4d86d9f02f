namespace Topiary.Fuzz;

/// <summary>SUBSCRIBE and UNSUBSCRIBE, with one filter or many.</summary>
internal sealed class SubscriptionSteps(FuzzRun run, Func<ushort> nextId)
{
    public static readonly string[] Filters =
        ["a", "a/b", "a/+", "#", "+/b", "a/#", "b/c", "+", "+/+/c", "$x/#", "b/#", "$share/g/a/#", "$share/h/+/b", "$share/g/#"];

    // In runs whose queues are small no group has one, so that what is lost can be told.
    private readonly int _shared = run.Settings.HasSmallQueues ? 0 : 3;

    public void Subscribe(ModelConnection connection, Random random)
    {
        ModelSession session = connection.Session;
        bool isFive = connection.Wire.Version == MqttVersion.V500;
        int index = random.Next(Filters.Length - 3 + _shared);
        bool isShared = isFive && SharedFilter.IsShared(Filters[index]);
        int count = isShared || random.Next(3) > 0 ? 1 : random.Next(2, 6);

        // An identifier of its own tells the copies of a shared subscription from all others.
        uint identifier = isShared ? 1000u + (uint)index : isFive && random.Next(2) == 0 ? (uint)random.Next(1, 20) : 0;
        var requests = new List<SubscriptionRequest> { new(Filters[index], Options(isFive, isShared, random)) };
        while (requests.Count < count)
        {
            requests.Add(new SubscriptionRequest(Filters[random.Next(Filters.Length - 3)], Options(isFive, false, random)));
        }

        ushort id = nextId();
        connection.Wire.Send(new SubscribePacket { PacketId = id, Subscriptions = [.. requests], SubscriptionIdentifier = identifier == 0 ? null : identifier });
        var codes = new List<ReasonCode>();
        foreach ((string filter, SubscriptionOptions options) in requests)
        {
            bool isAllowed = run.Rights.MaySubscribe(session.ClientId, isShared ? filter.Split('/', 3)[2] : filter);
            codes.Add(isAllowed ? (ReasonCode)options.MaximumQoS : Refusal(connection.Wire.Version));
            if (isAllowed)
            {
                run.Model.Subscribe(session, filter, options, identifier, isShared);
            }
        }

        connection.Owe(PacketType.SubAck, id, [.. codes]);
    }

    public void Unsubscribe(ModelConnection connection, Random random)
    {
        string[] filters = [.. Enumerable.Range(0, random.Next(3) > 0 ? 1 : random.Next(2, 6)).Select(_ => Filters[random.Next(Filters.Length)])];
        ushort id = nextId();
        ReasonCode[] codes = [.. filters.Select(filter => run.Model.Unsubscribe(connection.Session, filter) ? ReasonCode.Success : ReasonCode.NoSubscriptionExisted)];
        connection.Owe(PacketType.UnsubAck, id, codes);
        connection.Wire.Send(new UnsubscribePacket { PacketId = id, Filters = filters });
    }

    // MQTT 3.1 cannot say no.
    private static ReasonCode Refusal(MqttVersion version) => version switch
    {
        MqttVersion.V310 => ReasonCode.Success,
        MqttVersion.V311 => ReasonCode.UnspecifiedError,
        _ => ReasonCode.NotAuthorized,
    };

    private static SubscriptionOptions Options(bool isFive, bool isShared, Random random)
    {
        var qos = (QoS)random.Next(3);
        return isFive ? new(qos, !isShared && random.Next(4) == 0, random.Next(2) == 0, (RetainHandling)random.Next(3)) : new(qos);
    }
}
