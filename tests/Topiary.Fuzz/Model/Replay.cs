namespace Topiary.Fuzz;

/// <summary>The retained message of a topic that a subscription has to be sent: the one that is there when its turn comes.</summary>
internal sealed record Replay(string Filter, string Topic, QoS QoS, uint[] Identifiers);
