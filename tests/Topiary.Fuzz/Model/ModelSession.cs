namespace Topiary.Fuzz;

/// <summary>What the broker has to know of one client.</summary>
internal sealed class ModelSession(string clientId)
{
    public string ClientId { get; } = clientId;

    public Dictionary<string, ModelSubscription> Subscriptions { get; } = new(StringComparer.Ordinal);

    public List<Copy> Waiting { get; } = [];

    public List<Copy> InFlight { get; } = [];

    /// <summary>QoS 0 copies that have to come in this step.</summary>
    public List<Copy> Fleeting { get; } = [];

    public List<Replay> Replays { get; } = [];

    /// <summary>QoS 2 messages that the client has sent and not released.</summary>
    public HashSet<ushort> Inbound { get; } = [];

    public ModelConnection? Connection { get; set; }

    public uint ExpirySeconds { get; set; }

    public ModelWill? Will { get; set; }

    public DateTimeOffset? EndsAt { get; set; }

    public DateTimeOffset? WillAt { get; set; }

    public bool HasEnded { get; set; }

    /// <summary>Whether one more QoS 1 or 2 message may be sent to it now.</summary>
    public bool HasQuota => Connection is { } connection && InFlight.Count(copy => copy.CountsHere) < connection.SendLimit;
}
