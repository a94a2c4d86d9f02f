namespace Topiary.Fuzz;

/// <summary>The retained message of a topic that a subscription has to be sent: the one that is there when its turn comes.</summary>
internal sealed record Replay(string Filter, string Topic, QoS QoS, uint[] Identifiers)
{
    /// <summary>Whether the broker may have dropped it: it was too large for a client that it was due to.</summary>
    public bool IsOptional { get; set; }
}
